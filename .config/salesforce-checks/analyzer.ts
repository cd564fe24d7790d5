import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import {
  CodeAnalyzer,
  CodeAnalyzerConfig,
  type Event,
  EventType,
  LogLevel,
  OutputFormat,
  SeverityLevel,
  type Violation,
} from '@salesforce/code-analyzer-core'
import { createEnginePlugin as eslintEngine } from '@salesforce/code-analyzer-eslint-engine'
import { createEnginePlugin as pmdEngine } from '@salesforce/code-analyzer-pmd-engine'
import { createEnginePlugin as regexEngine } from '@salesforce/code-analyzer-regex-engine'
import { createEnginePlugin as retireEngine } from '@salesforce/code-analyzer-retirejs-engine'
import { packageFiles } from '../../test/salesforce-package/package-files.ts'
import { FALSE_POSITIVES } from './false-positives.ts'
import { REPORTS, ROOT, SOURCE } from './places.ts'

/**
 * PMD's JavaScript parser stumbles over `catch {` without a variable and leaves that file out. The one rule that this
 * selection has for it, on events that leave their component, is held for every file by test/salesforce-package.
 */
const OPTIONAL_CATCH = /^pmd: PMD issued a processing error[\s\S]*"this\.varName" is null/

/**
 * What the security review's scan finds, by its rules and through the analyzer's own API: the command line's plugin is
 * not to be had from every registry. The report for the review itself still has to come from `sf code-analyzer run`.
 */
export async function analyzerFaults(): Promise<string[]> {
  mkdirSync(REPORTS, { recursive: true })
  const analyzer = new CodeAnalyzer(
    CodeAnalyzerConfig.fromObject({ config_root: ROOT, log_folder: REPORTS, engines: {} }),
  )
  const complaints: string[] = []
  const listen = (event: Event) => {
    if (event.type === EventType.LogEvent && event.logLevel <= LogLevel.Warn) complaints.push(event.message)
    if (event.type === EventType.EngineLogEvent && event.logLevel <= LogLevel.Warn)
      complaints.push(`${event.engineName}: ${event.message}`)
  }
  analyzer.onEvent(EventType.LogEvent, listen)
  analyzer.onEvent(EventType.EngineLogEvent, listen)
  for (const engine of [pmdEngine(), eslintEngine(), regexEngine(), retireEngine()])
    await analyzer.addEnginePlugin(engine)

  const workspace = await analyzer.createWorkspace(packageFiles().map((file) => join(SOURCE, file)))
  const rules = await analyzer.selectRules(['AppExchange', 'Recommended:Security'], { workspace })
  const results = await analyzer.run(rules, { workspace })
  writeFileSync(join(REPORTS, 'code-analyzer.html'), results.toFormattedOutput(OutputFormat.HTML))
  writeFileSync(join(REPORTS, 'code-analyzer.sarif'), results.toFormattedOutput(OutputFormat.SARIF))

  const violations = results.getViolations()
  return [
    ...complaints.filter((complaint) => !OPTIONAL_CATCH.test(complaint)),
    ...(rules.getCount() < 40 ? [`only ${rules.getCount()} rules were run`] : []),
    ...violations.filter((violation) => !isFalse(violation)).map(inWords),
    ...FALSE_POSITIVES.filter((entry) => !violations.some((violation) => matches(entry, violation))).map(
      ({ rule, file }) => `${rule} in ${file} is no finding any more: take it off the list`,
    ),
  ]
}

const isFalse = (violation: Violation) => FALSE_POSITIVES.some((entry) => matches(entry, violation))

function matches(entry: { rule: string; file: string }, violation: Violation): boolean {
  return entry.rule === violation.getRule().getName() && entry.file === fileOf(violation)
}

function fileOf(violation: Violation): string {
  return relative(SOURCE, violation.getPrimaryLocation().getFile() ?? '')
}

function inWords(violation: Violation): string {
  const rule = violation.getRule()
  const severity = SeverityLevel[rule.getSeverityLevel()]
  const line = violation.getPrimaryLocation().getStartLine()
  return `${severity} ${rule.getEngineName()}:${rule.getName()} ${fileOf(violation)}:${line} ${violation.getMessage()}`
}
