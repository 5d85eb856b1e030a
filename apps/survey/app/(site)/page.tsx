import type { Metadata } from 'next'
import { Landing } from '../../features/landing/landing.tsx'
import '../../styles/respondent.css'

export const metadata: Metadata = { title: { absolute: 'Earshot: can you hear who wrote it?' } }

export default function LandingPage() {
  return <Landing />
}
