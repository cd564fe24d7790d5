import { useEffect } from 'react'
import { Button } from '@mantine/core'
import { Brand } from './Navigation.tsx'

/** There is no password: the CRM already knows who somebody is. */
export function SignedOutPage() {
  useEffect(() => {
    document.title = 'Not signed in · Partner Desk'
  }, [])
  return (
    <main className="alone">
      <section className="panel signed-out">
        <Brand />
        <h1>Open the console from a deal</h1>
        <p>You are not signed in. There is no separate password: your CRM vouches for you.</p>
        <ol>
          <li>Open any deal in your CRM.</li>
          <li>
            Find the <strong>Partners</strong> card.
          </li>
          <li>
            Choose <strong>Open console</strong>.
          </li>
        </ol>
        <p className="muted">
          The link works once and for a short time. If you followed one and arrived here, choose Open console
          again. No Partners card on your deals? Ask an admin of your CRM to add it to the deal record.
        </p>
        <Button variant="default" onClick={() => window.location.reload()}>
          I have signed in elsewhere: look again
        </Button>
      </section>
    </main>
  )
}
