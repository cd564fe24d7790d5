import type { OpportunityRecord } from '../../../workbench-api.ts'

export function AccountDetails({ account }: { account: OpportunityRecord['account'] }) {
  return (
    <section className="sf-card sf-related" aria-labelledby="related-account">
      <h2 id="related-account">Account</h2>
      {account ? (
        <dl>
          <dt>Account Name</dt>
          <dd>{account.name}</dd>
          <dt>Website</dt>
          <dd>{account.website ?? '--'}</dd>
        </dl>
      ) : (
        <p>This opportunity has no account.</p>
      )}
    </section>
  )
}
