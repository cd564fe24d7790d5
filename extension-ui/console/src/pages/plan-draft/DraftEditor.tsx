import { useEffect, useState } from 'react'
import { useHotkeys } from '@mantine/hooks'
import { useNavigate } from 'react-router'
import type { PlanDraftView } from '../../../../../shared/contract/plan-api.ts'
import { dayIn } from '../../format/dates.ts'
import { useViewer } from '../../frame/viewer.ts'
import { When } from '../../parts/When.tsx'
import { findingPlace } from '../plan-terms/finding-place.ts'
import { sameJson } from '../plan-terms/same-json.ts'
import { currencyOf, textOf, type Terms } from '../plan-terms/terms.ts'
import { AcknowledgeModal } from './AcknowledgeModal.tsx'
import { ConflictPanel } from './ConflictPanel.tsx'
import { DraftBar, type DraftStep } from './DraftBar.tsx'
import { DraftStepModal } from './DraftStepModal.tsx'
import { EditContext } from './edit-context.ts'
import { exampleRequest, firstExample } from './example-deal.ts'
import { ExamplePanel } from './ExamplePanel.tsx'
import { AcknowledgeContext } from './FindingLine.tsx'
import { FindingsPanel } from './FindingsPanel.tsx'
import { HeadPanel } from './HeadPanel.tsx'
import { LeaveGuard } from './LeaveGuard.tsx'
import { RuleDrawer } from './RuleDrawer.tsx'
import { RulesPanel } from './RulesPanel.tsx'
import { shownFindings, type ShownFinding } from './shown-findings.ts'
import { SimulateModal } from './SimulateModal.tsx'
import { useDraftEditing } from './use-draft-editing.ts'
import { useExample } from './use-example.ts'
import { useSaveDraft } from './use-save-draft.ts'

/** A draft being written: what it says, what lint says of it, and what it would pay, side by side. */
export function DraftEditor({ draft }: { draft: PlanDraftView }) {
  const { now, user, workspace } = useViewer()
  const navigate = useNavigate()
  const editing = useDraftEditing(draft, user.id)
  const save = useSaveDraft(draft.id, editing)
  const { terms, dirty } = editing
  const readOnly = !draft.actions.edit.allowed

  const today = dayIn(now, workspace.timeZone)
  const [deal, setDeal] = useState(() => firstExample(draft, today))
  const asked = exampleRequest(terms, deal, currencyOf(terms))
  // Lint goes on with the last complete deal while another one is being typed.
  const [lastDeal, setLastDeal] = useState(deal)
  if (asked && deal !== lastDeal) setLastDeal(deal)
  const example = useExample(draft.id, asked ?? exampleRequest(terms, lastDeal, currencyOf(terms) || 'USD'))
  const typed = dirty ? example.reply : null
  const findings = shownFindings(draft.findings, typed?.findings ?? null)
  const sentences = typed?.rules ?? draft.rules

  const [editingRule, setEditingRule] = useState<number | null>(null)
  const [headOpen, setHeadOpen] = useState(() => textOf(terms.effectiveFrom) === '')
  const [answering, setAnswering] = useState<ShownFinding | null>(null)
  const [step, setStep] = useState<DraftStep | null>(null)
  // After the last step the page is left; by then nothing here can be saved any more.
  const [over, setOver] = useState(false)
  useEffect(() => {
    if (over) void navigate('/plans')
  }, [over, navigate])
  useHotkeys([['mod+S', () => void (dirty && !readOnly && !editing.theirs && save.save())]], [])

  const show = (finding: ShownFinding) => {
    const place = findingPlace(finding.path)
    if (place.on === 'rule') setEditingRule(place.index)
    else setHeadOpen(true)
  }
  return (
    <EditContext.Provider value={{ terms, findings, readOnly, change: editing.change }}>
      <AcknowledgeContext.Provider value={readOnly || dirty ? null : setAnswering}>
        <DraftBar
          draft={draft}
          dirty={dirty}
          conflict={editing.theirs !== null}
          save={save}
          onStep={setStep}
        />
        <ConflictPanel draft={draft} editing={editing} />
        {draft.returned && (
          <p className="note outdated">
            <strong>Returned by {draft.returned.by}</strong> (<When at={draft.returned.at} />
            ): “{draft.returned.reason}”
          </p>
        )}
        <FindingsPanel findings={findings} onShow={show} />
        <div className="draft-columns">
          <div className="draft-main">
            <HeadPanel
              policies={sameHead(terms, draft.terms) ? draft.policies : []}
              open={headOpen}
              onOpen={setHeadOpen}
            />
            <RulesPanel sentences={sentences} onEdit={setEditingRule} />
          </div>
          <ExamplePanel
            deal={deal}
            onDeal={setDeal}
            example={example}
            currency={currencyOf(terms)}
            programme={draft.programme}
          />
        </div>
        <RuleDrawer
          index={editingRule}
          programme={draft.programme}
          sentences={sentences}
          lines={example.reply?.lines ?? []}
          onClose={() => setEditingRule(null)}
        />
        <LeaveGuard dirty={dirty && !readOnly && !over} save={save} onLeave={editing.forget} />
        {answering && (
          <AcknowledgeModal draftId={draft.id} finding={answering} onClose={() => setAnswering(null)} />
        )}
        {step === 'simulate' && <SimulateModal draftId={draft.id} onClose={() => setStep(null)} />}
        {step && step !== 'simulate' && (
          <DraftStepModal
            draft={draft}
            step={step}
            onClose={() => setStep(null)}
            onDone={() => {
              setStep(null)
              if (step !== 'discard' && step !== 'publish') return
              editing.forget()
              setOver(true)
            }}
          />
        )}
      </AcknowledgeContext.Provider>
    </EditContext.Provider>
  )
}

/** Policies are said of everything but the rules. */
const sameHead = (one: Terms, other: Terms) => sameJson({ ...one, rules: null }, { ...other, rules: null })
