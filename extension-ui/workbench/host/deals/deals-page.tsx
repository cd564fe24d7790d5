import { useEffect, useState, type ReactNode } from 'react'
import type { Bootstrap, DealPage, StateView } from '../../workbench-api.ts'
import { fetchDeals } from '../api.ts'
import { useNavigate, usePath } from '../router.tsx'
import { DealTable } from './deal-table.tsx'
import { ImportReportPanel } from './import-report-panel.tsx'

const TYPING_PAUSE_MS = 200

interface DealsPageProps {
  bootstrap: Bootstrap
  state: StateView | null
  aside: ReactNode
}

/** Search, stage and page live in the address, so that Back and a copied link bring the same list. */
export function DealsPage({ bootstrap, state, aside }: DealsPageProps) {
  const path = usePath()
  const navigate = useNavigate()
  const query = new URLSearchParams(path.split('?')[1])
  const search = query.get('search') ?? ''
  const stage = query.get('stage') ?? ''
  const page = Number(query.get('page') ?? '1') || 1

  const [typed, setTyped] = useState(search)
  const [deals, setDeals] = useState<DealPage | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  const go = (change: Record<string, string>): void => {
    const next = new URLSearchParams({ search, stage, page: '1', ...change })
    for (const [name, value] of [...next])
      if (value === '' || (name === 'page' && value === '1')) next.delete(name)
    const text = next.toString()
    navigate(path.split('?')[0] + (text ? `?${text}` : ''))
  }

  useEffect(() => {
    if (typed === search) return
    const timer = setTimeout(() => go({ search: typed }), TYPING_PAUSE_MS)
    return () => clearTimeout(timer)
    // Only typing starts the pause; `go` is a new function with each drawing.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [typed])

  useEffect(() => {
    let superseded = false
    fetchDeals({ search, stage, page }).then(
      (answer) => {
        if (superseded) return
        setDeals(answer)
        setProblem(null)
      },
      (error: unknown) => {
        if (!superseded) setProblem(error instanceof Error ? error.message : String(error))
      },
    )
    return () => {
      superseded = true
    }
  }, [search, stage, page])

  return (
    <div className="crm-list">
      <main>
        <h1>Deals</h1>
        {state?.importReport && <ImportReportPanel report={state.importReport} />}
        <div className="crm-filters" role="search">
          <label>
            <span className="hs-visually-hidden">Search deals</span>
            <input
              type="search"
              placeholder="Search name or company"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </label>
          <label>
            <span className="hs-visually-hidden">Deal stage</span>
            <select value={stage} onChange={(event) => go({ stage: event.target.value })}>
              <option value="">All stages</option>
              {bootstrap.stages.map(({ id, label }) => (
                <option key={id} value={id}>
                  {label}
                </option>
              ))}
            </select>
          </label>
          {deals && (
            <span className="crm-count" role="status">
              {deals.total.toLocaleString('en-US')} {deals.total === 1 ? 'deal' : 'deals'}
            </span>
          )}
        </div>
        {problem !== null && <p role="alert">{problem}</p>}
        {deals && (
          <DealTable bootstrap={bootstrap} deals={deals} onPage={(next) => go({ page: String(next) })} />
        )}
      </main>
      <aside className="crm-right" aria-label="The demo">
        {aside}
      </aside>
    </div>
  )
}
