import { Link, useParams } from 'react-router'
import type { PlanDraftView } from '../../../../../shared/contract/plan-api.ts'
import { usePlanDraft } from '../../api/resources.ts'
import { DRAFT_STATUS } from '../../format/words.ts'
import { Page } from '../../frame/Page.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Status } from '../../parts/Status.tsx'
import { When } from '../../parts/When.tsx'
import { DraftEditor } from './DraftEditor.tsx'

const UP = [{ to: '/plans', label: 'Plans' }]

export function PlanDraftPage() {
  const { draftId = '' } = useParams()
  const draft = usePlanDraft(draftId)
  return (
    <Page
      title={draft.data ? `Draft for ${draft.data.programme.name}` : 'Plan draft'}
      crumbs={UP}
      lead={draft.data && <DraftLead draft={draft.data} />}
    >
      <Loaded query={draft} what="this draft" rows={8}>
        {(data) => <DraftEditor key={data.id} draft={data} />}
      </Loaded>
    </Page>
  )
}

function DraftLead({ draft }: { draft: PlanDraftView }) {
  return (
    <span className="row">
      <Status {...DRAFT_STATUS[draft.status]} />
      <span>Plan {draft.name}</span>
      <span>
        Last changed by {draft.updatedBy.name}, <When at={draft.updatedAt} />
      </span>
      {draft.basedOn && (
        <Link to={`/plans/versions/${draft.basedOn.id}`}>From version {draft.basedOn.version}</Link>
      )}
      {draft.simulationId && <Link to={`/plans/simulations/${draft.simulationId}`}>Last simulation</Link>}
    </span>
  )
}
