/** What a study file says of a recruiting site: by which parameters it sends respondents, and where they go back. */
import { z } from 'zod'

const parameterName = z
  .string()
  .regex(/^[A-Za-z][\w.-]{0,63}$/, 'a letter, then letters, digits, dots, hyphens and underscores')

export const recruitmentSchema = z
  .strictObject({
    /** Of the link, as the site names them; the first says who it is. */
    parameters: z.array(parameterName).min(1).max(5),
    /** Whether a person takes part once. */
    onePerPerson: z.boolean().default(true),
    /** Where respondents go at the end; {code} and a parameter in braces are filled in. */
    returnTo: z
      .string()
      .regex(/^https:\/\/[^\s{}/]+(\/\S*)?$/, 'an address that begins with https:// and a host')
      .optional(),
    /** After so many days what the site said of a respondent is deleted. */
    days: z.int().min(1).max(3650).default(90),
  })
  .superRefine(({ parameters, returnTo = '' }, context) => {
    for (const [, name = ''] of returnTo.matchAll(/\{([^}]*)\}/g)) {
      if (name !== 'code' && !parameters.includes(name))
        context.addIssue({
          code: 'custom',
          path: ['returnTo'],
          message: `{${name}} is neither {code} nor one of the parameters`,
        })
    }
  })
export type Recruitment = z.infer<typeof recruitmentSchema>

/** Where a respondent goes at the end, or undefined. */
export function returnAddress(
  recruitment: Recruitment | undefined,
  parameters: unknown,
  code: string,
): string | undefined {
  const known = { ...z.record(z.string(), z.string()).catch({}).parse(parameters), code }
  return recruitment?.returnTo?.replaceAll(/\{([^}]*)\}/g, (_, name: string) =>
    encodeURIComponent(known[name as keyof typeof known]),
  )
}
