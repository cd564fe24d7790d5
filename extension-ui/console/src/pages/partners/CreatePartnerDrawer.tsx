import { useState, type FormEvent } from 'react'
import { Button, Drawer, Group, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useNavigate } from 'react-router'
import type { PartnerRow } from '../../../../../shared/contract/console-api.ts'
import { madeId } from '../../api/made-id.ts'
import { fieldMessage } from '../../api/problem.ts'
import { useProgrammes } from '../../api/resources.ts'
import { useAction } from '../../api/use-action.ts'
import { PARTNER_TYPE } from '../../format/words.ts'
import { InlineProblem } from '../../parts/ProblemPanel.tsx'
import { ProgrammeNote } from './ProgrammeNote.tsx'
import { domainsOf } from './new-partner.ts'

interface NewPartner {
  name: string
  type: PartnerRow['type']
  tier: string
  payoutCurrency: string
  domains: string[]
  contactName: string | null
  contactEmail: string | null
}

const FIELDS = ['name', 'type', 'tier', 'payoutCurrency', 'domains', 'contactName', 'contactEmail']

/** A new company in the programme. What is wrong with a field is written at the field. */
export function CreatePartnerDrawer({ onClose }: { onClose(): void }) {
  const navigate = useNavigate()
  const programmes = useProgrammes()
  const [name, setName] = useState('')
  const [type, setType] = useState<PartnerRow['type']>('referral')
  const [tier, setTier] = useState('')
  const [payoutCurrency, setPayoutCurrency] = useState('USD')
  const [domains, setDomains] = useState('')
  const [contactName, setContactName] = useState('')
  const [contactEmail, setContactEmail] = useState('')

  const offered = programmes.data?.programmes ?? []
  const programme = offered.find(({ partnerType }) => partnerType === type)
  const tiers = programme?.tiers ?? []
  const create = useAction<NewPartner>({
    path: '/partners',
    changes: ['partners'],
    success: `${name.trim()} is in the programme.`,
    onSuccess: (reply) => {
      const id = madeId(reply)
      if (id) void navigate(`/partners/${id}`)
      else onClose()
    },
  })
  const error = (field: string) => fieldMessage(create.problem, field)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.run({
      name: name.trim(),
      type,
      tier: tier || (tiers[0] ?? ''),
      payoutCurrency: payoutCurrency.trim().toUpperCase(),
      domains: domainsOf(domains),
      contactName: contactName.trim() || null,
      contactEmail: contactEmail.trim() || null,
    })
  }

  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="md"
      title="Add partner"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={submit} noValidate className="form">
        <TextInput
          label="Company name"
          required
          data-autofocus
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={error('name')}
        />
        <NativeSelect
          label="Type"
          description="Decides the programme: its plan, tiers and protection."
          required
          data={Object.entries(PARTNER_TYPE).map(([value, label]) => ({ value, label }))}
          value={type}
          onChange={(event) => {
            // The options above are exactly the keys of PARTNER_TYPE.
            setType(event.currentTarget.value as PartnerRow['type'])
            setTier('')
          }}
          error={error('type')}
        />
        {programmes.isError ? (
          <InlineProblem problem={programmes.error} />
        ) : (
          <ProgrammeNote loading={programmes.isPending} programme={programme} />
        )}
        <NativeSelect
          label="Tier"
          required
          disabled={tiers.length === 0}
          data={tiers}
          value={tier || (tiers[0] ?? '')}
          onChange={(event) => setTier(event.currentTarget.value)}
          error={error('tier')}
        />
        <TextInput
          label="Payout currency"
          description="Three letters, such as USD or EUR."
          required
          maxLength={3}
          value={payoutCurrency}
          onChange={(event) => setPayoutCurrency(event.currentTarget.value)}
          error={error('payoutCurrency')}
        />
        <Textarea
          label="Domains"
          description="One per line. Registrations and deals are matched with them; public mail domains never match."
          autosize
          minRows={2}
          value={domains}
          onChange={(event) => setDomains(event.currentTarget.value)}
          error={error('domains')}
        />
        <TextInput
          label="Contact name"
          maxLength={200}
          value={contactName}
          onChange={(event) => setContactName(event.currentTarget.value)}
          error={error('contactName')}
        />
        <TextInput
          label="Contact e-mail"
          type="email"
          value={contactEmail}
          onChange={(event) => setContactEmail(event.currentTarget.value)}
          error={error('contactEmail')}
        />
        {create.problem && <InlineProblem problem={create.problem} shownFields={FIELDS} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={create.pending}>
            Back
          </Button>
          <Button
            type="submit"
            loading={create.pending}
            disabled={programmes.isSuccess && tiers.length === 0}
          >
            Add partner
          </Button>
        </Group>
      </form>
    </Drawer>
  )
}
