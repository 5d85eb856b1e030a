'use client'

import type { RunState, Sound } from '@earshot/contract/blind'
import { useEffect, useState } from 'react'
import type { Give } from '../run/use-run.ts'
import { fetchClip } from '../trial/clips.ts'
import { HeadphoneCheck } from './headphone-check.tsx'
import { SetLevel } from './set-level.tsx'

type SoundState = Extract<RunState, { step: 'sound' }>

interface SoundPageProps {
  state: SoundState
  saving: boolean
  give: Give
}

/** Before the first clip: the volume, what one listens with, and the headphone check. The first clip is fetched meanwhile. */
export function SoundPage({ state: { level, check, required, first }, saving, give }: SoundPageProps) {
  const [output, setOutput] = useState<Sound['output']>()
  const [levelled, setLevelled] = useState(!level)
  const [lost, setLost] = useState(false)
  useEffect(() => {
    fetchClip(first.key).catch(() => undefined)
  }, [first.key])

  const send = (said: Sound['output'], checks: Sound['checks']) => {
    setLost(false)
    give('setSound', { ...(said ? { output: said } : {}), checks }).catch(() => {
      setLost(true)
    })
  }
  if (!levelled)
    return (
      <SetLevel
        saving={saving}
        lost={lost}
        onSet={(said) => {
          setOutput(said)
          if (check) setLevelled(true)
          else send(said, [])
        }}
      />
    )
  return check ? (
    <HeadphoneCheck
      kind={check}
      required={required}
      onDone={(checks) => {
        send(output, checks)
      }}
    />
  ) : null
}
