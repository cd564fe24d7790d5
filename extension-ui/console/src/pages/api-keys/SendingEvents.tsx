import { CopyButton } from '../../parts/CopyButton.tsx'

/** The address is the console's own: the server takes events where it serves its pages. */
const command = () => `curl ${window.location.origin}/v1/events -H "Content-Type: application/json" \\
  -H "Authorization: Bearer $PARTNER_DESK_KEY" -H "Idempotency-Key: billing-2026-03-01" \\
  -d @events.json`

const EXAMPLE = {
  events: [
    {
      id: 'evt_1001',
      type: 'payment.succeeded',
      occurredAt: '2026-03-01T09:15:00Z',
      data: {
        payment: 'pay_77',
        deal: { crm: 'hubspot', externalId: '1234567890' },
        amount: '12100.00',
        currency: 'USD',
        tax: '2000.00',
        paidOn: '2026-03-01',
      },
    },
  ],
}

export function SendingEvents() {
  return (
    <section className="section" aria-labelledby="sending">
      <div className="section-head">
        <div>
          <h2 id="sending">How to send events</h2>
          <p className="muted">
            The same Idempotency-Key gets the same answer and is applied once, so repeating a request is safe.
            An event that names a deal nobody knows waits under Events.
          </p>
        </div>
      </div>
      <Text title="One request" what="the command" text={command()} />
      <Text
        title="events.json, with up to 500 events"
        what="the example"
        text={JSON.stringify(EXAMPLE, null, 2)}
      />
    </section>
  )
}

function Text({ title, what, text }: { title: string; what: string; text: string }) {
  return (
    <div className="panel command">
      <div className="command-head">
        <h3>{title}</h3>
        <CopyButton text={text} what={what} />
      </div>
      <pre tabIndex={0} role="region" aria-label={title}>
        <code>{text}</code>
      </pre>
    </div>
  )
}
