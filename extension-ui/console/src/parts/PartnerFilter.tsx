import { useState } from 'react'
import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { usePartners, usePartnersOf } from '../api/resources.ts'

/** Narrows a list to one partner, found by name. The server searches, so any number of partners will do. */
export function PartnerFilter({
  value,
  onChange,
}: {
  value: string | undefined
  onChange(partnerId: string | null): void
}) {
  const [search, setSearch] = useState('')
  const [asked] = useDebouncedValue(search.trim(), 250)
  const found = usePartners({ search: asked || undefined, limit: '20' })
  const options = found.data?.rows.map(({ id, name }) => ({ value: id, label: name })) ?? []
  const [chosen] = usePartnersOf(value ? [value] : [])
  const missing = value !== undefined && !options.some((option) => option.value === value)
  const name = chosen?.data?.name ?? (chosen?.isError ? 'Unknown partner' : '…')
  return (
    <Select
      aria-label="Partner"
      placeholder="All partners"
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'All partners' }}
      className="partner-filter"
      maxDropdownHeight={260}
      nothingFoundMessage="No partner of this name"
      data={missing ? [...options, { value, label: name }] : options}
      // The server has searched already.
      filter={({ options: all }) => all}
      value={value ?? null}
      onSearchChange={setSearch}
      onChange={onChange}
    />
  )
}
