import { useState } from 'react'
import { Button, TextInput, UnstyledButton } from '@mantine/core'
import { Link, useSearchParams } from 'react-router'
import type { SimulationResult } from '../../../../../shared/contract/plan-api.ts'
import { isNegative, isZero } from '../../format/money.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { SearchIcon } from '../../parts/icons.tsx'
import { Money } from '../../parts/Money.tsx'
import { outcomeSentence } from './outcome-sentence.ts'
import {
  readSorting,
  sortedPartners,
  writeSorting,
  type PartnerOutcome,
  type SortKey,
} from './sorted-partners.ts'

const SHOWN_AT_FIRST = 25

/** Who would have got more and who less. */
export function PartnerOutcomes({ partners }: { partners: SimulationResult['partners'] }) {
  const [params, setParams] = useSearchParams()
  const sorting = readSorting(params.get('sort'))
  const search = params.get('partner') ?? ''
  const [all, setAll] = useState(false)
  const put = (name: string, value: string) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        if (value) next.set(name, value)
        else next.delete(name)
        return next
      },
      { replace: true, preventScrollReset: true },
    )
  const head = (by: SortKey, label: string) => (
    <SortHead
      label={label}
      sorted={sorting.by === by ? (sorting.descending ? 'descending' : 'ascending') : null}
      onSort={() =>
        put(
          'sort',
          writeSorting({ by, descending: sorting.by === by ? !sorting.descending : by !== 'partner' }),
        )
      }
    />
  )
  const amount = (money: PartnerOutcome['now']) =>
    money ? <Money money={money} quiet /> : <span className="muted">–</span>
  const sortOf = (by: SortKey) =>
    sorting.by === by
      ? sorting.descending
        ? ('descending' as const)
        : ('ascending' as const)
      : ('none' as const)
  const columns: Column<PartnerOutcome>[] = [
    {
      header: head('partner', 'Partner'),
      sort: sortOf('partner'),
      names: true,
      cell: (row) => <Link to={`/partners/${row.partnerId}`}>{row.partnerName}</Link>,
    },
    {
      header: head('deals', 'Deals'),
      sort: sortOf('deals'),
      numeric: true,
      cell: (row) => <span className="num">{row.deals.toLocaleString()}</span>,
    },
    {
      header: head('now', 'Terms that applied'),
      sort: sortOf('now'),
      numeric: true,
      cell: (row) => amount(row.now),
    },
    {
      header: head('then', 'This draft'),
      sort: sortOf('then'),
      numeric: true,
      cell: (row) => amount(row.then),
    },
    {
      header: head('delta', 'Difference'),
      sort: sortOf('delta'),
      numeric: true,
      cell: (row) => <Delta money={row.delta} />,
    },
  ]
  const found = partners.filter(({ partnerName }) => partnerName.toLowerCase().includes(search.toLowerCase()))
  const rows = sortedPartners(found, sorting)
  const shown = all ? rows : rows.slice(0, SHOWN_AT_FIRST)
  return (
    <section className="section" aria-labelledby="partners">
      <div className="section-head">
        <div>
          <h2 id="partners">By partner</h2>
          <p className="muted">{outcomeSentence(partners)}</p>
        </div>
        {partners.length > 10 && (
          <TextInput
            type="search"
            size="xs"
            aria-label="Search partners"
            placeholder="Search partners"
            leftSection={<SearchIcon />}
            value={search}
            onChange={(event) => put('partner', event.currentTarget.value)}
          />
        )}
      </div>
      <DataTable label="Cost by partner" columns={columns} rows={shown} rowKey={(row) => row.partnerId} />
      {rows.length > shown.length && (
        <Button variant="default" size="xs" mt="sm" onClick={() => setAll(true)}>
          Show all {rows.length.toLocaleString()} partners
        </Button>
      )}
      {rows.length === 0 && <p className="muted">No partner of this name.</p>}
    </section>
  )
}

function SortHead({
  label,
  sorted,
  onSort,
}: {
  label: string
  sorted: 'ascending' | 'descending' | null
  onSort(): void
}) {
  return (
    <UnstyledButton className="sort-head" onClick={onSort}>
      {label}
      <span aria-hidden="true">{sorted === 'descending' ? ' ↓' : sorted === 'ascending' ? ' ↑' : ' ↕'}</span>
    </UnstyledButton>
  )
}

/** More is marked with its sign, less with its sign and colour: never by colour alone. */
export function Delta({ money }: { money: PartnerOutcome['delta'] }) {
  if (!money) return <span className="muted">–</span>
  return (
    <span className="nowrap">
      {!isNegative(money) && !isZero(money) && '+'}
      <Money money={money} quiet />
    </span>
  )
}
