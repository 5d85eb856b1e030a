import { Again } from '../../../../features/again/again.tsx'

/** Takes up a run by its secret, which stands after the # and so in no log. */
export default async function AgainPage({ params }: { params: Promise<{ slug: string }> }) {
  return <Again slug={(await params).slug} />
}
