import { PageLink } from '../router.tsx'
import { OPPORTUNITIES, REGISTRATIONS, SETTINGS, type LightningPlace } from './lightning-place.ts'

const TABS: { to: string; text: string; pages: LightningPlace['page'][] }[] = [
  { to: OPPORTUNITIES, text: 'Opportunities', pages: ['opportunities', 'opportunity'] },
  { to: REGISTRATIONS, text: 'Registrations', pages: ['registrations'] },
  { to: SETTINGS, text: 'Partner Desk Settings', pages: ['settings'] },
]

/** The app's name and its tabs. */
export function AppNavigation({ place }: { place: LightningPlace }) {
  return (
    <div className="slds-context-bar">
      <div className="slds-context-bar__primary">
        <div className="slds-context-bar__item slds-no-hover">
          <span className="slds-icon-waffle_container sf-waffle" aria-hidden="true">
            <span className="slds-icon-waffle">
              {Array.from({ length: 9 }, (_, index) => (
                <span key={index} className={`slds-r${index + 1}`} />
              ))}
            </span>
          </span>
          <span className="slds-context-bar__label-action slds-context-bar__app-name">
            <span className="slds-truncate">Sales</span>
          </span>
        </div>
      </div>
      <nav className="slds-context-bar__secondary" aria-label="Salesforce">
        <ul className="slds-grid">
          {TABS.map(({ to, text, pages }) => {
            const current = pages.includes(place.page)
            return (
              <li key={to} className={`slds-context-bar__item${current ? ' slds-is-active' : ''}`}>
                <PageLink to={to} className="slds-context-bar__label-action" current={current}>
                  <span className="slds-truncate">{text}</span>
                </PageLink>
              </li>
            )
          })}
        </ul>
      </nav>
    </div>
  )
}
