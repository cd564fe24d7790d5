import type { LintFinding } from '../../contract/plan-api.ts'

export type LintCode = LintFinding['code']

/** What a finding says, and what it is about: the same things give the same id, whatever their place in the plan. */
export interface Matter {
  path: string
  about: readonly (string | bigint | number | null)[]
  message: string
  why: string
  fix: string
}

/** Blocks publishing. */
export function error(code: LintCode, matter: Matter): LintFinding {
  return finding(code, 'error', matter)
}

/** Needs somebody who says that it is meant. */
export function warning(code: LintCode, matter: Matter): LintFinding {
  return finding(code, 'warning', matter)
}

function finding(code: LintCode, severity: LintFinding['severity'], matter: Matter): LintFinding {
  const { about, ...said } = matter
  return { id: shortened([code, ...about.map((part) => part ?? 'none')].join(':')), code, severity, ...said }
}

const LONGEST_ID = 200

/** Acknowledgements name findings by at most 300 characters; what is cut off lives on in a checksum, so that it still counts. */
function shortened(id: string): string {
  if (id.length <= LONGEST_ID) return id
  // 64-bit FNV-1a, which needs nothing but arithmetic.
  let hash = 0xcbf29ce484222325n
  for (let index = 0; index < id.length; index += 1) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(id.charCodeAt(index))) * 0x100000001b3n)
  }
  return `${id.slice(0, LONGEST_ID)}~${hash.toString(16)}`
}
