import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

// What `npm run check:salesforce` does: installs the tools when they are not there as locked, then runs every check.

const here = import.meta.dirname

if (!installedAsLocked()) {
  console.log('Installing the tools for Salesforce, about 300 MB …')
  const npm =
    process.env['npm_execpath'] ?? join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js')
  const { status } = spawnSync(process.execPath, [npm, 'ci', '--no-audit', '--no-fund'], {
    cwd: here,
    stdio: 'inherit',
  })
  if (status !== 0) process.exit(1)
}

// Only now, because the checks import what was just installed.
const { runChecks } = await import('./run-checks.ts')
process.exitCode = (await runChecks()) ? 0 : 1

function installedAsLocked(): boolean {
  const installed = join(here, 'node_modules/.package-lock.json')
  return (
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(here, 'package-lock.json')).mtimeMs
  )
}
