'use client'

import type { JobView } from '@earshot/contract/generator'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { askStudy, sentence } from './study-client.ts'

interface RunLintProps {
  slug: string
  initial: JobView | null
  /** No report was made yet. */
  first: boolean
}

interface Answer {
  job: JobView | null
}
const isUnderWay = (job: JobView | null): boolean => job?.status === 'queued' || job?.status === 'running'

/** Runs the leak check as a job, and shows how far it is. */
export function RunLint({ slug, initial, first }: RunLintProps) {
  const router = useRouter()
  const [job, setJob] = useState(initial)
  const [problem, setProblem] = useState('')
  const running = isUnderWay(job)

  useEffect(() => {
    if (!running) return
    const timer = setInterval(() => {
      askStudy<Answer>(slug, 'lint', { method: 'GET' }).then(
        (answer) => {
          setProblem('')
          setJob(answer.job)
          if (!isUnderWay(answer.job)) router.refresh()
        },
        (error: unknown) => {
          setProblem(sentence(error))
        },
      )
    }, 1000)
    return () => {
      clearInterval(timer)
    }
  }, [running, slug, router])

  const ask = (method: 'POST' | 'DELETE') => {
    setProblem('')
    askStudy<Answer>(slug, 'lint', { method }).then(
      (answer) => {
        setJob(answer.job)
      },
      (error: unknown) => {
        setProblem(sentence(error))
      },
    )
  }

  return (
    <div className="job">
      {running ? (
        <>
          <Progress job={job} />
          <button
            className="btn"
            type="button"
            onClick={() => {
              ask('DELETE')
            }}
          >
            Cancel
          </button>
        </>
      ) : (
        <button
          className="btn"
          type="button"
          onClick={() => {
            ask('POST')
          }}
        >
          {first ? 'Run the check' : 'Run the check again'}
        </button>
      )}
      <p className="need" role="alert">
        {problem || (job?.status === 'failed' ? `The check failed: ${job.error ?? ''}` : '')}
      </p>
    </div>
  )
}

function Progress({ job }: { job: JobView | null }) {
  const { done, total, text } = job?.progress ?? { done: 0, total: 1, text: 'waiting for its turn' }
  return (
    <p className="job-progress">
      <progress max={total} value={done} aria-label="The leak check" />
      <span role="status">{text}</span>
    </p>
  )
}
