import { useState } from 'react'
import { Radio, Stack } from '@mantine/core'
import type { PlanList } from '../../../../../shared/contract/plan-api.ts'
import { PLAN_STATUS } from '../../format/words.ts'
import { ConfirmModal } from '../../parts/ConfirmModal.tsx'
import { inForce } from './matching-plans.ts'
import { useNewDraft } from './use-new-draft.ts'

const FROM_NOTHING = 'nothing'

/** What a new draft begins with: a version of the programme, or nothing. */
export function NewDraftModal({ plan, onClose }: { plan: PlanList['plans'][number]; onClose(): void }) {
  const current = inForce(plan)
  // The version in force first, then the newest.
  const versions = plan.versions.toSorted(
    (one, other) => Number(other === current) - Number(one === current) || other.version - one.version,
  )
  const [chosen, setChosen] = useState(versions[0]?.id ?? FROM_NOTHING)
  const draft = useNewDraft()
  return (
    <ConfirmModal
      title={`New draft for ${plan.programme.name}`}
      sentence={
        <p>A draft changes nothing for anybody. It can be tried on past deals before it is published.</p>
      }
      confirmLabel="Make the draft"
      pending={draft.pending}
      problem={draft.problem}
      onConfirm={() =>
        draft.run({ programmeId: plan.programme.id, basedOn: chosen === FROM_NOTHING ? null : chosen })
      }
      onClose={onClose}
    >
      <Radio.Group label="Begin with" value={chosen} onChange={setChosen}>
        <Stack gap={9} mt={8}>
          {versions.slice(0, 6).map((version) => (
            <Radio
              key={version.id}
              value={version.id}
              label={`A copy of version ${version.version} (${PLAN_STATUS[version.status].text.toLowerCase()})`}
            />
          ))}
          <Radio value={FROM_NOTHING} label="Nothing" description="An empty plan of this programme." />
        </Stack>
      </Radio.Group>
    </ConfirmModal>
  )
}
