/** Which language a respondent reads. */
import type { Language } from '@earshot/contract/languages'

/**
 * The language of those offered that was chosen, else the one the browser wants most (an Accept-Language header, RFC 9110
 * 12.5.4, by its primary tags), else the first.
 */
export function negotiate(
  offered: readonly Language[],
  { chosen, accepted }: { chosen?: string | undefined; accepted?: string | null | undefined },
): Language {
  const isOffered = (tag: string | undefined): tag is Language => offered.some((language) => language === tag)
  if (isOffered(chosen)) return chosen
  return wanted(accepted ?? '').find(isOffered) ?? offered[0] ?? 'en'
}

/** Primary tags of an Accept-Language header, most wanted first. */
function wanted(header: string): string[] {
  return header
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((piece) => piece.trim())
      const quality = parameters.find((parameter) => parameter.startsWith('q='))
      return { tag: tag.toLowerCase().split('-')[0] ?? '', quality: quality ? Number(quality.slice(2)) : 1 }
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag)
}
