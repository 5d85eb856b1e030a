/** Which candidates become the clips of a pool. */
import { gateNames, type Choice, type GateName } from '@earshot/contract/choice'
import { Refusal, stopIfAsked, type Work } from '@earshot/jobs/work'
import type { Workshop } from '../workshop.ts'
import { isRefused, openGates, type Gates } from './gates.ts'
import { featuresOfPool, matchChosen, type Reserved } from './match-chosen.ts'
import type { Candidate, Drawing, Missed, Origin } from './origins.ts'
import type { PoolRequest } from './request.ts'

/** A clip that is in the pool already. */
export interface Kept {
  /** Its piece: no other excerpt of a song is drawn. */
  owner: string
  notes: string | null
  /** null where its notes are lost. */
  fingerprint: Uint8Array | null
}

/** What is known before candidates are looked at. */
export interface Known {
  kept: readonly Kept[]
  /** Why music cannot be brought to the loudness of clips, by the hash of its notes: rendering it has shown so. */
  tooQuiet: ReadonlyMap<string, string>
}

/** A candidate that becomes a clip. Its whole song is no longer needed. */
export interface ChosenMusic extends Omit<Candidate, 'score'> {
  notes: string
  fingerprint: Uint8Array
}

export interface Chosen {
  music: ChosenMusic[]
  refused: { music: string; reason: string }[]
  choice: Choice
}

/**
 * Candidates in order until the pool has as many clips as wanted, those that are in it already among them; of a matched
 * pool those of all that are most like its model. Throws Refusal with numbers where too few pass the gates.
 */
export async function chooseMusic(
  workshop: Workshop,
  request: PoolRequest,
  origin: Origin,
  known: Known,
  work: Work,
): Promise<Chosen> {
  const tell = (text: string): void => {
    work.onProgress({ done: 0, total: request.clips, text })
  }
  const { match } = request
  // First, so that a pool that is not there is told before the work.
  const pool = match ? await featuresOfPool(workshop, match.to, request.sound.seconds) : []
  tell('making the music')
  const reserve = await drawReserve(workshop, request, origin, known, work, tell)
  const { passed, drawing } = reserve
  const matched = match ? matchChosen(request, match, pool, passed, drawing.encodings) : null
  const taken = matched?.taken ?? passed
  const kept = taken.length + known.kept.length
  if (kept < request.clips) throw tooFew(request, { ...reserve, kept })
  for (const { judged } of taken) await workshop.storage.put(judged.bytes)
  return {
    music: taken.map(asMusic),
    refused: reserve.refused.map(({ music, reason }) => ({ music, reason })),
    choice: {
      drawn: reserve.drawn,
      kept,
      refused: countByGate(reserve.refused),
      notMatched: passed.length - taken.length,
      matching: matched ? { kind: 'matched', to: matched.to, balance: matched.balance } : { kind: 'random' },
      byHand: request.pick ? kept : 0,
      ...(drawing.unseen ? { unseen: drawing.unseen } : {}),
    },
  }
}

const asMusic = ({ candidate: { score: _, ...music }, judged }: Reserved): ChosenMusic => ({
  ...music,
  provenance: { ...music.provenance, features: judged.features },
  notes: judged.notes,
  fingerprint: judged.fingerprint,
})

interface Reserve {
  drawing: Drawing
  drawn: number
  passed: Reserved[]
  /** Candidates that are clips of the pool already. */
  met: number
  refused: { music: string; gate: GateName; reason: string }[]
}

/** All candidates that pass: until there are enough of them, or, to be matched, of all. */
async function drawReserve(
  workshop: Workshop,
  request: PoolRequest,
  origin: Origin,
  { kept: existing, tooQuiet }: Known,
  work: Work,
  tell: (text: string) => void,
): Promise<Reserve> {
  const gates = await openGates(workshop, request, origin, tooQuiet, work)
  const inPool = new Set(existing.flatMap(({ owner, notes }) => [owner, notes ?? owner]))
  for (const { owner, notes, fingerprint } of existing)
    if (fingerprint) gates.remember(owner, { notes: notes ?? owner, fingerprint })
  const counts = { drawn: 0, passed: [] as Reserved[], met: 0, refused: [] as Reserve['refused'] }
  const drawing = await origin.draw({
    signal: work.signal,
    kept: () => counts.passed.length + counts.met,
    onMade: (share) => {
      tell(`making the music, ${(100 * share).toFixed(0)} %`)
    },
  })
  const reserve: Reserve = Object.assign(counts, { drawing })
  for await (const candidate of drawing.candidates) {
    stopIfAsked(work)
    reserve.drawn++
    tell(candidate.title)
    await sort(candidate, gates, inPool, reserve)
    if (!request.match && reserve.passed.length + existing.length >= request.clips) break
  }
  return reserve
}

async function sort(
  candidate: Candidate | Missed,
  gates: Gates,
  inPool: ReadonlySet<string>,
  reserve: Reserve,
): Promise<void> {
  const refuse = (gate: GateName, reason: string): void => {
    reserve.refused.push({ music: candidate.title, gate, reason })
  }
  if ('missed' in candidate) {
    refuse('too-short', candidate.missed)
    return
  }
  const played = gates.play(candidate)
  if (inPool.has(candidate.owner) || (!isRefused(played) && inPool.has(played.notes))) {
    reserve.met++
    return
  }
  const refusal = isRefused(played) ? played : await gates.judge(candidate, played)
  if (refusal) refuse(refusal.gate, refusal.reason)
  if (refusal || isRefused(played)) return
  gates.remember(candidate.owner, played)
  reserve.passed.push({ candidate, judged: played })
}

const countByGate = (refused: Reserve['refused']): Choice['refused'] =>
  gateNames.flatMap((gate) => {
    const candidates = refused.filter((one) => one.gate === gate).length
    return candidates > 0 ? [{ gate, candidates }] : []
  })

function tooFew(
  { clips }: PoolRequest,
  { drawn, refused, kept, drawing: { unseen } }: Reserve & { kept: number },
): Refusal {
  const [first] = refused
  const gates = countByGate(refused).map(({ gate, candidates }) => `${gate} ${String(candidates)}`)
  const left = unseen?.songsLeftOut ?? 0
  return new Refusal(
    [
      `Only ${String(kept)} of ${String(clips)} clips could be made of ${String(drawn)} candidates`,
      ...(gates.length > 0 ? [`; refused by gate: ${gates.join(', ')}`] : []),
      ...(first ? [`, the first ${first.music}: ${first.reason}`] : []),
      '.',
      ...(left > 0
        ? [
            ` ${String(left)} songs were left out since ${unseen?.models.join(', ') ?? ''} was trained on them.`,
          ]
        : []),
      ' Ask for fewer clips, add songs, or declare other gates or other settings of the model.',
    ].join(''),
  )
}
