import type { LintFinding, PlanDraftView } from '../../../../../shared/contract/plan-api.ts'

export type ShownFinding = PlanDraftView['findings'][number]

/**
 * What lint says of the terms on the screen. The worked example's answer is of what is typed; who acknowledged what is only
 * known of the saved draft, and an acknowledgement is of the finding's id.
 */
export function shownFindings(
  saved: readonly ShownFinding[],
  typed: readonly LintFinding[] | null,
): ShownFinding[] {
  const findings = typed?.map((finding) => ({
    ...finding,
    acknowledged: saved.find(({ id }) => id === finding.id)?.acknowledged ?? null,
  }))
  return (findings ?? [...saved]).toSorted((one, other) => rank(one) - rank(other))
}

/** Errors first, then warnings that nobody has answered for; each in the order of the plan. */
const rank = ({ severity, acknowledged }: ShownFinding) => (severity === 'error' ? 0 : acknowledged ? 2 : 1)

export const openErrors = (findings: readonly ShownFinding[]) =>
  findings.filter(({ severity }) => severity === 'error')

export const openWarnings = (findings: readonly ShownFinding[]) =>
  findings.filter(({ severity, acknowledged }) => severity === 'warning' && !acknowledged)
