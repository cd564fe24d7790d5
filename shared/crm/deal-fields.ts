/** Facts of a deal that plans look at and that no CRM keeps in one known place: an admin says which of its fields holds each. */
export const DEAL_FIELDS = ['firstYearAcv', 'grossMargin', 'region'] as const
export type DealFieldName = (typeof DEAL_FIELDS)[number]

/** As sentences name them. */
export const DEAL_FIELD_LABEL: Readonly<Record<DealFieldName, string>> = {
  firstYearAcv: 'first-year ACV',
  grossMargin: 'gross margin',
  region: 'region',
}

/** The CRM's own name of the field that each fact is read from. One that is absent is not read: it is unknown. */
export type DealFieldMapping = Partial<Record<DealFieldName, string>>

/** Why the CRM's value of a field that is read cannot be used, a sentence each. */
export type DealFieldProblems = Partial<Record<DealFieldName, string>>

/** A field of the CRM's deals that an admin may choose. */
export interface DealFieldChoice {
  name: string
  /** As people see it in the CRM. */
  label: string
  type: 'number' | 'text'
  /** What the CRM itself means by it, where that is one of ours. */
  suggestedFor: DealFieldName | null
}

/** Which kind of field may hold each. */
export const DEAL_FIELD_TYPE: Readonly<Record<DealFieldName, DealFieldChoice['type']>> = {
  firstYearAcv: 'number',
  grossMargin: 'number',
  region: 'text',
}

/** The CRM's names of all that is mapped, each once. */
export const mappedNames = (mapping: DealFieldMapping): string[] => [
  ...new Set(DEAL_FIELDS.flatMap((field) => mapping[field] ?? [])),
]
