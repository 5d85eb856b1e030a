import { testDatabase } from '@earshot/database/test-database'
import { beforeAll, describe, expect, test } from 'vitest'
import { clipSet } from './clip-set.ts'
import { exampleFile, makeSources, now } from './example-study.ts'
import { leakCheck, waiveLeakCheck } from './gate.ts'
import { studyResults } from './results.ts'
import { setStatus } from './status.ts'
import { createStudy, getStudy, StudyError } from './studies.ts'

const { database } = await testDatabase()
const later = new Date('2026-03-01T13:00:00Z')
const waiver = { by: 'Ada Example', reason: 'The clips are a classroom exercise.' }

beforeAll(() => makeSources(database))

const create = (slug: string) => createStudy(database, exampleFile(slug), 'test')
const open = (slug: string) => setStatus(database, slug, 'open', 'test')
/** A report as the linter stores it. */
async function report(slug: string, passed: boolean, at = now) {
  const { versionId, file } = await getStudy(database, slug)
  const data = { versionId, clipSet: await clipSet(database, file), at, passed, report: {} }
  return database.lintReport.create({ data })
}

describe('a study opens', () => {
  test('not before its clips were checked, and is told how; a pilot does not wait', async () => {
    await create('unchecked')
    await expect(open('unchecked')).rejects.toThrow(StudyError)
    await expect(open('unchecked')).rejects.toThrow(
      /have not been checked.* earshot study lint unchecked.* earshot study waive unchecked --by NAME/,
    )
    expect(await getStudy(database, 'unchecked')).toMatchObject({ status: 'draft' })
    expect(await setStatus(database, 'unchecked', 'pilot', 'test')).toMatchObject({ status: 'pilot' })
  })

  test('when the newest report passed, not when a later one did not', async () => {
    await create('checked')
    await report('checked', true)
    await report('checked', false, later)
    await expect(open('checked')).rejects.toThrow(/found something that blocks/)
    await report('checked', true, new Date(later.getTime() + 1))
    expect(await open('checked')).toMatchObject({ status: 'open' })
  })

  test('not by the report of an earlier version, nor after a clip was rendered anew', async () => {
    await makeSources(database, { prefix: 'anew-' })
    const file = (title: string) => exampleFile('anew', { title }, 'anew-')
    await createStudy(database, file('First'), 'test')
    await report('anew', true)
    await createStudy(database, file('Second'), 'test')
    await expect(open('anew')).rejects.toThrow(/not been checked/)
    await report('anew', true)
    await database.clip.updateMany({
      where: { source: { name: 'anew-lstm' }, name: '001' },
      data: { audio: 'other bytes' },
    })
    await expect(open('anew')).rejects.toThrow(/not been checked/)
  })

  test('by the word of a named person, which is kept with the report and shown in the results', async () => {
    await create('waived')
    const { id } = await report('waived', false)
    await waiveLeakCheck(database, 'waived', waiver, later)
    expect(await open('waived')).toMatchObject({ status: 'open' })
    expect(await database.lintWaiver.findFirst({ where: { reportId: id } })).toMatchObject(waiver)
    expect(
      await database.change.findFirst({ where: { subject: 'study/waived', action: 'waive leak check' } }),
    ).toMatchObject({ actor: waiver.by, detail: { reason: waiver.reason, report: id } })
    const results = await studyResults(database, 'waived', 'real')
    expect(results?.study.leakCheck).toEqual({ state: 'waived', at: later.toISOString(), ...waiver })
  })

  test('not by a waiver that a later report overtook', async () => {
    await create('overtaken')
    await waiveLeakCheck(database, 'overtaken', waiver, now)
    await report('overtaken', false, later)
    await expect(open('overtaken')).rejects.toThrow(/found something that blocks/)
  })
})

describe('a waiver', () => {
  test.each([
    [{ by: ' ', reason: 'a reason' }, /name the person/],
    [{ by: 'Ada Example', reason: '' }, /give a reason/],
  ])('of %j is refused', async (incomplete, message) => {
    await create('incomplete')
    await expect(waiveLeakCheck(database, 'incomplete', incomplete, now)).rejects.toThrow(message)
    expect(await leakCheck(database, await getStudy(database, 'incomplete'))).toMatchObject({
      state: 'unchecked',
    })
  })

  test('is refused where the check passed, and where there is no study', async () => {
    await create('clean')
    await report('clean', true)
    await expect(waiveLeakCheck(database, 'clean', waiver, later)).rejects.toThrow(/nothing to waive/)
    await expect(waiveLeakCheck(database, 'nothing', waiver, later)).rejects.toThrow(/no study "nothing"/)
  })
})
