/**
 * The state of a list as its address says it, so that a link, a reload and the back button show the same
 * rows. Values that a filter does not offer are ignored rather than sent.
 */
export interface ListAddress<Filter extends string> {
  search: string
  filters: Partial<Record<Filter, string>>
  /** Where this page begins; empty on the first page. */
  after: string
  page: number
}

export type FilterChoices<Filter extends string> = Record<Filter, readonly string[] | 'any text'>

export function readListAddress<Filter extends string>(
  params: URLSearchParams,
  choices: FilterChoices<Filter>,
): ListAddress<Filter> {
  const filters: Partial<Record<Filter, string>> = {}
  for (const [name, offered] of entries(choices)) {
    const value = params.get(name)
    if (value && (offered === 'any text' || offered.includes(value))) filters[name] = value
  }
  const after = params.get('after') ?? ''
  const page = Number.parseInt(params.get('page') ?? '1', 10)
  return { search: params.get('search') ?? '', filters, after, page: after && page > 1 ? page : 1 }
}

/** The address after a filter or the search changed: other parameters stay, paging begins again. */
export function changedAddress(
  params: URLSearchParams,
  changes: Record<string, string | null>,
): URLSearchParams {
  const next = new URLSearchParams(params)
  next.delete('after')
  next.delete('page')
  for (const [name, value] of Object.entries(changes)) {
    if (value) next.set(name, value)
    else next.delete(name)
  }
  return next
}

export function pageAddress(params: URLSearchParams, after: string, page: number): URLSearchParams {
  const next = new URLSearchParams(params)
  if (page <= 1 || !after) {
    next.delete('after')
    next.delete('page')
    return next
  }
  next.set('after', after)
  next.set('page', String(page))
  return next
}

/** Object.entries forgets the key type; the object was built with exactly these keys. */
const entries = <Filter extends string>(choices: FilterChoices<Filter>) =>
  Object.entries(choices) as [Filter, FilterChoices<Filter>[Filter]][]
