import type { DataSetView } from '@earshot/data-sets/data-sets'
import { NumberTable } from '../../components/number-table.tsx'
import { Section } from '../../components/section.tsx'
import { shownPart } from './lists.ts'
import { counted, whole } from './numbers.ts'
import { ShowAll } from './show-all.tsx'
import { dataSetAddress } from './song-address.ts'

/** The files that could not be read, each with its reason. */
export function RefusedSection({ set: { name, refusals }, all }: { set: DataSetView; all: boolean }) {
  const part = shownPart(refusals, all)
  return (
    <Section
      id="refused"
      mark="D"
      title="Refused"
      aside={refusals.length === 0 ? undefined : counted(refusals.length, 'file')}
    >
      {refusals.length === 0 ? (
        <p className="read">Every file was read.</p>
      ) : (
        <>
          <NumberTable
            label="Refused files"
            columns={[
              { head: 'File', cell: ({ file }) => <span className="file">{file}</span> },
              {
                head: 'Reason',
                align: 'left',
                cell: ({ reason }) => <span className="reason">{reason}</span>,
              },
            ]}
            rows={part.shown}
            keyOf={({ file }) => file}
          />
          <p className="cap">
            These files are left out, and nothing else is affected. Mend a file and import it again under the
            same name: only what is new is added.
          </p>
          <ShowAll
            part={part}
            href={`${dataSetAddress(name)}?refused=all#refused`}
            what={`all ${whole(refusals.length)} files`}
          />
        </>
      )}
    </Section>
  )
}
