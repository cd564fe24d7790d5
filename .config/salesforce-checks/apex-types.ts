import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './places.ts'

const jars = join(import.meta.dirname, 'node_modules/@salesforce/code-analyzer-pmd-engine/dist/java-lib')

/**
 * Types of the Apex, by apex-ls, which the analyzer's PMD engine brings along. It knows the platform's classes and our
 * own objects and labels; it does not see unknown fields inside SOQL, nor what only an org refuses.
 */
export function apexTypeFaults(): Promise<string[]> {
  if (!existsSync(jars))
    return Promise.resolve([`${jars} is not there: the PMD engine has changed its layout`])
  return new Promise((resolve) => {
    execFile(
      'java',
      ['-cp', join(jars, '*'), 'io.github.apexdevtools.apexls.CheckForIssues', '-n', '-w', ROOT],
      (error, stdout, stderr) =>
        resolve(error ? `${error.message}\n${stdout}${stderr}`.trim().split('\n') : []),
    )
  })
}
