import { plus } from '../../shared/commission/exact.ts'
import type { CommissionDeal } from '../../shared/commission/input.ts'
import { JsonCursor } from '../../shared/commission/json-cursor.ts'
import type { Fault } from '../../shared/commission/plan-fault.ts'
import { readPercent } from '../../shared/commission/read-rate.ts'
import { DEAL_TYPES } from '../../shared/commission/read-when.ts'
import type { SimulatedCredit, SimulatedDeal } from '../../shared/commission/simulate/simulated-deal.ts'
import { CREDIT_ROLES } from '../../shared/credit/credit.ts'
import { isCurrency } from '../../shared/money/currency.ts'
import { type Money, money } from '../../shared/money/money.ts'
import type { Rational } from '../../shared/money/rounding.ts'
import { PARTNER_TYPES } from '../../shared/partner/partner.ts'
import type { DealColumn } from './commission-deals.ts'

/** What all rows of a deal say alike. */
const OF_DEAL = [
  'name',
  'closeDate',
  'amount',
  'currency',
  'dealType',
  'region',
  'product',
  'firstYearAcv',
  'grossMargin',
  'collected',
] as const satisfies DealColumn[]

/** Only with a partner. */
const OF_CREDIT = [
  'partnerType',
  'partnerName',
  'tier',
  'tierToday',
  'role',
  'share',
  'registeredAt',
] as const satisfies DealColumn[]

interface ReadDeal {
  line: number
  cells: readonly string[]
  deal: SimulatedDeal | undefined
  credits: (SimulatedCredit & { line: number })[]
}

/** Puts rows together to deals: each row of the same id is one credit more. Notes a fault per cell that cannot be used. */
export class DealRows {
  readonly #faults: Fault[]
  readonly #deals = new Map<string, ReadDeal>()

  constructor(faults: Fault[]) {
    this.#faults = faults
  }

  add(line: number, columns: readonly DealColumn[], cells: readonly string[]): void {
    const row = new Row(line, columns, cells, this.#faults)
    const id = row.cell('id').text()
    if (id === undefined) return
    const ofDeal = OF_DEAL.map((column) => row.text(column))
    let read = this.#deals.get(id)
    if (!read) {
      const credits: ReadDeal['credits'] = []
      read = { line, cells: ofDeal, deal: readDeal(row, id, credits), credits }
      this.#deals.set(id, read)
    }
    for (const [index, column] of OF_DEAL.entries())
      if (ofDeal[index] !== read.cells[index])
        row.cell(column).fault(`is not what line ${read.line} says of the same deal.`)
    this.#addCredit(row, read)
  }

  /** Once all rows are added; notes what is wrong with the credits of a deal together. */
  deals(): SimulatedDeal[] {
    return [...this.#deals].flatMap(([id, { line, deal, credits }]) => {
      const sourced = credits.filter(({ role }) => role === 'sourced')
      if (sourced.length > 0 && !isOne(sourced.map(({ share }) => share).reduce(plus)))
        this.#faults.push({
          path: `line ${line}, column share`,
          message: `the sourced shares of deal ${id} do not sum to 100.`,
        })
      return deal ? [deal] : []
    })
  }

  #addCredit(row: Row, { deal, credits }: ReadDeal): void {
    if (row.text('partner') === '') {
      for (const column of OF_CREDIT)
        if (row.text(column) !== '') row.cell(column).fault('is said of no partner.')
      return
    }
    const credit = readCredit(row, credits.length)
    if (!credit || !deal) return
    const same = credits.find(({ partnerId, role }) => partnerId === credit.partnerId && role === credit.role)
    if (same) row.cell('partner').fault(`has this credit on line ${same.line} already.`)
    else credits.push({ ...credit, line: row.line })
  }
}

function readDeal(row: Row, id: string, credits: SimulatedCredit[]): SimulatedDeal | undefined {
  const currency = row.currency()
  const closeDate = row.cell('closeDate').date()
  const amount = row.minor('amount', currency)
  const firstYearAcv = row.minor('firstYearAcv', currency)
  const grossMargin = row.minor('grossMargin', currency, { signed: true })
  const collected = row.minor('collected', currency)
  const dealType = row.choice('dealType', DEAL_TYPES)
  if (row.text('amount') === '') row.cell('amount').fault('is empty.')
  if (currency === undefined || closeDate === undefined || amount === null) return undefined
  const inCurrency = (minor: bigint | null): Money | null => (minor === null ? null : money(minor, currency))
  const product = row.text('product')
  const deal: CommissionDeal = {
    id,
    currency,
    amount: money(amount, currency),
    firstYearAcv: inCurrency(firstYearAcv),
    grossMargin: inCurrency(grossMargin),
    // The column names one product, which is then all of the deal.
    lineItems: product === '' ? null : [{ product, amount: money(amount, currency) }],
    dealType,
    region: row.text('region') || null,
    closeDate,
  }
  const nothing = { taxMinor: 0n, shippingMinor: 0n, discountMinor: 0n, refunds: null }
  const collections =
    collected === null ? null : [{ id: 'collected', on: closeDate, amountMinor: collected, ...nothing }]
  return { deal, name: row.text('name') || null, credits, collections }
}

function readCredit(row: Row, index: number): SimulatedCredit | undefined {
  const partnerId = row.cell('partner').text()
  const partnerType = row.cell('partnerType').oneOf(PARTNER_TYPES)
  const tier = row.cell('tier').text()
  const role = row.cell('role').oneOf(CREDIT_ROLES)
  const share = row.share()
  const registeredAt = row.text('registeredAt') === '' ? null : row.cell('registeredAt').instant()
  if (!partnerId || !partnerType || !tier || !role || !share || registeredAt === undefined) return undefined
  return {
    creditId: `${index}`,
    partnerId,
    partnerName: row.text('partnerName') || partnerId,
    partnerType,
    programme: null,
    tier,
    tierToday: row.text('tierToday') || null,
    role,
    ...share,
    registeredAt,
    creditedOn: registeredAt && registeredAt.toISOString().slice(0, 10),
    termsDate: null,
  }
}

/** One row of the file, by column. A column that the file does not have is empty. */
class Row {
  readonly line: number
  readonly #columns: readonly DealColumn[]
  readonly #cells: readonly string[]
  readonly #faults: Fault[]

  constructor(line: number, columns: readonly DealColumn[], cells: readonly string[], faults: Fault[]) {
    this.line = line
    this.#columns = columns
    this.#cells = cells
    this.#faults = faults
  }

  text(column: DealColumn): string {
    return this.#cells[this.#columns.indexOf(column)] ?? ''
  }

  cell(column: DealColumn): JsonCursor {
    return new JsonCursor(this.text(column), `line ${this.line}, column ${column}`, this.#faults)
  }

  currency(): string | undefined {
    const code = this.text('currency')
    return isCurrency(code) ? code : this.cell('currency').fault('must be an ISO 4217 currency code')
  }

  /** null when empty or no amount; the fault is noted then. */
  minor(column: DealColumn, currency: string | undefined, options?: { signed: boolean }): bigint | null {
    return this.text(column) === '' ? null : (this.cell(column).minor(currency, options) ?? null)
  }

  choice<T extends string>(column: DealColumn, choices: readonly T[]): T | null {
    return this.text(column) === '' ? null : (this.cell(column).oneOf(choices) ?? null)
  }

  share(): Pick<SimulatedCredit, 'share' | 'sharePercent'> | undefined {
    if (this.text('share') === '') return WHOLE
    const cell = this.cell('share')
    const read = readPercent(cell)
    if (!read) return undefined
    const { numerator, denominator } = read.fraction
    if (numerator === 0n || numerator > denominator) return cell.fault('must be above 0 and at most 100.')
    return { share: read.fraction, sharePercent: read.percent }
  }
}

const WHOLE = { share: { numerator: 1n, denominator: 1n }, sharePercent: '100' }

const isOne = ({ numerator, denominator }: Rational): boolean => numerator === denominator
