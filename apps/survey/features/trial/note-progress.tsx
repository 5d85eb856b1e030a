import { useTranslate } from '../../languages/language-provider.tsx'

/** How far the run is: filled notes are done, the open large one is now. */
export function NoteProgress({ position, total }: { position: number; total: number }) {
  const t = useTranslate()
  const step = 250 / total
  const place = (index: number) => step / 2 + index * step
  const small = Math.min(6, step * 0.3)
  return (
    <svg
      className="notes"
      viewBox="0 0 260 20"
      role="img"
      aria-label={t('trial.progress', { done: position - 1, total })}
    >
      <path className="line" d="M0 10h250" />
      <path className="end" d="M252 2v16" strokeWidth="1" />
      <path className="end" d="M257 2v16" strokeWidth="3" />
      {Array.from({ length: total }, (_, index) => {
        const now = index === position - 1
        const radius = now ? small * 1.25 : small
        return (
          <ellipse
            key={index}
            className={index < position - 1 ? 'done' : now ? 'now' : undefined}
            cx={place(index)}
            cy="10"
            rx={radius}
            ry={radius * 0.7}
            transform={`rotate(-22 ${String(place(index))} 10)`}
          />
        )
      })}
    </svg>
  )
}
