import { languageFacts } from '@earshot/contract/languages'
import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { compiledMessages, translatorOf } from '../../../languages/catalogs.ts'
import { LanguageProvider } from '../../../languages/language-provider.tsx'
import { respondentPage } from '../../../server/respondent-page.ts'
import '../../../styles/earshot.css'
import '../../../styles/respondent.css'

interface StudyLayoutProps {
  params: Promise<{ slug: string }>
  children: ReactNode
}

/** The same for every study and every place in it. */
export async function generateMetadata({ params }: Pick<StudyLayoutProps, 'params'>): Promise<Metadata> {
  const { language } = await respondentPage((await params).slug)
  return {
    title: translatorOf(language)('page.title'),
    robots: { index: false, follow: false },
  }
}
export const viewport: Viewport = { width: 'device-width', initialScale: 1 }

/** The pages of respondents, in the language of the run. */
export default async function StudyLayout({ params, children }: StudyLayoutProps) {
  const { language } = await respondentPage((await params).slug)
  return (
    <html lang={language} dir={languageFacts[language].direction}>
      <body>
        <LanguageProvider language={language} messages={compiledMessages(language)}>
          {children}
        </LanguageProvider>
      </body>
    </html>
  )
}
