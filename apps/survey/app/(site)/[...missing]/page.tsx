import { notFound } from 'next/navigation'

/** Where the pages have more than one outermost layout, an address that none of them knows needs one too. */
export default function MissingPage() {
  notFound()
}
