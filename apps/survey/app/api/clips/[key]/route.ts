import { findClipAudio } from '@earshot/study/run'
import type { NextRequest } from 'next/server'
import { answering, Refusal } from '../../../../server/replies.ts'
import { allRunTokens } from '../../../../server/run-cookie.ts'
import { services } from '../../../../server/services.ts'
import { audioReply } from '../../../../server/audio.ts'

interface Context {
  params: Promise<{ key: string }>
}

/** The audio of a clip, to the respondent whose run holds it and to nobody else. */
export const GET = (request: NextRequest, { params }: Context): Promise<Response> =>
  answering(async () => {
    const { key } = await params
    const { database, storage } = services()
    for (const token of allRunTokens(request.cookies)) {
      const audio = await findClipAudio(database, { token, key })
      if (audio) return audioReply(await storage.get(audio.file), request.headers.get('range'))
    }
    throw new Refusal(404, 'This clip is not part of your run.')
  })
