import { parsePath, pathText, type Path } from './terms-path.ts'

/** Where in the editor a finding belongs. */
export type FindingPlace =
  { on: 'rule'; index: number; field: Path } | { on: 'head'; field: Path } | { on: 'plan' }

export function findingPlace(path: string): FindingPlace {
  const [first, index, ...field] = parsePath(path)
  if (first === undefined || (first === 'rules' && typeof index !== 'number')) return { on: 'plan' }
  if (first === 'rules' && typeof index === 'number') return { on: 'rule', index, field }
  return { on: 'head', field: index === undefined ? [first] : [first, index, ...field] }
}

type Placed = { path: string }

export const findingsOfRule = <Finding extends Placed>(findings: readonly Finding[], index: number) =>
  findings.filter(({ path }) => {
    const place = findingPlace(path)
    return place.on === 'rule' && place.index === index
  })

/** What concerns a field or anything inside it. */
export const findingsAt = <Finding extends Placed>(findings: readonly Finding[], path: Path) => {
  const place = pathText(path)
  return findings.filter((finding) => finding.path === place || /^[.[]/.test(rest(finding.path, place)))
}

const rest = (path: string, place: string) => (path.startsWith(place) ? path.slice(place.length) : '')

/** "Rule 2, rate", "Window and earning", "The whole plan": for a list of findings. */
export function placeName(path: string): string {
  const place = findingPlace(path)
  if (place.on === 'plan') return 'The whole plan'
  if (place.on === 'head') return HEAD_FIELD[String(place.field[0])] ?? 'Window and earning'
  const field = RULE_FIELD[String(place.field[0])]
  return `Rule ${place.index + 1}${field ? `, ${field}` : ''}`
}

const HEAD_FIELD: Record<string, string> = {
  effectiveFrom: 'First close date',
  effectiveTo: 'Last close date',
  currency: 'Currency',
  timeZone: 'Time zone',
  earning: 'Earning',
  decidingDate: 'Which date decides',
  openDeals: 'Deals already open',
  splitSourcing: 'Shared sourcing',
}

const RULE_FIELD: Record<string, string> = {
  id: 'short name',
  role: 'role',
  when: 'conditions',
  basis: 'basis',
  rate: 'rate',
  floor: 'floor',
  cap: 'cap',
  periodCap: 'cap per period',
  author: 'decided by',
  stack: 'stacking',
}
