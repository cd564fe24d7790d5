import React from 'react'
import { Alert } from '@hubspot/ui-extensions'
import type { RegistrationOnDeal } from '../../../../../../shared/contract/card-api.ts'

type Conflict = RegistrationOnDeal['conflicts'][number]

const LOOKS = {
  blocking: { title: 'In the way', variant: 'danger' },
  warning: { title: 'Check this', variant: 'warning' },
  hint: { title: 'Possibly related', variant: 'info' },
} as const

export const Conflicts = ({ conflicts }: { conflicts: Conflict[] }) => (
  <>
    {conflicts.map(({ kind, severity, text }, index) => (
      <Alert key={`${index} ${kind}`} title={LOOKS[severity].title} variant={LOOKS[severity].variant}>
        {text}
      </Alert>
    ))}
  </>
)
