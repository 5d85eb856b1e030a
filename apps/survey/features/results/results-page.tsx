import type { Results } from '@earshot/contract/results'
import Link from 'next/link'
import { StatusTag } from '../../components/status-tag.tsx'
import { ChosenSection, hasChosen } from './chosen-section.tsx'
import { ClipsSection } from './clips-section.tsx'
import { DownloadsSection } from './downloads-section.tsx'
import { markClips, markSources, type MarkedSource } from './marked.ts'
import { NotesSection } from './notes-section.tsx'
import type { Ends } from './ratings-figure.tsx'
import { RatingsSection } from './ratings-section.tsx'
import { ScopeSwitch } from './scope-switch.tsx'
import { amongAll, amongDecided, emptyWords, headline, means } from './words.ts'

interface ResultsPageProps {
  results: Results
  /** What 1 and 5 mean, in the words of the respondents. */
  ends: Ends
}

/** The results of a study: in words first, then figures and tables, then what a reader must know. */
export function ResultsPage({ results, ends }: ResultsPageProps) {
  const { study, scope } = results
  const sources = markSources(results)
  const clips = markClips(sources, results.clips)
  const rated = sources.filter(({ n }) => n > 0)
  const paper = study.slug === 'paper-2021'
  return (
    <>
      <Title results={results} />
      {study.reconstructed ? null : <ScopeSwitch slug={study.slug} scope={scope} />}
      {scope === 'simulated' ? (
        <p className="note warn">
          <b>Simulated respondents.</b> These ratings were drawn by chance from a model. They show that the
          study works, and say nothing about the clips.
        </p>
      ) : null}
      {rated.length === 0 ? (
        <Nothing results={results} />
      ) : (
        <>
          <InWords rated={rated} ends={ends} />
          <RatingsSection sources={sources} ends={ends} paper={paper} />
          <ClipsSection clips={clips} paper={paper} />
        </>
      )}
      {hasChosen(results) ? <ChosenSection sources={sources} mark="D" /> : null}
      <NotesSection study={study} repeats={results.repeats} mark={hasChosen(results) ? 'E' : 'D'} />
      <DownloadsSection slug={study.slug} scope={scope} mark={hasChosen(results) ? 'F' : 'E'} />
    </>
  )
}

function Title({ results: { study, scope, sources } }: { results: Results }) {
  const ratings = sources.reduce((sum, { n }) => sum + n, 0)
  return (
    <div className="title">
      <p className="crumb">Results</p>
      <h1>{study.title}</h1>
      <dl className="facts">
        <Fact name="Status">
          <StatusTag status={study.status} />
        </Fact>
        <Fact name={`Respondents, ${scope}`}>{study.respondents}</Fact>
        <Fact name="Ratings">{ratings}</Fact>
        <Fact name="Sources">{sources.length}</Fact>
        {study.reconstructed ? (
          <Fact name="Data">
            <a href="#notes">reconstructed</a>
          </Fact>
        ) : null}
      </dl>
    </div>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function InWords({ rated, ends }: { rated: MarkedSource[]; ends: Ends }) {
  return (
    <section className="verdict" id="words" aria-labelledby="words-title">
      <h2 id="words-title">{headline(rated)}</h2>
      <p className="read">{amongAll(rated)}</p>
      <p className="read">{amongDecided(rated)}</p>
      <p className="read">{means(rated, ends)}</p>
      <p className="note">
        These are descriptions of the ratings given. Intervals and tests against the human baseline are not
        part of this page yet.
      </p>
    </section>
  )
}

function Nothing({ results: { study, scope } }: { results: Results }) {
  const takes = !study.reconstructed && (study.status === 'open' || study.status === 'pilot')
  return (
    <section className="verdict" id="words" aria-labelledby="words-title">
      <h2 id="words-title">No ratings of kind {scope} yet.</h2>
      <p className="read">{emptyWords({ study, scope })}</p>
      {takes && scope !== 'simulated' ? (
        <p className="read">
          <Link href={`/s/${study.slug}`}>{`/s/${study.slug}`}</Link>
        </p>
      ) : null}
    </section>
  )
}
