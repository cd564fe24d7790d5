import type { z } from 'zod'
import { defaultApp } from '../simulators/hubspot/simulator.ts'
import { signLikeHubSpot } from '../support/sign-hubspot.ts'

export interface CardPerson {
  portalId: string
  userId: number
}

/** One request of the card as HubSpot passes it on: signed, with who asks in the address. */
export async function askCard<T>(
  deskUrl: string,
  person: CardPerson,
  reply: z.ZodType<T>,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<T> {
  const url = new URL(path, deskUrl)
  url.searchParams.set('portalId', person.portalId)
  url.searchParams.set('userId', String(person.userId))
  url.searchParams.set('appId', String(defaultApp.appId))
  const text = body === undefined ? '' : JSON.stringify(body)
  const signed = signLikeHubSpot({
    secret: defaultApp.clientSecret,
    method,
    url: url.href,
    body: text,
    timestampMs: Date.now(),
  })
  const response = await fetch(url, {
    method,
    headers: { ...signed, 'content-type': 'application/json' },
    ...(text !== '' && { body: text }),
  })
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  return reply.parse(await response.json())
}
