import { BarChart } from '@mantine/charts'
import '@mantine/charts/styles.css'
import type { SimulationResult } from '../../../../../shared/contract/plan-api.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Money } from '../../parts/Money.tsx'
import { monthBars, monthName, type MonthBar } from './month-bars.ts'

type Month = SimulationResult['months'][number]

const COLUMNS: Column<Month>[] = [
  { header: 'Month', names: true, cell: (row) => monthName(row.month) },
  {
    header: 'Terms that applied',
    numeric: true,
    cell: (row) => (row.now ? <Money money={row.now} quiet /> : <span className="muted">–</span>),
  },
  { header: 'This draft', numeric: true, cell: (row) => <Money money={row.then} quiet /> },
]

/** Month by month, now against then: as bars for the eye, as a table for everybody. */
export function MonthChart({ result }: { result: SimulationResult }) {
  const bars = monthBars(result.months)
  const compared = result.months.some(({ now }) => now !== null)
  const series = [
    ...(compared ? [{ name: 'now', label: 'Terms that applied', color: '#8fa3ad' }] : []),
    { name: 'then', label: 'This draft', color: 'petrol.7' },
  ]
  const compact = new Intl.NumberFormat(undefined, {
    notation: 'compact',
    style: 'currency',
    currency: result.currency,
  })
  return (
    <section className="section" aria-labelledby="months">
      <div className="section-head">
        <h2 id="months">By month</h2>
      </div>
      <div className="panel pad">
        {/* The table below says the same in words and digits. */}
        <div aria-hidden="true" className="month-chart">
          <BarChart
            h={280}
            data={bars}
            dataKey="month"
            series={series}
            withLegend
            legendProps={{ verticalAlign: 'top', height: 40 }}
            gridAxis="x"
            tickLine="none"
            strokeDasharray="0"
            gridColor="#e4eaec"
            textColor="#55656f"
            barProps={{ radius: [3, 3, 0, 0], isAnimationActive: false }}
            barChartProps={{ barSize: 26, barGap: 2, accessibilityLayer: false }}
            xAxisProps={{ interval: 'equidistantPreserveStart', minTickGap: 12 }}
            yAxisProps={{ width: 64, tickFormatter: (value: number) => compact.format(value) }}
            tooltipProps={{
              isAnimationActive: false,
              content: ({ active, payload }) => <BarTip bar={active ? barOf(payload) : undefined} />,
            }}
          />
        </div>
        <details className="more">
          <summary>The same as a table</summary>
          <DataTable
            label="Cost by month"
            columns={compared ? COLUMNS : COLUMNS.toSpliced(1, 1)}
            rows={result.months}
            rowKey={(row) => row.month}
          />
        </details>
      </div>
    </section>
  )
}

function BarTip({ bar }: { bar: MonthBar | undefined }) {
  if (!bar) return null
  return (
    <div className="bar-tip panel">
      <strong>{bar.month}</strong>
      <dl className="steps">
        {bar.now !== null && (
          <div>
            <dt>Terms that applied</dt>
            <dd className="num">{bar.nowText}</dd>
          </div>
        )}
        <div>
          <dt>This draft</dt>
          <dd className="num">{bar.thenText}</dd>
        </div>
      </dl>
    </div>
  )
}

/** The chart hands its tooltip each bar with the row that it was drawn from. */
const barOf = (payload: readonly { payload?: MonthBar }[] | undefined) => payload?.[0]?.payload
