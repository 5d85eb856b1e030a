import { trialsCsv } from '@earshot/study/trials-csv'
import { csvRoute } from '../../../../../server/csv-route.ts'

export const GET = csvRoute('-trials', trialsCsv)
