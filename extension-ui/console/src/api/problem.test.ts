import { expect, test } from 'vitest'
import { ApiProblem, fieldMessage, messagesWithoutField, problemFrom } from './problem.ts'

const invalid = (errors: { path: string; message: string }[]) =>
  new ApiProblem({
    status: 400,
    code: 'invalid_request',
    title: 'Check the fields',
    detail: 'Two are wrong.',
    errors,
  })

test('finds the message of a field whether its path is plain, nested, prefixed or a pointer', () => {
  for (const path of ['domains', 'domains.3', 'body.domains.3', '/domains/3', 'domains[3]'])
    expect(fieldMessage(invalid([{ path, message: 'not a domain' }]), 'domains')).toBe('not a domain')
})

test('keeps the messages that no field shows', () => {
  const problem = invalid([
    { path: 'name', message: 'is taken' },
    { path: 'tier', message: 'does not exist' },
    { path: '', message: 'too early' },
  ])
  expect(messagesWithoutField(problem, ['name'])).toEqual(['tier: does not exist', 'too early'])
})

test('reads problem details with their request id', async () => {
  const reply = {
    type: 'about:blank',
    title: 'Refused',
    status: 422,
    code: 'rule_violated',
    detail: 'Same person.',
    requestId: 'r-1',
  }
  const problem = await problemFrom(new Response(JSON.stringify(reply), { status: 422 }))
  expect(problem).toMatchObject({
    message: 'Same person.',
    code: 'rule_violated',
    requestId: 'r-1',
    status: 422,
  })
})

test('a proxy that answers in HTML still gives words and the request id', async () => {
  const reply = new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'x-request-id': 'r-2' } })
  const problem = await problemFrom(reply)
  expect(problem).toMatchObject({ code: 'unreadable', status: 502, requestId: 'r-2' })
  expect(problem.message).toContain('502')
})
