import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { useTrialBalance } from '../../api/finance-resources.ts'
import type { ApiProblem } from '../../api/problem.ts'
import { download, queryOf } from '../../api/request.ts'
import { dayIn } from '../../format/dates.ts'
import { Page } from '../../frame/Page.tsx'
import { useViewer } from '../../frame/viewer.ts'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { InlineProblem } from '../../parts/ProblemPanel.tsx'
import { formatMonth, monthPresets, readRange, type MonthRange } from './months.ts'
import { LedgerHead } from './LedgerHead.tsx'
import { LedgerLinks } from './LedgerLinks.tsx'
import { MonthRangeForm } from './MonthRangeForm.tsx'
import { TrialBalanceTable } from './TrialBalanceTable.tsx'

export function TrialBalancePage() {
  const { now, workspace } = useViewer()
  const [params, setParams] = useSearchParams()
  const today = dayIn(now, workspace.timeZone)
  const range = readRange(params, { from: `${today.slice(0, 4)}-01`, to: today.slice(0, 7) })
  const balance = useTrialBalance(range)
  return (
    <>
      <LedgerLinks />
      <Page
        title="Trial balance"
        lead="Every cent of commission in double entry: what each account had, what was posted, what it has now."
        action={<JournalButton range={range} />}
      >
        <MonthRangeForm
          range={range}
          presets={monthPresets(today)}
          onRange={(next) => setParams(new URLSearchParams({ ...next }))}
        />
        <Loaded query={balance} what="the trial balance" rows={7}>
          {(data) => (
            <>
              {data.rows.length === 0 ? (
                <EmptyState title="Nothing posted">
                  No account has a balance or an entry up to {formatMonth(range.to)}. The first entry is
                  written when a deal with a partner on it is won.
                </EmptyState>
              ) : (
                data.totals.map((total) => (
                  <TrialBalanceTable
                    key={total.currency}
                    total={total}
                    rows={data.rows.filter((row) => row.currency === total.currency)}
                  />
                ))
              )}
              <LedgerHead head={data.head} />
            </>
          )}
        </Loaded>
      </Page>
    </>
  )
}

function JournalButton({ range }: { range: MonthRange }) {
  const save = useMutation<void, ApiProblem>({
    mutationFn: () =>
      download(`/ledger/journal.csv${queryOf({ ...range })}`, `journal-${range.from}-${range.to}.csv`),
  })
  return (
    <>
      <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
        Download journal (CSV)
      </Button>
      {save.error && <InlineProblem problem={save.error} />}
    </>
  )
}
