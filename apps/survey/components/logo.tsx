/** The mark of Earshot: a notehead on the middle line. */
export function Logo() {
  return (
    <span className="logo">
      <svg width="26" height="22" viewBox="0 0 26 22" aria-hidden="true">
        <g stroke="currentColor">
          <path d="M0 3h26M0 7h26M0 11h26M0 15h26M0 19h26" />
        </g>
        <ellipse cx="13" cy="11" rx="5.4" ry="3.7" transform="rotate(-22 13 11)" fill="currentColor" />
      </svg>
      Earshot
    </span>
  )
}
