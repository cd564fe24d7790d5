import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { problemDetails } from '../../shared/contract/error-codes.ts'
import { EVENT_STATES, EVENT_TYPES, eventsReply, eventsRequest } from '../../shared/contract/finance-api.ts'
import { readEvent } from '../../shared/payment/read-event.ts'
import { eventsEndpoint } from '../../server/http/events.ts'

const guide = readFileSync(join(import.meta.dirname, '../../docs/events-api.md'), 'utf8')
const [request, reply, problem, ...more] = [...guide.matchAll(/```json\n(.*?)```/gs)].map(
  ([, text]): unknown => JSON.parse(text ?? ''),
)

test('the guide shows a request of all kinds of events that is taken as it stands', () => {
  const { events } = eventsRequest.parse(request)
  expect(events.map(({ type }) => type).sort()).toEqual([...EVENT_TYPES].sort())
  for (const event of events) expect(readEvent(event)).toHaveProperty('event')
})

test('the guide shows the answer to it and a refusal as they come', () => {
  expect(eventsReply.parse(reply).events.map(({ id }) => id)).toEqual(
    eventsRequest.parse(request).events.map(({ id }) => id),
  )
  expect(problemDetails.strict().parse(problem)).toMatchObject({ code: 'invalid_request' })
  expect(more).toEqual([])
})

test('the guide explains each status and each state', () => {
  for (const status of [...Object.keys(eventsEndpoint.statuses), '429']) {
    expect(guide, status).toMatch(new RegExp(`^\\| (\\d+, )?${status} `, 'm'))
  }
  for (const state of EVENT_STATES) expect(guide).toMatch(new RegExp(`^\\| \`${state}\` `, 'm'))
})
