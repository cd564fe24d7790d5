import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { eventually } from '../support/eventually.ts'
import type { WrittenField } from './record-page.ts'

const LABELS: Record<WrittenField, string> = {
  partner: 'Partner',
  role: 'Partner role',
  registration: 'Registration status',
  protectedUntil: 'Protected until',
  commission: 'Partner commission',
}
/** What a record shows where a field has no value. */
const NO_VALUE = '--'

/** Waits until the record's own section shows what the product wrote; an empty text for nothing. */
export async function writtenField(page: Page, field: WrittenField, value: string | RegExp): Promise<void> {
  const section = page.getByRole('region', { name: 'Partner Desk', exact: true })
  await eventually(async () => {
    const [terms, values] = await Promise.all([
      section.getByRole('term').allInnerTexts(),
      section.getByRole('definition').allInnerTexts(),
    ])
    const found = values[terms.indexOf(LABELS[field])] ?? ''
    if (typeof value === 'string') assert.equal(found, value || NO_VALUE, field)
    else assert.match(found, value, field)
  }, 15_000)
}
