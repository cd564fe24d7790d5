import { useEffect, useState, type ReactNode } from 'react'
import type { Bootstrap, OpportunityPage, StateView } from '../../../workbench-api.ts'
import { fetchOpportunities } from '../../api.ts'
import { ImportReportPanel } from '../../deals/import-report-panel.tsx'
import { useNavigate, usePath } from '../../router.tsx'
import { SldsIcon } from '../slds-icon.tsx'
import { OpportunityTable } from './opportunity-table.tsx'

const TYPING_PAUSE_MS = 200

interface OpportunitiesPageProps {
  bootstrap: Bootstrap
  state: StateView | null
  aside: ReactNode
}

/** Search, stage and page live in the address, so that Back and a copied link bring the same list. */
export function OpportunitiesPage({ bootstrap, state, aside }: OpportunitiesPageProps) {
  const path = usePath()
  const navigate = useNavigate()
  const query = new URLSearchParams(path.split('?')[1])
  const search = query.get('search') ?? ''
  const stage = query.get('stage') ?? ''
  const page = Number(query.get('page') ?? '1') || 1

  const [typed, setTyped] = useState(search)
  const [found, setFound] = useState<OpportunityPage | null>(null)
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
    fetchOpportunities({ search, stage, page }).then(
      (answer) => {
        if (superseded) return
        setFound(answer)
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
    <div className="sf-tab">
      <main className="sf-list">
        <header className="slds-page-header">
          <div className="slds-page-header__row">
            <div className="slds-page-header__col-title">
              <div className="slds-media">
                <div className="slds-media__figure">
                  <SldsIcon
                    sprite="standard"
                    name="opportunity"
                    className="slds-icon slds-page-header__icon"
                  />
                </div>
                <div className="slds-media__body">
                  <h1 className="slds-page-header__title">Opportunities</h1>
                  <p className="slds-page-header__meta-text" role="status">
                    {found &&
                      `${found.total.toLocaleString('en-US')} ${found.total === 1 ? 'item' : 'items'}, latest change first`}
                  </p>
                </div>
              </div>
            </div>
            <div className="sf-filters" role="search">
              <input
                type="search"
                className="slds-input"
                aria-label="Search opportunities"
                placeholder="Search name or account"
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
              <select
                className="slds-select"
                aria-label="Stage"
                value={stage}
                onChange={(event) => go({ stage: event.target.value })}
              >
                <option value="">All stages</option>
                {bootstrap.salesforce.stages.map(({ name }) => (
                  <option key={name}>{name}</option>
                ))}
              </select>
            </div>
          </div>
        </header>
        {state?.importReport && <ImportReportPanel report={state.importReport} />}
        {problem !== null && <p role="alert">{problem}</p>}
        {found && <OpportunityTable found={found} onPage={(next) => go({ page: String(next) })} />}
      </main>
      <aside className="sf-aside" aria-label="The demo">
        {aside}
      </aside>
    </div>
  )
}
