import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { signatureV3 } from './signature.ts'
import { defaultApp } from './simulator.ts'
import { testSimulator, type TestSimulator } from './test-client.ts'
import type { WebhookEvent } from './webhook-event.ts'

interface Received {
  headers: Record<string, string | string[] | undefined>
  body: string
  events: WebhookEvent[]
}

const opened: (() => void)[] = []
afterEach(() => opened.splice(0).forEach((close) => close()))

/** An app's webhook address that answers with the given statuses, the last one for ever. */
async function receiver(...statuses: number[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      received.push({ headers: request.headers, body, events: JSON.parse(body) })
      response.writeHead((statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 200).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened.push(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/webhooks/hubspot`, received } // TCP, so no text
}

function subscribed(targetUrl: string, automatic: boolean): TestSimulator {
  const simulator = testSimulator()
  simulator.webhooks.configure({ targetUrl, automatic })
  opened.push(() => simulator.webhooks.close())
  return simulator
}

describe('webhooks', () => {
  it('sends a change by itself, signed for the address that it goes to', async () => {
    const { url, received } = await receiver(200)
    const { portal, webhooks } = subscribed(url, true)
    const deal = portal.createDeal({ properties: { dealname: 'A' } })
    await webhooks.idle()
    const [delivery] = received
    if (delivery === undefined) throw new Error('nothing arrived')
    expect(delivery.events).toMatchObject([
      {
        subscriptionType: 'object.creation',
        objectTypeId: '0-3',
        objectId: Number(deal.id),
        portalId: portal.portalId,
        appId: defaultApp.appId,
        attemptNumber: 0,
      },
    ])
    const timestamp = String(delivery.headers['x-hubspot-request-timestamp'])
    expect(delivery.headers['x-hubspot-signature-v3']).toBe(
      signatureV3(defaultApp.clientSecret, { method: 'POST', url, body: delivery.body, timestamp }),
    )
  })

  it('tells of changed properties, archiving, restoring, merging and re-associating, and of nothing else', async () => {
    const { url } = await receiver(200)
    const { portal, webhooks } = subscribed(url, false)
    const [a, b] = ['A', 'B'].map((dealname) => portal.createDeal({ properties: { dealname } }))
    const company = portal.createCompany({ properties: { name: 'Acme' } })
    if (!a || !b) throw new Error('two deals were created')
    webhooks.drop()
    portal.update('0-3', a.id, { amount: '5', description: 'nobody subscribed to this' })
    portal.update('0-3', a.id, { amount: '5' })
    portal.associate(a.id, company.id)
    portal.archive('0-3', b.id)
    portal.restore('0-3', b.id)
    const merged = portal.merge('0-3', a.id, b.id)
    expect(webhooks.pending().map((event) => event.subscriptionType)).toEqual([
      'object.propertyChange',
      'object.associationChange',
      'object.deletion',
      'object.restore',
      'object.merge',
    ])
    expect(webhooks.pending()).toMatchObject([
      { propertyName: 'amount', propertyValue: '5' },
      { fromObjectId: Number(a.id), toObjectId: Number(company.id), associationRemoved: false },
      {},
      {},
      { mergedObjectIds: [Number(a.id), Number(b.id)], newObjectId: Number(merged.id) },
    ])
  })

  it('sends again what was refused, with a higher attempt number, until it is accepted', async () => {
    const { url, received } = await receiver(500, 401, 200)
    const { portal, webhooks } = subscribed(url, true)
    portal.createDeal({ properties: { dealname: 'A' } })
    await webhooks.idle()
    expect(received.map(({ events }) => events[0]?.attemptNumber)).toEqual([0, 1, 2])
  })

  it('puts at most 100 events into one delivery', async () => {
    const { url, received } = await receiver(200)
    const { portal, webhooks } = subscribed(url, false)
    for (let i = 0; i < 250; i += 1) portal.createDeal({ properties: { dealname: `Deal ${i}` } })
    await webhooks.deliverNow()
    expect(received.map(({ events }) => events.length).sort((x, y) => x - y)).toEqual([50, 100, 100])
  })

  it('can lose, double and reorder what is on its way', async () => {
    const { url } = await receiver(200)
    const { portal, webhooks } = subscribed(url, false)
    for (let i = 0; i < 20; i += 1) portal.createDeal({ properties: { dealname: `Deal ${i}` } })
    const before = webhooks.pending().map((event) => event.objectId)
    webhooks.duplicate()
    webhooks.shuffle(7)
    const after = webhooks.pending().map((event) => event.objectId)
    expect(after).toHaveLength(40)
    expect(new Set(after)).toEqual(new Set(before))
    expect(after).not.toEqual([...after].sort())
    expect(webhooks.drop()).toHaveLength(40)
    expect(await webhooks.deliverNow()).toEqual([])
  })

  it('can deliver once more what was accepted, event by event as it was', async () => {
    const { url, received } = await receiver(200)
    const { portal, webhooks } = subscribed(url, false)
    portal.createDeal({ properties: { dealname: 'A' } })
    await webhooks.deliverNow()
    webhooks.repeat()
    await webhooks.deliverNow()
    expect(received).toHaveLength(2)
    expect(received[1]?.events).toEqual(received[0]?.events)
  })

  it('is silent for a portal without the app, and refuses what cannot be subscribed to', async () => {
    const { url } = await receiver(200)
    const { portal, webhooks, installations } = subscribed(url, false)
    installations.uninstall()
    portal.createDeal({ properties: { dealname: 'A' } })
    expect(webhooks.pending()).toEqual([])
    const subscription = { subscriptionType: 'deal.propertyChange', propertyName: 'hs_lastmodifieddate' }
    expect(() => webhooks.configure({ targetUrl: url, subscriptions: [subscription] })).toThrow(
      /hs_lastmodifieddate/,
    )
    expect(() => webhooks.configure({ targetUrl: url, maxConcurrentRequests: 4 })).toThrow(/at least 5/)
  })
})
