import Link from 'next/link'
import type { ReactNode } from 'react'
import { isResearcher } from '../server/access.ts'
import { AppBar, type StaffPlace } from './app-bar.tsx'

interface StaffPageProps {
  current?: StaffPlace
  /** Stands beside the page on a desk: the names of its sections. */
  rail?: ReactNode
  children: ReactNode
}

/** The frame of the pages for researchers and readers of results. */
export async function StaffPage({ current, rail, children }: StaffPageProps) {
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <AppBar researcher={await isResearcher()} current={current} />
      <div className={rail ? 'page with-rail' : 'page'}>
        {rail}
        <main id="main">{children}</main>
      </div>
      <footer className="page-foot">
        <Link href="/">Earshot</Link>
        <Link href="/credits">Credits</Link>
      </footer>
    </>
  )
}
