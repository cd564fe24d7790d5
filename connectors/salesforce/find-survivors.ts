import type { Account } from '../../shared/crm/account.ts'

/** A merge may have swallowed the survivor of another one. */
const LONGEST_CHAIN = 10

/**
 * The accounts of these ids; for one that was merged away the account that it lives on in, which names it. Where that
 * one is not to be seen, the merged one itself.
 */
export async function findSurvivors(
  ids: readonly string[],
  find: (ids: readonly string[]) => Promise<Account[]>,
): Promise<Account[]> {
  const found = new Map<string, Account>()
  let wanted = ids
  for (let round = 0; wanted.length > 0 && round <= LONGEST_CHAIN; round++) {
    for (const account of await find(wanted)) found.set(account.externalId, account)
    wanted = [...found.values()].flatMap(({ mergedInto }) =>
      mergedInto === null || found.has(mergedInto) ? [] : [mergedInto],
    )
  }
  for (const loser of [...found.values()].filter(({ state }) => state === 'merged')) {
    const survivor = survivorOf(loser, found)
    if (survivor.state === 'merged') continue
    survivor.mergedExternalIds.push(loser.externalId)
    found.delete(loser.externalId)
  }
  return [...found.values()]
}

function survivorOf(loser: Account, found: ReadonlyMap<string, Account>): Account {
  let at = loser
  for (let step = 0; at.mergedInto !== null && step <= LONGEST_CHAIN; step++) {
    const next = found.get(at.mergedInto)
    if (!next) break
    at = next
  }
  return at
}
