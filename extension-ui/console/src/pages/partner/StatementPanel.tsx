import { useState, type FormEvent } from 'react'
import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ApiProblem } from '../../api/problem.ts'
import { download, queryOf } from '../../api/request.ts'
import { dayIn, statementPeriods } from '../../format/dates.ts'
import { useViewer } from '../../frame/viewer.ts'
import { InlineProblem } from '../../parts/ProblemPanel.tsx'

/** A statement for a period, both days included, in the workspace's time zone. */
export function StatementPanel({ partnerId, name }: { partnerId: string; name: string }) {
  const { now, workspace } = useViewer()
  const periods = statementPeriods(dayIn(now, workspace.timeZone))
  const [range, setRange] = useState(periods[0]?.range ?? { from: '', to: '' })
  const backwards = range.from > range.to
  const incomplete = !range.from || !range.to
  const save = useMutation<void, ApiProblem, 'html' | 'csv'>({
    mutationFn: (format) =>
      download(
        `/partners/${encodeURIComponent(partnerId)}/statement.${format}${queryOf({ ...range })}`,
        `statement-${range.from}-${range.to}.${format}`,
      ),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!backwards && !incomplete) save.mutate('html')
  }

  return (
    <section className="section" aria-labelledby="statement">
      <div className="section-head">
        <div>
          <h2 id="statement">Statement</h2>
          <p className="muted">
            What {name} earned and was paid in a period, line by line. Days are those of {workspace.timeZone}.
          </p>
        </div>
      </div>
      <form className="panel pad" onSubmit={submit}>
        <div className="row statement-row">
          <TextInput
            type="date"
            label="From"
            value={range.from}
            max={range.to}
            onChange={(event) => setRange({ ...range, from: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label="To, included"
            value={range.to}
            min={range.from}
            onChange={(event) => setRange({ ...range, to: event.currentTarget.value })}
            error={backwards && 'Ends before it begins'}
          />
          <div className="row" role="group" aria-label="Periods">
            {periods.map((period) => (
              <Button
                key={period.label}
                size="xs"
                variant={
                  period.range.from === range.from && period.range.to === range.to ? 'light' : 'default'
                }
                aria-pressed={period.range.from === range.from && period.range.to === range.to}
                onClick={() => setRange(period.range)}
              >
                {period.label}
              </Button>
            ))}
          </div>
        </div>
        <div className="row statement-downloads">
          <Button
            type="submit"
            disabled={backwards || incomplete}
            loading={save.isPending && save.variables === 'html'}
          >
            Download statement (HTML)
          </Button>
          <Button
            variant="default"
            disabled={backwards || incomplete}
            loading={save.isPending && save.variables === 'csv'}
            onClick={() => save.mutate('csv')}
          >
            Download CSV
          </Button>
        </div>
        {save.error && <InlineProblem problem={save.error} />}
      </form>
    </section>
  )
}
