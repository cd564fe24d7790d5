import { readFileSync } from 'node:fs'
import { dealsFile, hasSalesExport, isoDay } from '../acceptance/sales-export.ts'

/** A closed deal with the partner that sourced it. */
export interface WonDeal {
  id: string
  closeDate: string
  cents: bigint
  partner: string
  tier: string
}

const TIERS = ['gold', 'silver', 'bronze']

/** The won deals of the sales export, each credited to its sales agent as if that were a partner; made-up ones where it is not. */
export function wonDeals(): WonDeal[] {
  return hasSalesExport ? exported() : madeUp()
}

function exported(): WonDeal[] {
  const text = readFileSync(dealsFile, 'utf8')
  if (text.includes('"')) throw new Error(`${dealsFile} has quotes: this reader is too simple for it`)
  const agents: string[] = []
  return text
    .trimEnd()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','))
    .filter(([, , , , stage]) => stage === 'Won')
    .map(([id = '', agent = '', , , , , closed = '', dollars = '']) => {
      if (!agents.includes(agent)) agents.push(agent)
      const tier = TIERS[agents.indexOf(agent) % TIERS.length] ?? ''
      return { id, closeDate: isoDay(closed) ?? '', cents: BigInt(dollars) * 100n, partner: agent, tier }
    })
}

/** The same each time: a linear congruence stands for chance. */
function madeUp(): WonDeal[] {
  let state = 20_170_301
  const below = (limit: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * limit)
  }
  return Array.from({ length: 4_000 }, (_, n) => {
    const partner = below(30)
    return {
      id: `D${n}`,
      closeDate: `2017-${String(below(10) + 3).padStart(2, '0')}-${String(below(28) + 1).padStart(2, '0')}`,
      cents: BigInt(below(3_000_000)),
      partner: `Partner ${partner}`,
      tier: TIERS[partner % TIERS.length] ?? '',
    }
  })
}

/** The file that `commission simulate` reads. */
export function dealsCsv(deals: readonly WonDeal[]): string {
  const rows = deals.map(
    ({ id, closeDate, cents, partner, tier }) =>
      `${id},${closeDate},${decimal(cents)},USD,${partner},referral,${tier},sourced`,
  )
  return ['id,closeDate,amount,currency,partner,partnerType,tier,role', ...rows, ''].join('\n')
}

export function decimal(cents: bigint): string {
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0')
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
