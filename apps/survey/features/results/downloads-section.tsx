import type { Scope } from '@earshot/contract/results'
import { Section } from '../../components/section.tsx'

/** The same numbers as files, of the kind of respondents that is shown. */
export function DownloadsSection({ slug, scope, mark }: { slug: string; scope: Scope; mark: string }) {
  const address = `/api/studies/${slug}`
  return (
    <Section id="downloads" mark={mark} title="Downloads">
      <ul className="files">
        <li>
          <a href={`${address}/results?of=${scope}`} download={`${slug}-${scope}.json`}>
            Results
          </a>
          <span>JSON: the numbers of this page</span>
        </li>
        <li>
          <a href={`${address}/ratings.csv?of=${scope}`} download={`${slug}-${scope}.csv`}>
            Ratings
          </a>
          <span>CSV: a line a rating</span>
        </li>
        <li>
          <a href={`${address}/trials.csv?of=${scope}`} download={`${slug}-${scope}-trials.csv`}>
            Trials
          </a>
          <span>CSV: all that is known of each trial: chance, language, device, practice, repeats</span>
        </li>
      </ul>
    </Section>
  )
}
