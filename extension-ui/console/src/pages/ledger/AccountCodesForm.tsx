import { useState, type FormEvent } from 'react'
import { Button, TextInput } from '@mantine/core'
import type { AccountCodes } from '../../../../../shared/contract/finance-api.ts'
import { useAction } from '../../api/use-action.ts'
import { ledgerAccount } from '../../format/ledger-account.ts'
import { usePermission } from '../../frame/viewer.ts'
import { InlineProblem } from '../../parts/ProblemPanel.tsx'

type Code = AccountCodes['accounts'][number]

export function AccountCodesForm({ saved }: { saved: readonly Code[] }) {
  const permitted = usePermission('manageLedger')
  const [codes, setCodes] = useState(saved)
  const save = useAction<{ accounts: Code[] }>({
    method: 'PUT',
    path: '/ledger/account-codes',
    changes: ['ledger'],
    success: 'The account codes are saved.',
  })
  const unchanged = codes.every((code, index) => sameCode(code, saved[index]))
  const incomplete = codes.some(({ code, name }) => code.trim() === '' || name.trim() === '')
  const obstacle = incomplete
    ? 'Every account needs a code and a name.'
    : unchanged
      ? 'Nothing is changed.'
      : null
  const step = permitted.allowed ? { allowed: obstacle === null, because: obstacle } : permitted
  const set = (account: Code['account'], part: Partial<Code>) =>
    setCodes(codes.map((code) => (code.account === account ? { ...code, ...part } : code)))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!step.allowed) return
    save.run({
      accounts: codes.map(({ account, code, name }) => ({ account, code: code.trim(), name: name.trim() })),
    })
  }
  return (
    <form onSubmit={submit} noValidate>
      <div className="table-scroll panel" tabIndex={0} role="region" aria-label="Account codes">
        <table className="codes">
          <thead>
            <tr>
              <th scope="col">Account of the ledger</th>
              <th scope="col">Your code</th>
              <th scope="col">Your name for it</th>
            </tr>
          </thead>
          <tbody>
            {codes.map(({ account, code, name }) => (
              <tr key={account}>
                <th scope="row">{ledgerAccount(account)}</th>
                <td className="code-column">
                  <TextInput
                    aria-label={`Code of ${ledgerAccount(account)}`}
                    value={code}
                    maxLength={40}
                    readOnly={!permitted.allowed}
                    error={code.trim() === '' && 'Needed'}
                    onChange={(event) => set(account, { code: event.currentTarget.value })}
                  />
                </td>
                <td>
                  <TextInput
                    aria-label={`Name of ${ledgerAccount(account)}`}
                    value={name}
                    maxLength={120}
                    readOnly={!permitted.allowed}
                    error={name.trim() === '' && 'Needed'}
                    onChange={(event) => set(account, { name: event.currentTarget.value })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {save.problem && <InlineProblem problem={save.problem} />}
      <div className="form-foot">
        <Button type="submit" disabled={!step.allowed} loading={save.pending} aria-describedby="why-not">
          Save account codes
        </Button>
        <span id="why-not" className="reason">
          {step.because}
        </span>
      </div>
    </form>
  )
}

const sameCode = (a: Code, b: Code | undefined) => a.code === b?.code && a.name === b.name
