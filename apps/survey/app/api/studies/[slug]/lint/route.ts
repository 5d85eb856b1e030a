import { surveyRoutes } from '@earshot/contract/survey'
import { getStudy } from '@earshot/study/studies'
import { isUnderWay, lintJobOf } from '../../../../../server/lint-job.ts'
import { Refusal, reply } from '../../../../../server/replies.ts'
import { services } from '../../../../../server/services.ts'
import { studyRoute } from '../../../../../server/study-route.ts'

const { response } = surveyRoutes.showLint

function generator() {
  const { generator: client } = services()
  if (!client)
    throw new Refusal(503, 'The generator, which checks, is not known here. Start Earshot with npm start.')
  return client
}

export const GET = studyRoute(async (_request, slug) => reply(response, { job: await lintJobOf(slug) }))

export const POST = studyRoute(async (_request, slug) => {
  await getStudy(services().database, slug)
  const job = await lintJobOf(slug)
  if (isUnderWay(job)) return reply(response, { job })
  return reply(response, {
    job: await generator().createJob({ body: { kind: 'lint_study', input: { slug } } }),
  })
})

export const DELETE = studyRoute(async (_request, slug) => {
  const job = await lintJobOf(slug)
  if (job && isUnderWay(job)) await generator().cancelJob({ params: { id: job.id } })
  return reply(response, { job: await lintJobOf(slug) })
})
