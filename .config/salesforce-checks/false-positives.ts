/**
 * Findings that are none, each with the reason; the same list goes to the security review, in
 * docs/code-analyzer-false-positives.md.
 */
export const FALSE_POSITIVES: readonly { rule: string; file: string; reason: string }[] = []
