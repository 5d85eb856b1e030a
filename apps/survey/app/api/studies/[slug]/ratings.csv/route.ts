import { ratingsCsv } from '@earshot/study/results'
import { csvRoute } from '../../../../../server/csv-route.ts'

export const GET = csvRoute('', ratingsCsv)
