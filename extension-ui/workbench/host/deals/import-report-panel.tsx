import type { ImportReport } from '../../workbench-api.ts'

const SHOWN_LINES = 12

/** What the import of the visitor's own export found, so that no row disappears silently. */
export function ImportReportPanel({ report }: { report: ImportReport }) {
  const unusual = report.unusualRows
  return (
    <section className="crm-import" aria-labelledby="import-report">
      <h2 id="import-report">Your export is loaded</h2>
      <p>
        {report.deals.toLocaleString('en-US')} deals and {report.accounts.toLocaleString('en-US')} accounts
        from {report.fileNames.join(' and ')}.{' '}
        {unusual === 0
          ? 'Every row was understood.'
          : `${unusual.toLocaleString('en-US')} rows are unusual; each is listed in ${report.reportFile}.`}
      </p>
      {report.problems.length > 0 && (
        <ul>
          {report.problems.map((problem) => (
            <li key={problem.kind}>
              <strong>{problem.count.toLocaleString('en-US')}</strong> {problem.kind}
              <small>
                {' '}
                line {problem.lines.slice(0, SHOWN_LINES).join(', ')}
                {problem.count > SHOWN_LINES && ' …'}
              </small>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
