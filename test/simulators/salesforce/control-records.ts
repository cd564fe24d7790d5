import { z } from 'zod'
import type { ControlEndpoint, ControlRequest } from './control-endpoint.ts'
import { integrationUserId } from './demo-people.ts'
import { readFields } from './field-input.ts'
import type { Org } from './org.ts'
import { parseBody } from './parse-body.ts'
import { normalisedId } from './record-id.ts'
import { textOf, type StoredRecord } from './record.ts'
import { JsonNumber } from './wire-json.ts'

const values = z.record(z.string(), z.unknown())
const createBody = z.object({ object: z.string(), values, userId: z.string().default(integrationUserId) })
const patchBody = z.object({ values, userId: z.string().default(integrationUserId) })
const mergeBody = z.object({ winnerId: z.string(), loserId: z.string() })
const changeBody = z.object({ count: z.instanceof(JsonNumber) })
const fieldBody = z.object({ name: z.string(), access: z.enum(['hidden', 'locked', 'open']) })
const stageBody = z.object({
  label: z.string().min(1),
  probability: z.instanceof(JsonNumber),
  isClosed: z.boolean().default(false),
  isWon: z.boolean().default(false),
  before: z.string().optional(),
})

/** Records as the people of the org see, change and lose them. */
export function controlRecordEndpoints(org: Org): ControlEndpoint[] {
  const act = (name: string, action: (id: string) => void): ControlEndpoint => ({
    method: 'POST',
    path: `/records/:id/${name}`,
    answer: ({ params }) => {
      const id = existing(org, params.id).id
      action(id)
      return { id, [name]: true }
    },
  })
  return [
    { method: 'GET', path: '/opportunities', answer: (request) => opportunityList(org, request) },
    {
      method: 'POST',
      path: '/opportunities/change',
      answer: ({ text }) => ({ changed: revise(org, Number(parseBody(changeBody, text).count.text)) }),
    },
    {
      method: 'POST',
      path: '/records',
      answer: ({ text }) => {
        const { object, userId, ...body } = parseBody(createBody, text)
        const fields = readFields(org, org.object(object), body.values, 'create')
        return detail(org, org.create(object, fields, { userId }))
      },
    },
    { method: 'GET', path: '/records/:id', answer: ({ params }) => detail(org, existing(org, params.id)) },
    {
      method: 'PATCH',
      path: '/records/:id',
      answer: ({ params, text }) => {
        const { userId, ...body } = parseBody(patchBody, text)
        const record = existing(org, params.id)
        const fields = readFields(org, org.object(record.object), body.values, 'update')
        return detail(org, org.update(record.id, fields, { userId }))
      },
    },
    act('delete', (id) => org.delete(id)),
    act('undelete', (id) => org.undelete(id)),
    act('purge', (id) => org.purge(id)),
    act('unshare', (id) => org.unshare(id)),
    act('share', (id) => org.share(id)),
    {
      method: 'POST',
      path: '/accounts/merge',
      answer: ({ text }) => {
        const { winnerId, loserId } = parseBody(mergeBody, text)
        org.mergeAccounts(existing(org, winnerId).id, existing(org, loserId).id)
        return { id: winnerId }
      },
    },
    {
      method: 'POST',
      path: '/fields',
      answer: ({ text }) => {
        const { name, access } = parseBody(fieldBody, text)
        org.visibility.openField(name)
        if (access === 'hidden') org.hideField(name)
        if (access === 'locked') org.visibility.lockField(name)
        return org.visibility.state()
      },
    },
    {
      method: 'POST',
      path: '/stages',
      answer: ({ text }) => {
        const { before, probability, ...stage } = parseBody(stageBody, text)
        org.addStage({ ...stage, probability: Number(probability.text) }, before)
        return { stages: stageNames(org) }
      },
    },
    {
      method: 'DELETE',
      path: '/stages/:name',
      answer: ({ params }) => {
        org.removeStage(params.name ?? '')
        return { stages: stageNames(org) }
      },
    },
  ]
}

export const stageNames = (org: Org): string[] => org.stages().map((stage) => textOf(stage, 'ApiName'))

const existing = (org: Org, id = ''): StoredRecord => org.record(normalisedId(id) ?? id)

function opportunityList(org: Org, { query }: ControlRequest): object {
  const limit = Math.min(Number(query.get('limit') ?? '25') || 25, 200)
  const offset = Number(query.get('after') ?? '0') || 0
  const words = (query.get('search') ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const found = [...org.active('Opportunity')].filter((record) => {
    const text = `${textOf(record, 'Name')} ${nameAt(org, record, 'AccountId') ?? ''}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
  const end = offset + limit
  return {
    total: found.length,
    results: found.slice(offset, end).map((record) => summary(org, record)),
    ...(end < found.length && { after: String(end) }),
  }
}

function summary(org: Org, record: StoredRecord): object {
  const { Name, Amount, CurrencyIsoCode, StageName, CloseDate } = record.values
  return {
    id: record.id,
    name: Name ?? null,
    amount: Amount ?? null,
    currency: CurrencyIsoCode ?? org.settings.currency,
    stage: StageName ?? null,
    closeDate: CloseDate ?? null,
    ownerName: nameAt(org, record, 'OwnerId'),
    accountName: nameAt(org, record, 'AccountId'),
  }
}

const nameAt = (org: Org, record: StoredRecord, field: string): string | null =>
  textOf(org.store.find(textOf(record, field)), 'Name') || null

function detail(org: Org, record: StoredRecord): object {
  return {
    id: record.id,
    object: record.object,
    values: record.values,
    shared: org.visibility.seesRecord(record.id),
  }
}

/** Renames the first `count` opportunities "… (revision n)"; amounts and stages stay, so that totals do too. */
function revise(org: Org, count: number): number {
  const chosen = [...org.active('Opportunity')].slice(0, count)
  for (const record of chosen) {
    const [, base = '', revision] = /^(.*?)(?: \(revision (\d+)\))?$/s.exec(textOf(record, 'Name')) ?? []
    org.update(record.id, { Name: `${base} (revision ${Number(revision ?? '0') + 1})` })
  }
  return chosen.length
}
