/** What the workbench's pages and its own small server say to each other, under /workbench. */

export interface Person {
  userId: number
  firstName: string
  lastName: string
  email: string
  roleName: string
  /** What this person is for in the story. */
  does: string
}

export interface CardInfo {
  title: string
  appName: string
  location: string
  objectTypeId: string
  scriptUrl: string
}

export interface Bootstrap {
  portal: { id: number; name: string; timeZone: string }
  appId: number
  card: CardInfo
  variables: Record<string, string | number | boolean>
  people: Person[]
  stages: Stage[]
  owners: Owner[]
  /** Where `/` leads. */
  homePath: string
}

export interface Stage {
  id: string
  label: string
  closed: boolean
  won: boolean
}

export interface Owner {
  id: string
  name: string
}

export interface DealRow {
  id: string
  name: string
  amount: string | null
  currency: string | null
  stageId: string | null
  closeDate: string | null
  ownerId: string | null
  account: string | null
}

export interface DealPage {
  rows: DealRow[]
  total: number
  page: number
  pageCount: number
}

export interface DealRecord {
  id: string
  properties: Record<string, string | null>
  account: { id: string; name: string; domain: string | null } | null
}

export interface ClockView {
  /** Business time of the demo. */
  now: string
}

export interface StoryStep {
  key: string
  title: string
  hint: string
  /** Where to do it; null when it happens by itself. */
  path: string | null
  /** Which person to be; null when anybody will do. */
  personId: number | null
  done: boolean
}

export interface SyncProgress {
  running: boolean
  read: number
  expected: number | null
  text: string
}

export interface ImportReport {
  fileNames: string[]
  accounts: number
  deals: number
  /** A row may have several remarks. */
  unusualRows: number
  problems: { kind: string; count: number; lines: number[] }[]
  reportFile: string
}

export interface StateView {
  story: StoryStep[]
  sync: SyncProgress | null
  importReport: ImportReport | null
  /** Why the checklist and the progress may be behind. */
  problem: string | null
}

export interface ProblemView {
  message: string
}
