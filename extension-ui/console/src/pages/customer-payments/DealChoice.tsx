import { useState } from 'react'
import { Radio, Stack, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import type { DealRow } from '../../../../../shared/contract/console-api.ts'
import { useDeals } from '../../api/resources.ts'
import { formatMoney } from '../../format/money.ts'
import { count, OUTCOME } from '../../format/words.ts'
import { SearchIcon } from '../../parts/icons.tsx'
import { InlineProblem } from '../../parts/ProblemPanel.tsx'

const SHOWN = 6

/** Finds one deal by its name or account. The one that was chosen stays in view while the search goes on. */
export function DealChoice({
  chosen,
  error,
  onChoose,
}: {
  chosen: DealRow | null
  error: string | undefined
  onChoose(deal: DealRow): void
}) {
  const [search, setSearch] = useState('')
  const [asked] = useDebouncedValue(search.trim(), 250)
  const found = useDeals({ search: asked || undefined, limit: String(SHOWN) })
  const rows = found.data?.rows ?? []
  const shown = chosen && !rows.some(({ id }) => id === chosen.id) ? [chosen, ...rows] : rows
  const more = (found.data?.total ?? 0) - rows.length
  return (
    <div className="stack deal-choice">
      <TextInput
        type="search"
        label="Find the deal"
        placeholder="Deal or account"
        leftSection={<SearchIcon />}
        data-autofocus
        maxLength={200}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          // Enter would send the form around it.
          if (event.key === 'Enter') event.preventDefault()
        }}
      />
      <Radio.Group
        label="Deal"
        value={chosen?.id ?? ''}
        error={error}
        onChange={(id) => {
          const deal = shown.find((row) => row.id === id)
          if (deal) onChoose(deal)
        }}
      >
        <Stack gap="xs" mt={6}>
          {shown.map((deal) => (
            <Radio key={deal.id} value={deal.id} label={deal.name} description={describe(deal)} />
          ))}
        </Stack>
      </Radio.Group>
      <p role="status" className="muted small">
        {found.data && rows.length === 0 && 'No deal of this name.'}
        {more > 0 && `and ${count(more, 'deal')} more: type more of the name`}
      </p>
      {found.error && <InlineProblem problem={found.error} />}
    </div>
  )
}

const describe = (deal: DealRow) =>
  [
    deal.account ?? 'No account',
    deal.amount ? formatMoney(deal.amount) : (deal.amountNote ?? 'No amount yet'),
    OUTCOME[deal.outcome].text,
  ].join(' · ')
