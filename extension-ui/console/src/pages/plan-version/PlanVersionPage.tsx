import { useParams } from 'react-router'
import type { PlanVersionDetail } from '../../../../../shared/contract/plan-api.ts'
import { usePlanVersion } from '../../api/resources.ts'
import { PLAN_STATUS } from '../../format/words.ts'
import { usePermission } from '../../frame/viewer.ts'
import { Page } from '../../frame/Page.tsx'
import { ActionButton } from '../../parts/ActionButton.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { InlineProblem } from '../../parts/ProblemPanel.tsx'
import { Status } from '../../parts/Status.tsx'
import { CalendarDate, When } from '../../parts/When.tsx'
import { RuleTable } from '../plan-terms/RuleTable.tsx'
import { textOf } from '../plan-terms/terms.ts'
import { placeName } from '../plan-terms/finding-place.ts'
import { useNewDraft } from '../plans/use-new-draft.ts'
import { VersionSimulation } from './VersionSimulation.tsx'

const UP = [{ to: '/plans', label: 'Plans' }]

export function PlanVersionPage() {
  const { versionId = '' } = useParams()
  const version = usePlanVersion(versionId)
  const permitted = usePermission('editPlans')
  const draft = useNewDraft()
  const { data } = version
  return (
    <Page
      title={data ? `${data.programme.name}, version ${data.version}` : 'Plan version'}
      crumbs={UP}
      lead={
        data && (
          <span className="row">
            <Status {...PLAN_STATUS[data.status]} />
            <span>
              Published by {data.publishedBy} on <When at={data.publishedAt} dayOnly />
              {data.reason && `: ${data.reason}`}
            </span>
          </span>
        )
      }
      action={
        data && (
          <ActionButton
            permitted={permitted}
            loading={draft.pending}
            onClick={() => draft.run({ programmeId: data.programme.id, basedOn: data.id })}
          >
            New draft from this
          </ActionButton>
        )
      }
    >
      {draft.problem && <InlineProblem problem={draft.problem} />}
      <Loaded query={version} what="this version" rows={8}>
        {(detail) => <Version version={detail} />}
      </Loaded>
    </Page>
  )
}

function Version({ version }: { version: PlanVersionDetail }) {
  const { terms, acknowledged } = version
  return (
    <>
      <section className="panel pad" aria-labelledby="window">
        <h2 id="window">Window and earning</h2>
        <dl className="facts">
          <div>
            <dt>For deals closed</dt>
            <dd>
              <CalendarDate date={version.effectiveFrom} /> –{' '}
              {version.effectiveTo ? <CalendarDate date={version.effectiveTo} /> : 'open end'}
            </dd>
          </div>
          <div>
            <dt>Currency</dt>
            <dd>{textOf(terms.currency)}</dd>
          </div>
          <div>
            <dt>Time zone</dt>
            <dd>{textOf(terms.timeZone)}</dd>
          </div>
          <div>
            <dt>Plan</dt>
            <dd>
              <code>{version.key}</code>
            </dd>
          </div>
        </dl>
        <ul className="sentences">
          {version.policies.map((policy) => (
            <li key={policy}>{policy}</li>
          ))}
        </ul>
      </section>
      <section className="section" aria-labelledby="rules">
        <div className="section-head">
          <div>
            <h2 id="rules">Rules</h2>
            <p className="muted">
              For each partner on a deal the first rule that matches pays; a stacking one comes on top.
            </p>
          </div>
        </div>
        <RuleTable terms={terms} sentences={version.rules} />
      </section>
      {version.simulationId && <VersionSimulation id={version.simulationId} />}
      {acknowledged.length > 0 && (
        <section className="section" aria-labelledby="acknowledged">
          <div className="section-head">
            <h2 id="acknowledged">Acknowledged warnings</h2>
          </div>
          <ul className="answers">
            {acknowledged.map(({ finding, by, at, reason }) => (
              <li key={finding.id} className="panel pad">
                <p>
                  <strong>{finding.message}</strong> <span className="muted">{placeName(finding.path)}</span>
                </p>
                <p>{finding.why}</p>
                <p>
                  “{reason}”{' '}
                  <span className="muted">
                    {by}, <When at={at} />
                  </span>
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
