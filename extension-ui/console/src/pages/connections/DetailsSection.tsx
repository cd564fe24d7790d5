import { useState } from 'react'
import { Button, Checkbox, Group } from '@mantine/core'
import type { ConnectionList } from '../../../../../shared/contract/console-api.ts'
import { useAction } from '../../api/use-action.ts'
import { DETAIL } from '../../format/words.ts'
import { usePermission } from '../../frame/viewer.ts'
import { InlineProblem } from '../../parts/ProblemPanel.tsx'

type Connection = ConnectionList['connections'][number]
type Detail = Connection['details'][number]
type Kind = Detail['kind']

/** What an admin may have read beside deals and accounts. Ticks are a proposal until they are saved. */
export function DetailsSection({ connection }: { connection: Connection }) {
  const manage = usePermission('manageConnections')
  const [proposed, setProposed] = useState<readonly Kind[] | null>(null)
  const saved = connection.details.filter((detail) => detail.on).map((detail) => detail.kind)
  const chosen = proposed ?? saved
  const changed = chosen.length !== saved.length || chosen.some((kind) => !saved.includes(kind))
  const removes = saved.some((kind) => !chosen.includes(kind))
  const save = useAction<{ kinds: readonly Kind[] }>({
    method: 'PUT',
    path: `/connections/${encodeURIComponent(connection.id)}/details`,
    changes: ['connections'],
    success: 'Saved. What is new is read by the next sync.',
    onSuccess: () => setProposed(null),
  })
  const toggle = (kind: Kind) =>
    setProposed(chosen.includes(kind) ? chosen.filter((held) => held !== kind) : [...chosen, kind])

  return (
    <fieldset className="details" disabled={!manage.allowed}>
      <legend>Also read from {connection.name}</legend>
      <p className="muted">
        Each costs one API call with every sync, about 300 a day, and a few more each night, when all of them
        are read again.
      </p>
      {connection.details.map((detail) => (
        <Checkbox
          key={detail.kind}
          label={DETAIL[detail.kind].name}
          description={describe(detail)}
          error={detail.problem}
          checked={chosen.includes(detail.kind)}
          disabled={!manage.allowed}
          onChange={() => toggle(detail.kind)}
        />
      ))}
      {changed && (
        <Group gap="xs">
          <Button size="xs" loading={save.pending} onClick={() => save.run({ kinds: chosen })}>
            Save
          </Button>
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              save.clear()
              setProposed(null)
            }}
          >
            Undo
          </Button>
          {removes && (
            <span className="muted">What was read of the others is removed here, not in the CRM.</span>
          )}
        </Group>
      )}
      {save.problem && <InlineProblem problem={save.problem} />}
    </fieldset>
  )
}

function describe({ kind, on, count, problem }: Detail): string {
  const purpose = DETAIL[kind].purpose
  return on && problem === null ? `${purpose} ${count.toLocaleString()} read.` : purpose
}
