import type { ReactNode } from 'react'
import { NumberTable, type Column } from '../../components/number-table.tsx'
import { pieces, software, typefaces, type Software } from './works.ts'

/** Who made what Earshot is made with, and under which licence. */
export function Credits() {
  return (
    <>
      <div className="title">
        <h1>Credits</h1>
        <p className="read">
          Earshot is open source, under the MIT licence. It is made with the work of others, under licences of
          their own.
        </p>
      </div>
      <Part title="The piano">
        <p className="read">
          <b>Salamander Grand Piano V3</b>, a Yamaha C5 recorded by Alexander Holm, under{' '}
          <a href="https://creativecommons.org/licenses/by/3.0/">Creative Commons Attribution 3.0</a> (
          <a href="https://archive.org/details/SalamanderGrandPianoV3">source</a>). The samples are
          transposed, trimmed, levelled and mixed. Every clip is made of them, so whoever publishes clips owes
          the same credit.
        </p>
      </Part>
      <Music />
      <Part title="Software">
        <SoftwareTable label="Software" rows={software} />
      </Part>
      <Part title="Typefaces">
        <SoftwareTable label="Typefaces" rows={typefaces} />
      </Part>
      <Part title="The 2021 study">
        <p className="read">
          The example study is reconstructed from the printed tables of Yohan Ayoub, Edvin Bergström, Edwin
          Forsberg, Carl Harris, Rolf Kargén and Leon Li Persson,{' '}
          <cite>Music Generation Using Machine Learning: Autoencoders and Long Short-Term Memory</cite>,
          report in the course TDDE19, Linköping University, 2021.
        </p>
      </Part>
    </>
  )
}

function Music() {
  return (
    <Part title="Music">
      <p className="read">
        Ten piano pieces of the <a href="https://www.mutopiaproject.org">Mutopia Project</a>. The compositions
        are out of copyright, and the typesetters dedicated their files to the public domain.
      </p>
      <NumberTable
        label="Pieces of the Mutopia Project"
        columns={pieceColumns}
        rows={pieces}
        keyOf={titleOf}
      />
      <p className="read">
        <b>Lakh Pianoroll Dataset</b> (LPD-5, cleansed) by Hao-Wen Dong and Wen-Yi Hsiao, under{' '}
        <a href="https://creativecommons.org/licenses/by/4.0/">Creative Commons Attribution 4.0</a> (
        <a href="https://salu133445.github.io/lakh-pianoroll-dataset/">source</a>), derived from the Lakh MIDI
        Dataset by Colin Raffel. Earshot can read it; none of its songs are part of Earshot. To cite: Hao-Wen
        Dong, Wen-Yi Hsiao, Li-Chia Yang and Yi-Hsuan Yang,{' '}
        <cite>
          MuseGAN: Multi-track Sequential Generative Adversarial Networks for Symbolic Music Generation and
          Accompaniment
        </cite>
        , AAAI 2018; Colin Raffel,{' '}
        <cite>
          Learning-Based Methods for Comparing Sequences, with Applications to Audio-to-MIDI Alignment and
          Matching
        </cite>
        , PhD thesis, Columbia University, 2016.
      </p>
    </Part>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="sec stack">
      <h2>{title}</h2>
      {children}
    </section>
  )
}

type Piece = (typeof pieces)[number]
const titleOf = ({ title }: Piece): string => title

const pieceColumns: [Column<Piece>, ...Column<Piece>[]] = [
  { head: 'Piece', cell: titleOf },
  { head: 'Composer', align: 'left', cell: ({ composer }) => composer },
  { head: 'Typeset by', align: 'left', cell: ({ typesetter }) => typesetter },
]

function SoftwareTable({ label, rows }: { label: string; rows: Software[] }) {
  return <NumberTable label={label} columns={softwareColumns} rows={rows} keyOf={({ name }) => name} />
}

const softwareColumns: [Column<Software>, ...Column<Software>[]] = [
  { head: 'Name', cell: ({ name, href }) => <a href={href}>{name}</a> },
  { head: 'Licence', align: 'left', cell: ({ licence }) => licence },
  { head: 'By', align: 'left', cell: ({ by }) => by },
]
