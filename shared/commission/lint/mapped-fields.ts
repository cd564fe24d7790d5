import { DEAL_FIELDS, DEAL_FIELD_LABEL } from '../../crm/deal-fields.ts'
import { looksAt } from '../looks-at.ts'
import { warning } from './finding.ts'
import { type Check, pathOf } from './subject.ts'

/** Rules that look at what no connected CRM gives, because no field of it is mapped. */
export const fieldsNotMapped: Check = (subject) => {
  const { mappedFields } = subject.context
  if (mappedFields === undefined) return []
  return subject.plan.rules.flatMap((rule) =>
    DEAL_FIELDS.filter((field) => looksAt(rule, field) && !mappedFields.includes(field)).map((field) =>
      warning('field_not_mapped', {
        path: pathOf(subject, rule, field === 'region' ? 'when.regions' : 'basis'),
        about: [rule.id, field],
        message: `No field of a connected CRM is mapped to ${DEAL_FIELD_LABEL[field]}.`,
        why:
          field === 'region'
            ? 'The region of every deal is unknown, so this rule matches none.'
            : `The ${DEAL_FIELD_LABEL[field]} of every deal is unknown: no commission can be computed by this rule.`,
        fix: `An admin chooses on the page Connections which field holds ${DEAL_FIELD_LABEL[field]}.`,
      }),
    ),
  )
}
