import { NativeSelect, TextInput } from '@mantine/core'
import type { PlanDraftView } from '../../../../../shared/contract/plan-api.ts'
import { CREDIT_ROLE, tierName } from '../../format/words.ts'
import { Money } from '../../parts/Money.tsx'
import { InlineProblem } from '../../parts/ProblemPanel.tsx'
import { Why } from '../../parts/Why.tsx'
import { DEAL_TYPE } from '../plan-terms/words-of-terms.ts'
import { exampleFaults, type ExampleDeal } from './example-deal.ts'
import type { Example } from './use-example.ts'

/** A deal of one's own making and what the terms on the screen would pay for it. */
export function ExamplePanel({
  deal,
  onDeal,
  example,
  currency,
  programme,
}: {
  deal: ExampleDeal
  onDeal(deal: ExampleDeal): void
  example: Example
  currency: string
  programme: PlanDraftView['programme']
}) {
  const faults = exampleFaults(deal)
  const set = (change: Partial<ExampleDeal>) => onDeal({ ...deal, ...change })
  const text = (name: keyof ExampleDeal, label: string, unit?: string) => (
    <TextInput
      label={label}
      autoComplete="off"
      className={unit ? 'decimal' : ''}
      {...(unit && {
        inputMode: 'decimal' as const,
        rightSection: <span className="unit">{unit}</span>,
        rightSectionWidth: 52,
      })}
      value={deal[name]}
      error={faults[name]}
      onChange={(event) =>
        set({ [name]: unit ? event.currentTarget.value.trim() : event.currentTarget.value })
      }
    />
  )
  const unit = deal.currency || currency || '?'
  return (
    <section className="panel pad example-panel" aria-labelledby="example">
      <h2 id="example">Worked example</h2>
      <p className="muted small">Nothing is saved: try any deal on the terms as they are on this page.</p>
      <ExampleResult example={example} blocked={Object.keys(faults).length > 0} />
      <div className="example-fields">
        {text('amount', 'Deal amount', unit)}
        {text('firstYearAcv', 'First-year ACV', unit)}
        {text('grossMargin', 'Gross margin', unit)}
        {text('revenueBefore', 'Revenue before', unit)}
        <NativeSelect
          label="Tier"
          data={programme.tiers.map((tier) => ({ value: tier, label: tierName(tier) }))}
          value={deal.tier}
          onChange={(event) => set({ tier: event.currentTarget.value })}
        />
        <NativeSelect
          label="Deal type"
          data={[
            { value: '', label: 'Unknown' },
            ...Object.entries(DEAL_TYPE).map(([value, label]) => ({ value, label })),
          ]}
          value={deal.dealType}
          // The options above are exactly these.
          onChange={(event) => set({ dealType: event.currentTarget.value as ExampleDeal['dealType'] })}
        />
        <TextInput
          type="date"
          label="Close date"
          value={deal.closeDate}
          error={faults.closeDate}
          onChange={(event) => set({ closeDate: event.currentTarget.value })}
        />
        {text('registeredDaysBefore', 'Days registered')}
      </div>
      <details className="more">
        <summary>Region, product and currency</summary>
        <div className="example-fields">
          {text('region', 'Region')}
          {text('product', 'Product')}
          <TextInput
            label="Deal currency"
            placeholder={currency}
            maxLength={3}
            value={deal.currency}
            error={faults.currency}
            onChange={(event) => set({ currency: event.currentTarget.value.toUpperCase() })}
          />
        </div>
      </details>
    </section>
  )
}

function ExampleResult({ example, blocked }: { example: Example; blocked: boolean }) {
  const { reply, current, loading, problem } = example
  return (
    <div className="example-result" aria-live="polite" aria-atomic="true" aria-busy={loading}>
      {!reply && !problem && <p className="muted">{blocked ? '' : 'Working it out …'}</p>}
      {reply?.lines.map((line) => (
        <div key={line.role} className={`example-line ${current ? '' : 'older'}`}>
          <div className="example-amount">
            <span>{CREDIT_ROLE[line.role]}</span>
            {line.amount ? <Money money={line.amount} quiet /> : <span className="muted">No amount</span>}
          </div>
          {line.because && <p className="muted small">{line.because}</p>}
          {line.why && <Why why={line.why} />}
        </div>
      ))}
      {reply?.lines.length === 0 && (
        <p className="muted">No amount while a rule cannot be read: the errors beside the rules say why.</p>
      )}
      {blocked && (
        <p className="muted small">This is of the last complete entry: something below needs another look.</p>
      )}
      {problem && <InlineProblem problem={problem} />}
    </div>
  )
}
