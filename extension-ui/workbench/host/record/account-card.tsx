import type { DealRecord } from '../../workbench-api.ts'

export function AccountCard({ account }: { account: DealRecord['account'] }) {
  return (
    <section className="crm-association" aria-labelledby="companies">
      <h2 id="companies">Companies ({account ? 1 : 0})</h2>
      {account ? (
        <div className="crm-association-card">
          <strong>{account.name}</strong>
          <span className="crm-primary-label">Primary</span>
          {account.domain && <p>{account.domain}</p>}
        </div>
      ) : (
        <p className="crm-hint">This deal has no company.</p>
      )}
    </section>
  )
}
