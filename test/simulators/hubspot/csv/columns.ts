/** Which column of an export holds what. Names are compared without case, spaces and punctuation. */
export type FileKind = 'deals' | 'accounts' | 'products'

interface Field {
  required: boolean
  /** The first one that a file has is taken. */
  aliases: readonly string[]
}

export const fields = {
  deals: {
    id: { required: true, aliases: ['deal id', 'opportunity id', 'record id', 'hs object id', 'id'] },
    amount: {
      required: true,
      aliases: [
        'amount',
        'close value',
        'deal amount',
        'deal value',
        'opportunity amount',
        'value',
        'revenue',
      ],
    },
    stage: {
      required: true,
      aliases: ['deal stage', 'dealstage', 'stage', 'stage name', 'status', 'sales stage'],
    },
    closeDate: {
      required: true,
      aliases: ['close date', 'closedate', 'closed date', 'closed at', 'closed on'],
    },
    createDate: {
      required: false,
      aliases: [
        'engage date',
        'create date',
        'createdate',
        'created date',
        'created at',
        'created on',
        'open date',
      ],
    },
    account: {
      required: false,
      aliases: ['account', 'account name', 'company', 'company name', 'associated company', 'customer'],
    },
    name: { required: false, aliases: ['deal name', 'dealname', 'opportunity name', 'opportunity', 'name'] },
    owner: {
      required: false,
      aliases: ['sales agent', 'deal owner', 'owner', 'sales rep', 'opportunity owner'],
    },
    product: { required: false, aliases: ['product', 'product name', 'product line'] },
    currency: {
      required: false,
      aliases: ['currency', 'deal currency code', 'currency code', 'currency iso code'],
    },
  },
  accounts: {
    name: { required: true, aliases: ['account', 'account name', 'company', 'company name', 'name'] },
    parent: {
      required: false,
      aliases: ['subsidiary of', 'parent', 'parent account', 'parent company', 'parent account name'],
    },
    domain: { required: false, aliases: ['domain', 'company domain name', 'website', 'web site'] },
    industry: { required: false, aliases: ['sector', 'industry'] },
    country: {
      required: false,
      aliases: ['office location', 'country', 'billing country', 'country region'],
    },
    founded: { required: false, aliases: ['year established', 'founded', 'year founded'] },
    revenue: { required: false, aliases: ['revenue', 'annual revenue'] },
    employees: { required: false, aliases: ['employees', 'number of employees', 'headcount'] },
  },
  products: {
    name: { required: true, aliases: ['product', 'product name', 'name'] },
  },
} as const satisfies Record<FileKind, Record<string, Field>>

export type FieldOf<K extends FileKind> = keyof (typeof fields)[K] & string
export type Columns<K extends FileKind> = Partial<Record<FieldOf<K>, number>>
export type Mapping = Readonly<Record<string, string>>

export type Recognition<K extends FileKind> =
  | { ok: true; columns: Columns<K>; unused: string[] }
  | { ok: false; missing: { field: string; aliases: readonly string[] }[]; found: string[] }

/**
 * Finds the column of each field by its name. `mapping` (field → header) goes before the aliases. Required fields
 * without a column are named together with the headers that the file has, so that somebody can be asked.
 */
export function recogniseColumns<K extends FileKind>(
  kind: K,
  headers: readonly string[],
  mapping: Mapping = {},
): Recognition<K> {
  const normal = headers.map(normalised)
  const columns: Partial<Record<string, number>> = {}
  const missing: { field: string; aliases: readonly string[] }[] = []
  const known: Readonly<Record<string, Field>> = fields[kind]
  for (const [field, { required, aliases }] of Object.entries(known)) {
    const asked = mapping[field]
    const candidates = asked === undefined ? aliases : [asked]
    const index = candidates.map((alias) => normal.indexOf(normalised(alias))).find((found) => found >= 0)
    if (index !== undefined) columns[field] = index
    else if (required || asked !== undefined) missing.push({ field, aliases: candidates })
  }
  if (missing.length > 0) return { ok: false, missing, found: [...headers] }
  const used = new Set(Object.values(columns))
  // `columns` holds exactly the fields of this kind: it was filled from them.
  return { ok: true, columns: columns as Columns<K>, unused: headers.filter((_, index) => !used.has(index)) }
}

/** Required columns that a file does not have under any known name. */
export class UnknownColumnsError extends Error {
  readonly file: string
  readonly missing: readonly { field: string; aliases: readonly string[] }[]
  readonly found: readonly string[]

  constructor(file: string, kind: FileKind, recognition: Extract<Recognition<FileKind>, { ok: false }>) {
    const wanted = recognition.missing
      .map(({ field, aliases }) => `${field} (${aliases.join(', ')})`)
      .join('; ')
    super(
      `${file}: no column for ${wanted}. The file has: ${recognition.found.join(', ')}. ` +
        `Name one with --map${kind === 'deals' ? '' : `-${kind}`} ${recognition.missing[0]?.field ?? 'field'}=HEADER.`,
    )
    this.name = 'UnknownColumnsError'
    this.file = file
    this.missing = recognition.missing
    this.found = recognition.found
  }
}

/** `['amount=close_value']` → `{ amount: 'close_value' }`. Throws for a field that no file has. */
export function parseMapping(pairs: readonly string[]): Mapping {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, field = '', header = ''] = /^([A-Za-z]+)=(.+)$/.exec(pair.trim()) ?? []
      if (!Object.values(fields).some((known) => field in known)) {
        throw new Error(`--map needs FIELD=HEADER with a known field, not ${pair}`)
      }
      return [field, header.trim()]
    }),
  )
}

export const normalised = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
