import { type Browser, chromium, type Page } from 'playwright-core'
import { findChromium } from './services.ts'

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The machine's own Chromium. Throws when there is none: tests that need it are skipped before. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('no Chromium on this machine')
  return chromium.launch({ executablePath, args: FLAGS })
}

/**
 * Salesforce's modal says so when the button that opened it is gone by the time it has faded out. The card has given the
 * focus to its next step by then.
 */
const HARMLESS = new Set(['Modal :: Nothing to return focus to'])

/** Collects what a page's scripts and its policy complain about, and requests that leave the given origins. */
export function listenToComplaints(page: Page, origins: readonly string[], complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    const complains = message.type() === 'error' || message.type() === 'warning'
    if (complains && !HARMLESS.has(message.text())) complaints.push(message.text())
  })
  page.on('request', (request) => {
    const url = request.url()
    if (!/^(data|blob):/.test(url) && !origins.includes(new URL(url).origin)) complaints.push(`asked ${url}`)
  })
}
