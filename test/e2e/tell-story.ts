import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser, listenToComplaints } from '../support/browser.ts'
import { expectAccessible } from '../support/console-browser.ts'
import { findChromium } from '../support/services.ts'
import type { RecordPage } from './record-page.ts'
import { STORY, type Stage, type StoryStep } from './story.ts'

/** The product as it runs somewhere, for one telling of the story. */
export interface Venue extends Pick<Stage, 'url' | 'command' | 'repeatWebhooks'> {
  /** What its processes have said; shown when a step fails. */
  said(): string
  close(): Promise<void>
}

export interface TellOptions {
  where: string
  /** One deal from tag to payout, when nothing else is told. */
  story?: { title: string; steps: readonly StoryStep[] }
  record: RecordPage
  /** What this machine lacks for it, by name. */
  missing?: string | undefined
  /** Whether the venue can reach the simulated CRM beside the product. */
  simulator: boolean
  open(): Promise<Venue>
}

const ONE_DEAL = { title: 'one deal from tag to payout', steps: STORY }

/** Registers one test per step. After a step that failed the rest is skipped: it would only fail for the same reason. */
export function tellStory({ where, story = ONE_DEAL, record, missing, simulator, open }: TellOptions): void {
  const lacks = missing ?? (findChromium() ? undefined : 'Chromium')
  const name = `${story.title}, ${where}${lacks ? ` (needs ${lacks})` : ''}`
  describe.skipIf(lacks !== undefined)(name, () => {
    let venue: Venue
    let browser: Browser
    let stage: Stage
    let broken = false
    const complaints: string[] = []

    beforeAll(async () => {
      ;[venue, browser] = await Promise.all([open(), launchBrowser()])
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US' })
      context.setDefaultTimeout(20_000)
      context.on('page', (page) => listenToComplaints(page, [venue.url], complaints))
      stage = {
        ...venue,
        record,
        page: await context.newPage(),
        look: (_screen, page) => expectAccessible(page),
      }
    })
    afterAll(async () => {
      await browser?.close()
      await venue?.close()
    })

    for (const { title, play } of story.steps.filter((step) => simulator || !step.needsSimulator)) {
      test(title, { timeout: 90_000 }, async ({ skip }) => {
        skip(broken, 'an earlier step failed')
        try {
          await play(stage)
        } catch (error) {
          broken = true
          console.error(venue.said())
          throw error
        }
      })
    }

    test('no page complained, and nothing was asked of another origin', () => {
      expect(complaints).toEqual([])
    })
  })
}
