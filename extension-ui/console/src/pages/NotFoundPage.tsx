import { Link } from 'react-router'
import { Page } from '../frame/Page.tsx'

export function NotFoundPage() {
  return (
    <Page title="There is no such page">
      <p>
        The address may be mistyped, or the page has moved. Start from <Link to="/deals">Deals</Link> or{' '}
        <Link to="/partners">Partners</Link>.
      </p>
    </Page>
  )
}
