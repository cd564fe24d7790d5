/** What the workbench's pages and its own small server say to each other, under /workbench. */

export interface Person {
  /** In HubSpot; also who somebody is to the workbench itself. */
  userId: number
  /** The 18-character id of the same person's user in Salesforce. */
  salesforceUserId: string
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
  salesforce: SalesforceOrg
  /** Where `/` leads. */
  homePath: string
  /** As in `StateView`, when the page was opened. */
  records: CrmPaths
}

export interface SalesforceOrg {
  id: string
  name: string
  timeZone: string
  currency: string
  stages: OpportunityStage[]
  owners: Owner[]
  quickActions: QuickAction[]
  /** Custom permissions by the person's `userId`. */
  permissions: Record<string, string[]>
}

/** A screen action of the package. */
export interface QuickAction {
  label: string
  tag: string
}

export interface OpportunityStage {
  name: string
  closed: boolean
  won: boolean
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

export interface OpportunityRow {
  id: string
  name: string
  amount: string | null
  currency: string
  stage: string
  closeDate: string | null
  owner: string | null
  account: string | null
}

export interface OpportunityPage {
  rows: OpportunityRow[]
  total: number
  page: number
  pageCount: number
}

export interface OpportunityRecord {
  id: string
  /** By API name; numbers and dates as text. */
  fields: Record<string, string | null>
  currency: string
  owner: string | null
  account: { id: string; name: string; website: string | null } | null
}

/** The components of the Salesforce page, which are bundled beside the start. */
export type LightningState =
  { state: 'building' } | { state: 'ready'; version: string } | { state: 'failed'; problem: string }

export interface ClockView {
  /** Business time of the demo. */
  now: string
}

export interface StoryStep {
  key: string
  title: string
  hint: string
  /** Where to do it, in either CRM; null when there is no such record. */
  paths: CrmPaths
  /** Which person to be; null when anybody will do. */
  personId: number | null
  done: boolean
}

/** A page of each CRM. */
export interface CrmPaths {
  hubspot: string | null
  salesforce: string | null
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
  /** The first syncs of both, as one. */
  sync: SyncProgress | null
  /** The records that the story is at. */
  records: CrmPaths
  importReport: ImportReport | null
  /** Why the checklist and the progress may be behind. */
  problem: string | null
}

export interface ProblemView {
  message: string
}
