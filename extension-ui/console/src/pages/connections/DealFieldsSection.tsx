import { useState } from 'react'
import { Button, Group, Select } from '@mantine/core'
import type { ConnectionList, DealFieldChoices } from '../../../../../shared/contract/console-api.ts'
import { useDealFieldChoices } from '../../api/resources.ts'
import { useAction } from '../../api/use-action.ts'
import { DEAL_FIELD } from '../../format/words.ts'
import { usePermission } from '../../frame/viewer.ts'
import { InlineProblem } from '../../parts/ProblemPanel.tsx'

type Connection = ConnectionList['connections'][number]
type Field = Connection['dealFields'][number]
type Names = Record<Field['field'], string | null>
type Choice = DealFieldChoices['choices'][number]

/** Which of the CRM's fields hold what plans look at. What is chosen is a proposal until it is saved. */
export function DealFieldsSection({ connection }: { connection: Connection }) {
  const manage = usePermission('manageConnections')
  return manage.allowed && connection.status === 'connected' ? (
    <Mapping connection={connection} />
  ) : (
    <fieldset className="details" disabled>
      <legend>Fields of {connection.name} that plans look at</legend>
      {connection.dealFields.map((field) => (
        <Select
          key={field.field}
          label={DEAL_FIELD[field.field].name}
          description={describe(field)}
          error={field.problem}
          data={field.name === null ? [] : [field.name]}
          value={field.name}
          placeholder="Not mapped"
          disabled
        />
      ))}
    </fieldset>
  )
}

function Mapping({ connection }: { connection: Connection }) {
  const [proposed, setProposed] = useState<Partial<Names>>({})
  const choices = useDealFieldChoices(connection.id)
  const saved = namesOf(connection.dealFields)
  const chosen: Names = { ...saved, ...proposed }
  const changed = connection.dealFields.some(({ field }) => chosen[field] !== saved[field])
  const save = useAction<{ fields: Names }>({
    method: 'PUT',
    path: `/connections/${encodeURIComponent(connection.id)}/deal-fields`,
    changes: ['connections'],
    success: 'Saved. Every deal is read again now; commissions follow.',
    onSuccess: () => setProposed({}),
  })
  const offered = choices.data?.choices ?? []

  return (
    <fieldset className="details">
      <legend>Fields of {connection.name} that plans look at</legend>
      <p className="muted">
        A plan that goes by one of these pays nothing for a deal on which it is empty or not mapped: unknown
        is never taken for zero.
      </p>
      {choices.error && <InlineProblem problem={choices.error} />}
      {connection.dealFields.map((field) => (
        <div key={field.field}>
          <Select
            label={DEAL_FIELD[field.field].name}
            description={describe(field)}
            error={chosen[field.field] === saved[field.field] ? field.problem : null}
            data={optionsFor(field, offered, chosen[field.field])}
            value={chosen[field.field] ?? NONE}
            nothingFoundMessage="No field of this kind has that name."
            disabled={choices.isPending}
            searchable
            allowDeselect={false}
            onChange={(name) => setProposed({ ...proposed, [field.field]: name || null })}
          />
          <Suggestion
            choice={
              chosen[field.field] === null
                ? offered.find(({ suggestedFor }) => suggestedFor === field.field)
                : undefined
            }
            onTake={(name) => setProposed({ ...proposed, [field.field]: name })}
          />
        </div>
      ))}
      {changed && (
        <Group gap="xs">
          <Button size="xs" loading={save.pending} onClick={() => save.run({ fields: chosen })}>
            Save
          </Button>
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              save.clear()
              setProposed({})
            }}
          >
            Undo
          </Button>
          <span className="muted">
            Every deal is read again, about one API call per 100. Commissions of plans that go by these fields
            are computed anew, and each change says why.
          </span>
        </Group>
      )}
      {save.problem && <InlineProblem problem={save.problem} />}
    </fieldset>
  )
}

function Suggestion({ choice, onTake }: { choice: Choice | undefined; onTake(name: string): void }) {
  if (!choice) return null
  return (
    <Button size="compact-xs" variant="subtle" onClick={() => onTake(choice.name)}>
      Use “{choice.label}”
    </Button>
  )
}

const namesOf = (fields: readonly Field[]): Names => ({
  firstYearAcv: null,
  grossMargin: null,
  region: null,
  ...Object.fromEntries(fields.map(({ field, name }) => [field, name])),
})

const NONE = ''

/** The fields that can hold it by their labels, and the one that is chosen even where the CRM shows it no more. */
function optionsFor({ field }: Field, offered: readonly Choice[], chosen: string | null) {
  const fitting = offered.filter(({ type }) => type === DEAL_FIELD[field].type)
  const options = fitting.map(({ name, label }) => ({ value: name, label: `${label} (${name})` }))
  const known = chosen === null || options.some(({ value }) => value === chosen)
  const held = known ? [] : [{ value: chosen, label: chosen }]
  return [{ value: NONE, label: 'Not mapped' }, ...held, ...options]
}

function describe({ field, name, filled, problem }: Field): string {
  const { purpose } = DEAL_FIELD[field]
  if (name === null || problem !== null) return purpose
  return `${purpose} Filled on ${filled.toLocaleString()} ${filled === 1 ? 'deal' : 'deals'}.`
}
