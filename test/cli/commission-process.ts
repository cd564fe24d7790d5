import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { COMPILE_CACHE } from '../support/compile-cache.ts'
import type { CommandResult } from '../support/processes.ts'

const ROOT = join(import.meta.dirname, '../..')

/**
 * `npm run commission -- …` as a process of its own, with `input` as its standard input. There is no database where the settings
 * point, so that a command which starts one fails.
 */
export function commission(args: readonly string[], input: string | Buffer = ''): Promise<CommandResult> {
  const node = join(ROOT, 'node_modules/.bin/node')
  const child = spawn(node, [join(ROOT, 'server/cli/run.ts'), 'commission', ...args], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      ...COMPILE_CACHE,
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
    },
  })
  const result: CommandResult = { code: null, stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => (result.stdout += String(chunk)))
  child.stderr.on('data', (chunk) => (result.stderr += String(chunk)))
  // A command that refuses its arguments never reads what it is given.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  return new Promise((resolve) => child.once('close', (code) => resolve({ ...result, code })))
}

/** Writes files for a test into a folder that goes away after the test file. Answers their paths. */
export function fileKeeper(): { folder: string; write(name: string, content: string | Buffer): string } {
  const folder = mkdtempSync(join(tmpdir(), 'commission-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return {
    folder,
    write(name, content) {
      const path = join(folder, name)
      writeFileSync(path, content)
      return path
    },
  }
}

/** A plan of one rule, "10 % of the deal amount for who sourced it", changed by `over`. */
export function planJson(over: object = {}, rule: object = {}): Record<string, unknown> {
  return {
    id: 'plan',
    version: 1,
    currency: 'USD',
    timeZone: 'UTC',
    effectiveFrom: '2026-01-01',
    effectiveTo: null,
    earning: { kind: 'onCollection' },
    rules: [
      {
        id: 'sourced',
        role: 'sourced',
        basis: 'dealAmount',
        rate: { kind: 'percent', percent: '10' },
        ...rule,
      },
    ],
    ...over,
  }
}

/** That plan on a deal of 2,000.00 USD of one partner. */
export function inputJson(
  over: { plan?: object; deal?: object; credits?: object[]; more?: object } = {},
): Record<string, unknown> {
  return {
    plan: over.plan ?? planJson(),
    deal: {
      id: 'D1',
      currency: 'USD',
      dealAmount: '2000.00',
      firstYearAcv: null,
      grossMargin: null,
      lineItems: [],
      dealType: 'new',
      region: 'EMEA',
      closeDate: '2026-03-31',
      ...over.deal,
    },
    credits: over.credits ?? [creditJson('P1')],
    ...over.more,
  }
}

export function creditJson(partner: string, over: object = {}): Record<string, unknown> {
  return { partner, partnerType: 'referral', tier: 'gold', role: 'sourced', ...over }
}
