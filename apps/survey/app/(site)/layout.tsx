import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import '../../styles/earshot.css'

export const metadata: Metadata = {
  title: { default: 'Earshot', template: '%s · Earshot' },
  description: 'Blind listening tests of machine-made music.',
  robots: { index: false, follow: false },
}
export const viewport: Viewport = { width: 'device-width', initialScale: 1 }

/** All pages but a respondent's, which speak other languages. */
export default function SiteLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  )
}
