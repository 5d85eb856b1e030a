import { surveyRoutes } from '@earshot/contract/survey'
import { answering, reply } from '../../../server/replies.ts'
import { services } from '../../../server/services.ts'

export const dynamic = 'force-dynamic'

export const GET = (): Promise<Response> =>
  answering(async () => {
    await services().database.$queryRaw`SELECT 1`
    return reply(surveyRoutes.health.response, { status: 'ok', database: 'connected' })
  })
