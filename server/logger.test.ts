import { expect, test } from 'vitest'
import { createLogger } from './logger.ts'

const key = Buffer.alloc(32, 7).toString('base64')
const clientSecret = '6b1f0c9e-2d77-4c1a-9a53-0c4f5d9be111'
const consumerSecret = '9e77f1d0-1c2b-4e4f-8a11-77aa0c4f5d9b'
const databasePassword = 'correct-horse-battery'

const settings = {
  logLevel: 'trace',
  encryptionKeys: [key],
  databaseUrl: `postgres://desk:${databasePassword}@db.internal/desk`,
  redisUrl: null,
  hubspot: {
    clientId: 'client',
    clientSecret,
    appId: null,
    apiUrl: 'https://api.hubapi.com',
    appUrl: 'https://app.hubspot.com',
  },
  salesforce: {
    clientId: 'consumer',
    clientSecret: consumerSecret,
    loginUrl: 'https://login.salesforce.com',
    namespace: '',
  },
} as const

/** Built from pieces, so that no file of the project contains what looks like a secret. */
const CANARIES = {
  accessToken: `CK${'aB3-x_'.repeat(12)}Zz9`,
  refreshToken: ['na1', 'c4n4', 'ry00', '4111', '8111', '111111111111'].join('-'),
  uuidRefreshToken: 'd1b7ea67-81d7-4e9e-b5ce-1d3b6a8a4a3e',
  salesforceSession: ['00DHp000000PDsk', 'AQEAQ.x1_y2.z3'].join('!'),
  salesforceRefresh: ['5Aep', '861.q_w', 'ertyuiop9.88'].join(''),
  privateApp: ['pat', 'na1', '5f3c9a10', 'aaaa', 'bbbb', 'cccc', '123456789012'].join('-'),
  signature: `${'Qw3+'.repeat(10)}abc=`,
  oauthCode: 'na1-7f3e-99aa-code-4c2b8e',
  ticket: 'Tk-7hR2sd_90plKJ',
  cookie: 'partner_desk=AbCdEf0123456789',
  iban: 'DE89370400440532013000',
  email: 'sam.jones@customer-mail.example',
} as const

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = []
  write(createLogger(settings, { write: (line: string) => void lines.push(line) }))
  expect(lines.length).toBeGreaterThan(0)
  return lines.join('')
}

function expectClean(text: string): void {
  for (const [name, canary] of Object.entries(CANARIES)) {
    expect(text.includes(canary), `${name} leaked in: ${text.slice(0, 400)}`).toBe(false)
    expect(text.includes(encodeURIComponent(canary)), `${name} leaked, encoded`).toBe(false)
  }
  for (const secret of [clientSecret, consumerSecret, key, databasePassword])
    expect(text.includes(secret)).toBe(false)
}

const sentence =
  `Authorization: Bearer ${CANARIES.accessToken}\n` +
  `POST grant_type=refresh_token&refresh_token=${CANARIES.uuidRefreshToken}&client_secret=abcdefgh&code=${CANARIES.oauthCode} ` +
  `token ${CANARIES.privateApp} and ${CANARIES.refreshToken} or ${CANARIES.accessToken}; sig ${CANARIES.signature} ` +
  `/console/enter?ticket=${CANARIES.ticket} {"refresh_token":"${CANARIES.uuidRefreshToken}"} ` +
  `userEmail=${encodeURIComponent(CANARIES.email)} paid to ${CANARIES.iban} for ${CANARIES.email} with ${clientSecret}, ${consumerSecret}; ` +
  `sid ${CANARIES.salesforceSession} and ${CANARIES.salesforceRefresh}`

const headers = {
  AUTHORIZATION: `Bearer ${CANARIES.accessToken}`,
  'x-HubSpot-Signature-V3': CANARIES.signature,
  'Set-Cookie': [CANARIES.cookie],
  cookie: CANARIES.cookie,
}

const secretFields = {
  access_token: CANARIES.accessToken,
  refreshToken: CANARIES.uuidRefreshToken,
  'Client-Secret': clientSecret,
  code: CANARIES.oauthCode,
  ticket: CANARIES.ticket,
  userEmail: CANARIES.email,
  IBAN: CANARIES.iban,
  database: settings.databaseUrl,
}

function failure(): Error {
  const root = Object.assign(new Error(`request failed: ${sentence}`), {
    config: { headers, data: secretFields },
  })
  const wrapped = new Error(`could not refresh ${CANARIES.accessToken}`, { cause: root })
  return new AggregateError([wrapped, root], `both failed: ${sentence}`)
}

const SHAPES: Record<string, (logger: ReturnType<typeof createLogger>) => void> = {
  'a plain string': (logger) => logger.info(sentence),
  'format arguments': (logger) => logger.info('calling %s with %o', sentence, secretFields),
  'shallow fields': (logger) => logger.info({ ...secretFields, headers }, 'calling'),
  'deeply nested fields': (logger) =>
    logger.info({ a: { b: [{ c: { d: { e: { f: secretFields, headers } } } }] } }, 'calling'),
  'raw header lists': (logger) =>
    logger.info(
      { rawHeaders: ['Cookie', CANARIES.cookie, 'authorization', `Bearer ${CANARIES.accessToken}`] },
      'x',
    ),
  'header pairs': (logger) =>
    logger.info({ pairs: [['Cookie', CANARIES.cookie]], map: new Map([['ticket', CANARIES.ticket]]) }, 'x'),
  'Headers and URL objects': (logger) =>
    logger.info(
      {
        sent: new Headers({ cookie: CANARIES.cookie }),
        url: new URL(`https://desk.example/console/enter?ticket=${CANARIES.ticket}`),
        query: new URLSearchParams({ code: CANARIES.oauthCode, state: CANARIES.ticket }),
      },
      'x',
    ),
  'JSON inside a string': (logger) =>
    logger.warn({ body: JSON.stringify({ inner: JSON.stringify(secretFields) }) }, 'x'),
  'an error as the only argument': (logger) => logger.error(failure()),
  'an error under err': (logger) => logger.error({ err: failure() }, 'failed'),
  'an error under another name': (logger) =>
    logger.error({ problem: failure(), reason: { error: failure() } }, 'failed'),
  bytes: (logger) => logger.info({ body: Buffer.from(sentence) }, 'x'),
  'child bindings': (logger) => logger.child({ headers, ...secretFields, note: sentence }).info('calling'),
  'an object with toJSON': (logger) => logger.info({ wrapped: { toJSON: () => secretFields } }, 'x'),
  'keys of an object': (logger) =>
    logger.info({ byToken: { [CANARIES.accessToken]: 1, [CANARIES.email]: 2 } }, 'x'),
}

for (const [shape, write] of Object.entries(SHAPES)) {
  test(`no planted secret leaves through ${shape}`, () => expectClean(logged(write)))
}

test('what an operator needs stays readable', () => {
  const text = logged((logger) =>
    logger.error(
      {
        requestId: '019de0aa-5b2f-7cc1-8e4b-2f8f1e3a9d01',
        hash: 'a'.repeat(40) + '0123456789abcdef01234567',
        tokensLeft: 3,
        err: Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' }),
        problem: { code: 'not_found' },
        state: 'connected',
      },
      'could not reach the database at 127.0.0.1:5432',
    ),
  )
  for (const wanted of [
    '019de0aa-5b2f-7cc1-8e4b-2f8f1e3a9d01',
    '0123456789abcdef01234567',
    '"tokensLeft":3',
    '"code":"ECONNREFUSED"',
    '"code":"not_found"',
    '"state":"connected"',
    'could not reach the database at 127.0.0.1:5432',
    'logger.test.ts',
  ]) {
    expect(text).toContain(wanted)
  }
})

test('a value that refers to itself is logged once and does not loop', () => {
  const loop: Record<string, unknown> = { name: 'outer' }
  loop['self'] = loop
  expect(logged((logger) => logger.info({ loop }, 'x'))).toContain('[circular]')
})
