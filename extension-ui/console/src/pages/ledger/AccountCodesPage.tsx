import { useAccountCodes } from '../../api/finance-resources.ts'
import { Page } from '../../frame/Page.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { AccountCodesForm } from './AccountCodesForm.tsx'
import { LedgerLinks } from './LedgerLinks.tsx'

export function AccountCodesPage() {
  const codes = useAccountCodes()
  return (
    <>
      <LedgerLinks />
      <Page
        title="Account codes"
        lead="What your own chart of accounts calls the seven accounts of this ledger. The trial balance and the journal carry these codes; entries do not change."
      >
        <Loaded query={codes} what="the account codes" rows={7}>
          {(data) => (
            <AccountCodesForm
              key={data.accounts.map(({ code, name }) => `${code} ${name}`).join('\n')}
              saved={data.accounts}
            />
          )}
        </Loaded>
      </Page>
    </>
  )
}
