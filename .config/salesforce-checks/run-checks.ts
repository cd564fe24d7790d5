import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { analyzerFaults } from './analyzer.ts'
import { apexTypeFaults } from './apex-types.ts'
import { conversionFaults } from './conversion.ts'
import { lwcLintFaults } from './lwc-lint.ts'
import { ROOT } from './places.ts'

/** Each answers with what is wrong, a line each; none means that all is well. */
const CHECKS: Readonly<Record<string, () => Promise<string[]>>> = {
  'types of these checks': () => node('node_modules/typescript/bin/tsc', '-p', '.config/salesforce-checks'),
  'metadata, names and safety rules': () =>
    node(
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config',
      '.config/vitest.config.ts',
      'test/salesforce-package',
    ),
  'Apex types': apexTypeFaults,
  'ESLint for LWC': lwcLintFaults,
  'source convert and manifest': conversionFaults,
  'Code Analyzer, AppExchange and Recommended:Security': analyzerFaults,
}

/** Runs all of them, whatever the others say, and tells how each went. */
export async function runChecks(): Promise<boolean> {
  let sound = true
  for (const [name, check] of Object.entries(CHECKS)) {
    const started = performance.now()
    const faults = await check().catch((error: unknown) => [String(error)])
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    console.log(`${faults.length === 0 ? '✓' : '✗'} ${name} (${seconds} s)`)
    for (const fault of faults) console.log(`  ${fault}`)
    sound &&= faults.length === 0
  }
  return sound
}

function node(...command: string[]): Promise<string[]> {
  const [script = '', ...rest] = command
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(ROOT, script), ...rest],
      { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => resolve(error ? `${stdout}${stderr}`.trim().split('\n') : []),
    )
  })
}
