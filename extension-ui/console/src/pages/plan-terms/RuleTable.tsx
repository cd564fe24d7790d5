import type { ReactNode } from 'react'
import type { PlanVersionDetail } from '../../../../../shared/contract/plan-api.ts'
import { currencyOf, rulesOf, textOf, type Terms } from './terms.ts'
import { ruleFacts } from './rule-facts.ts'

/** What the editor adds to a line; a published version has none of it. */
export interface RuleExtras {
  before(index: number): ReactNode
  actions(index: number): ReactNode
  below(index: number): ReactNode
}

/** Rules in their order: the sentence, and under it role, basis, rate and bounds column by column. */
export function RuleTable({
  terms,
  sentences,
  extras,
}: {
  terms: Terms
  sentences: PlanVersionDetail['rules']
  extras?: RuleExtras
}) {
  const currency = currencyOf(terms)
  return (
    <div className="table-scroll panel rule-table" tabIndex={0} role="region" aria-label="Rules">
      <table>
        <thead>
          <tr>
            <th scope="col">Order</th>
            <th scope="col">Role</th>
            <th scope="col">Basis</th>
            <th scope="col">Rate</th>
            <th scope="col">Bounds</th>
            <th scope="col">Stacks</th>
          </tr>
        </thead>
        {rulesOf(terms).map((rule, index) => {
          const facts = ruleFacts(rule, currency)
          const id = textOf(rule.id)
          const sentence = sentences.find((candidate) => candidate.id === id)?.text
          return (
            <tbody key={index} id={`rule-${index}`} tabIndex={-1}>
              <tr className="rule-head">
                <td rowSpan={2} className="rule-order">
                  <span className="order-number">{index + 1}</span>
                  {extras?.before(index)}
                </td>
                <th scope="rowgroup" colSpan={5}>
                  <div className="rule-line">
                    <div>
                      {sentence ?? (
                        <span className="muted">This rule cannot be read yet: see below why.</span>
                      )}{' '}
                      <code className="rule-id">{id}</code>
                    </div>
                    {extras && <div className="rule-actions">{extras.actions(index)}</div>}
                  </div>
                </th>
              </tr>
              <tr className="rule-facts">
                <td>{facts.role}</td>
                <td>{facts.basis}</td>
                <td className="num">{facts.rate}</td>
                <td className="num">
                  {facts.bounds.length === 0 ? (
                    <span className="muted">none</span>
                  ) : (
                    <span className="lines">
                      {facts.bounds.map((bound) => (
                        <span key={bound}>{bound}</span>
                      ))}
                    </span>
                  )}
                </td>
                <td>{facts.stack ? 'On top' : <span className="muted">no</span>}</td>
              </tr>
              {extras?.below(index)}
            </tbody>
          )
        })}
      </table>
    </div>
  )
}
