import { formatDecimal } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'

/** What a ledger entry moved a total from and to, as decimals in the entry's currency: part of its cause. */
export function movement(
  fromMinor: bigint,
  toMinor: bigint,
  currency: string,
): { old: string; new: string; delta: string } {
  const shown = (minor: bigint) => formatDecimal(money(minor, currency))
  return { old: shown(fromMinor), new: shown(toMinor), delta: shown(toMinor - fromMinor) }
}
