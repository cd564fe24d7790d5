import type { Balances } from '../../shared/ledger/balance.ts'
import { displayMoney } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
import type { Statement, StatementSection } from '../../shared/payout/statement.ts'
import { escapeHtml } from './page.ts'

/** A statement as one printable page: everything is escaped, nothing is loaded from elsewhere. */
export function statementPage(statement: Statement): string {
  const title = `Statement for ${statement.partnerName}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(`${title}, ${statement.from} to ${statement.to}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<p class="from">${escapeHtml(statement.workspaceName)}</p>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(statement.from)} to ${escapeHtml(statement.to)}, both days included</p>
</header>
${statement.sections.length === 0 ? '<p>Nothing happened up to the end of this period.</p>' : ''}
${statement.sections.map(section).join('\n')}
<footer><p>Pending: waits for the customer to pay. Payable: earned and not yet paid out. Below zero: paid too much, netted against later payouts.</p></footer>
</body>
</html>
`
}

const COLUMNS = [
  ['Pending', 'pending'],
  ['Payable', 'payable'],
  ['Held', 'held'],
  ['In payout', 'inTransit'],
  ['Paid', 'paid'],
] as const satisfies readonly (readonly [string, keyof Balances])[]

function section({ currency, opening, lines, closing }: StatementSection): string {
  const amounts = (balances: Balances, blank: string) =>
    COLUMNS.map(([, name]) => {
      const text = balances[name] === 0n ? blank : displayMoney(money(balances[name], currency))
      return `<td class="amount">${escapeHtml(text)}</td>`
    }).join('')
  const zero = displayMoney(money(0n, currency))
  const rows = lines.map(
    (line) => `<tr>
<td class="date">${escapeHtml(line.date)}</td>
<td>${escapeHtml(line.text)}${line.why ? `<p class="why">${escapeHtml(line.why.sentence)}</p>` : ''}</td>
${amounts(line.change, '')}
</tr>`,
  )
  return `<section>
<h2>${escapeHtml(currency)}</h2>
<table>
<thead><tr><th scope="col">Date</th><th scope="col">What</th>${COLUMNS.map(([label]) => `<th scope="col" class="amount">${label}</th>`).join('')}</tr></thead>
<tbody>
<tr class="balance"><th scope="row" colspan="2">Opening balance</th>${amounts(opening, zero)}</tr>
${rows.join('\n')}
<tr class="balance"><th scope="row" colspan="2">Closing balance</th>${amounts(closing, zero)}</tr>
</tbody>
</table>
</section>`
}

const STYLE = `
body { font: 15px/1.45 system-ui, sans-serif; color: #1f2933; margin: 2.5rem auto; max-width: 62rem; padding: 0 1.5rem; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
.from { color: #52606d; margin: 0; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #d9e2ec; padding: .5rem .6rem; text-align: left; vertical-align: top; }
.amount { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.date { white-space: nowrap; }
.why { color: #52606d; font-size: .88em; margin: .15rem 0 0; }
.balance th, .balance td { background: #f5f7fa; font-weight: 600; }
footer { color: #52606d; font-size: .88em; margin-top: 2rem; }
@media print { body { margin: 0; max-width: none; } tr { break-inside: avoid; } }
`
