import Link from 'next/link'
import { Plate } from '../../components/plate.tsx'

/** What a stranger sees first: what Earshot is, the test, and an example of what comes of it. */
export function Landing() {
  return (
    <main className="cover-grid">
      <Plate
        over="Blind listening tests"
        title={
          <>
            Can you hear
            <br />
            who wrote it?
          </>
        }
        notes={10}
        facts={['People', 'Computer programs', 'One piano']}
      />
      <div className="terms">
        <div className="terms-in">
          <p className="lead">
            Earshot plays short piano clips to listeners without saying who wrote them: a person or a computer
            program.
          </p>
          <p>
            Every clip is rendered by the same piano, and listeners answer on a scale from 1 to 5. From their
            answers Earshot reports, for each source, how often its clips were perceived as natural.
          </p>
          <p>
            <Link className="btn primary big" href="/s/demo">
              Take the listening test
            </Link>
          </p>
          <p>
            <Link href="/studies/paper-2021/results">See an example: the 2021 study</Link>
          </p>
          <p>
            <Link href="/credits">Credits</Link>
          </p>
        </div>
      </div>
    </main>
  )
}
