import { useState } from 'react'
import { MultiSelect } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useDeals, usePartners, usePartnersOf } from '../../../api/resources.ts'
import { textsOf } from '../../plan-terms/terms.ts'
import type { Path } from '../../plan-terms/terms-path.ts'
import { useField } from '../edit-context.ts'

interface Option {
  value: string
  label: string
}

interface Props {
  path: Path
  label: string
  description: string
}

export function PartnersField(props: Props) {
  const [search, setSearch] = useState('')
  const found = usePartners({ search: useDebouncedValue(search.trim(), 250)[0] || undefined })
  const options = found.data?.rows.map(({ id, name }) => ({ value: id, label: name })) ?? []
  const chosen = textsOf(useField(props.path).value)
  const named = usePartnersOf(chosen).flatMap(({ data }) =>
    data ? [{ value: data.id, label: data.name }] : [],
  )
  return <RecordsField {...props} options={options} named={named} search={search} onSearch={setSearch} />
}

export function DealsField(props: Props) {
  const [search, setSearch] = useState('')
  const found = useDeals({ search: useDebouncedValue(search.trim(), 250)[0] || undefined })
  const options = found.data?.rows.map(({ id, name, account }) => ({
    value: id,
    label: account ? `${name} (${account})` : name,
  }))
  return <RecordsField {...props} options={options ?? []} search={search} onSearch={setSearch} />
}

/** Records by their ids, found by name. An id whose name is not at hand is shown as it is, and kept. */
function RecordsField({
  path,
  options,
  named = [],
  search,
  onSearch,
  ...input
}: Props & {
  options: readonly Option[]
  /** The names of those that were chosen before. */
  named?: readonly Option[]
  search: string
  onSearch(text: string): void
}) {
  const field = useField(path)
  const chosen = textsOf(field.value)
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map())
  const known = new Map([
    ...names,
    ...[...named, ...options].map(({ value, label }) => [value, label] as const),
  ])
  const missing = chosen.filter((id) => !options.some(({ value }) => value === id))
  return (
    <MultiSelect
      {...input}
      searchable
      hidePickedOptions
      maxDropdownHeight={240}
      placeholder={chosen.length === 0 ? 'Any' : ''}
      nothingFoundMessage="Nothing of this name"
      data={[...missing.map((id) => ({ value: id, label: known.get(id) ?? id })), ...options]}
      // The server has searched already.
      filter={({ options: all }) => all}
      searchValue={search}
      onSearchChange={onSearch}
      value={chosen}
      error={field.error}
      readOnly={field.disabled}
      onChange={(ids) => {
        setNames(known)
        field.set(ids.length === 0 ? undefined : ids)
      }}
    />
  )
}
