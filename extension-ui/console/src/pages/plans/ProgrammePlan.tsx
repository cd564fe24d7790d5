import { useId } from 'react'
import { Link } from 'react-router'
import type { PlanList } from '../../../../../shared/contract/plan-api.ts'
import { list, PARTNER_TYPE, tierName } from '../../format/words.ts'
import type { Permitted } from '../../frame/viewer.ts'
import { ActionButton } from '../../parts/ActionButton.tsx'
import { CalendarDate, When } from '../../parts/When.tsx'
import { DraftTable } from './DraftTable.tsx'
import { inForce, openDrafts } from './matching-plans.ts'
import { VersionTable } from './VersionTable.tsx'

/** One programme: what it pays now, what comes, what was, and what is being written. */
export function ProgrammePlan({
  plan,
  permitted,
  onNewDraft,
}: {
  plan: PlanList['plans'][number]
  permitted: Permitted
  onNewDraft(): void
}) {
  const headingId = useId()
  const current = inForce(plan)
  const others = plan.versions.filter((version) => version !== current)
  const drafts = openDrafts(plan)
  const { programme } = plan
  return (
    <section className="programme" aria-labelledby={headingId}>
      <div className="section-head">
        <div>
          <h2 id={headingId}>{programme.name}</h2>
          <p className="muted">
            {PARTNER_TYPE[programme.partnerType]} partners
            {programme.tiers.length > 0 && ` · tiers ${list(programme.tiers.map(tierName))}`}
          </p>
        </div>
        <ActionButton
          permitted={permitted}
          size="xs"
          variant="default"
          aria-label={`New draft for ${programme.name}`}
          onClick={onNewDraft}
        >
          New draft
        </ActionButton>
      </div>
      <div className="panel pad in-force">
        {current ? (
          <>
            <p className="in-force-head">
              <span className="tag pass">In force</span>{' '}
              <Link to={`/plans/versions/${current.id}`}>Version {current.version}</Link>{' '}
              <span className="muted">
                for deals closed from <CalendarDate date={current.effectiveFrom} />
                {current.effectiveTo && (
                  <>
                    {' '}
                    to <CalendarDate date={current.effectiveTo} />
                  </>
                )}
              </span>
            </p>
            <p className="muted">
              Published by {current.publishedBy} on <When at={current.publishedAt} dayOnly />
              {current.reason && `: ${current.reason}`}
            </p>
            <ol className="sentences">
              {plan.rules.map((rule) => (
                <li key={rule}>{rule}</li>
              ))}
            </ol>
          </>
        ) : (
          <p className="muted">
            No version is in force: deals of this programme earn nothing today. Write a draft and publish it.
          </p>
        )}
      </div>
      {drafts.length > 0 && <DraftTable drafts={drafts} programmeName={programme.name} />}
      {others.length > 0 && <VersionTable versions={others} programmeName={programme.name} />}
    </section>
  )
}
