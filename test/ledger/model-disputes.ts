import { decideDispute, withdrawDispute } from '../../server/workflows/decide-dispute.ts'
import { openDispute } from '../../server/workflows/open-dispute.ts'
import { reviewDispute } from '../../server/workflows/review-dispute.ts'
import type { Command } from './model-commands.ts'
import type { ModelLine } from './model-facts.ts'
import { pick, type Run } from './model-records.ts'
import { expect } from './model-refusals.ts'

/** Somebody doubts a commission, or does something about a doubt. */
export async function dispute(
  run: Run,
  command: Extract<Command, { do: 'dispute' | 'review' | 'uphold' | 'reject' | 'withdraw' }>,
): Promise<void> {
  const { world, model, disputes } = run
  const person = (number: number) => (number === 0 ? world.riley : world.casey)
  if (command.do === 'dispute') {
    const actor = person(command.by)
    const line = pick(
      model.lines.filter(({ known, sums }) => known && (!command.payable || sums.payable > 0n)),
      command.line,
    )
    if (!line) return
    const lineId = await world.lineOf(line.credit, line.terms.currency)
    if (lineId === undefined) throw new Error('the product has no line for what the model accrued')
    let id = ''
    const open = async () => {
      id = await world.do((tx) =>
        openDispute(tx, world.moment, actor, { lineId, evidence: 'The deal was ours' }),
      )
    }
    if (await expect(run, line.disputed || tooLate(line, model.now), open)) return
    line.disputed = true
    disputes.push({ id, line, state: 'open', openedBy: command.by })
    return model.holdDisputed()
  }
  const found = pick(disputes, command.dispute)
  if (!found) return
  const own = command.byOpener
  const actor = person(own ? found.openedBy : 1 - found.openedBy)
  const { id } = found
  const decision = 'The tag says otherwise'
  switch (command.do) {
    case 'review': {
      const take = () => world.do((tx) => reviewDispute(tx, world.moment, actor, id))
      if (!(await expect(run, own || found.state !== 'open', take))) found.state = 'under_review'
      return
    }
    case 'withdraw': {
      const withdraw = () => world.do((tx) => withdrawDispute(tx, world.moment, actor, id))
      if (await expect(run, !own || found.state === 'over', withdraw)) return
      break
    }
    default: {
      const outcome = command.do === 'uphold' ? 'upheld' : 'rejected'
      const decide = () =>
        world.do((tx) => decideDispute(tx, world.moment, actor, { disputeId: id, outcome, decision }))
      if (await expect(run, own || found.state !== 'under_review', decide)) return
    }
  }
  found.state = 'over'
  found.line.disputed = false
  model.holdDisputed()
}

/** Fifteen days after the last payment, once nothing of it is left to pay. */
function tooLate({ sums, lastPaid }: ModelLine, now: Date): boolean {
  const settled = sums.pending === 0n && sums.payable === 0n && sums.held === 0n && sums.inTransit === 0n
  return settled && lastPaid !== null && now.getTime() - lastPaid.getTime() > 15 * 86_400_000
}
