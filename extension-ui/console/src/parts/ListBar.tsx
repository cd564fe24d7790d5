import { useEffect, useRef, useState, type ReactNode } from 'react'
import { NativeSelect, TextInput } from '@mantine/core'
import { SearchIcon } from './icons.tsx'

/** Search and filters over a list. */
export function ListBar({ children }: { children: ReactNode }) {
  return (
    <div className="list-bar" role="search">
      {children}
    </div>
  )
}

const TYPING_PAUSE_MS = 250

/** Searches when typing pauses; Enter searches at once. */
export function SearchField({
  label,
  value,
  onSearch,
}: {
  label: string
  value: string
  onSearch(text: string): void
}) {
  const [text, setText] = useState(value)
  const timer = useRef<number>(undefined)
  const asked = useRef(value)
  // The address changed by other means: back button, cleared filters.
  useEffect(() => {
    if (value !== asked.current) setText(value)
    asked.current = value
  }, [value])
  useEffect(() => () => window.clearTimeout(timer.current), [])
  const search = (next: string) => {
    window.clearTimeout(timer.current)
    asked.current = next.trim()
    onSearch(asked.current)
  }
  return (
    <TextInput
      type="search"
      className="search-field"
      aria-label={label}
      placeholder={label}
      leftSection={<SearchIcon />}
      value={text}
      maxLength={200}
      onChange={(event) => {
        const next = event.currentTarget.value
        setText(next)
        window.clearTimeout(timer.current)
        timer.current = window.setTimeout(() => search(next), TYPING_PAUSE_MS)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') search(event.currentTarget.value)
      }}
    />
  )
}

/** A native select: every keyboard and screen reader knows it. */
export function FilterSelect({
  label,
  all,
  value,
  options,
  onChange,
}: {
  label: string
  /** What no filter is called: "All statuses". */
  all: string
  value: string | undefined
  options: readonly { value: string; label: string }[]
  onChange(value: string | null): void
}) {
  return (
    <NativeSelect
      aria-label={label}
      value={value ?? ''}
      data={[{ value: '', label: all }, ...options]}
      onChange={(event) => onChange(event.currentTarget.value || null)}
    />
  )
}

export const optionsOf = (words: Record<string, string | { text: string }>) =>
  Object.entries(words).map(([value, word]) => ({
    value,
    label: typeof word === 'string' ? word : word.text,
  }))
