import React, { type ReactNode } from 'react'
import {
  Flex,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Text,
} from '@hubspot/ui-extensions'
import type { DealCard, PartnerOnDeal } from '../../../../../../shared/contract/card-api.ts'
import type { MoneyJson } from '../../../../../../shared/contract/money-json.ts'
import type { Format } from '../format/format.ts'
import type { Desk } from './desk.ts'
import { WhyButton } from './WhyButton.tsx'

/** What each partner would get at today's amount; once posted, how far each commission has come. */
export const MoneyLines = ({ desk }: { desk: Desk }) => {
  const { partners } = desk.card
  const posted = partners.filter((partner) => partner.commission.state === 'accrued')
  const others = partners.filter((partner) => partner.commission.state !== 'accrued')
  return (
    <Flex direction="column" gap="xs">
      {posted.length > 0 && <Posted partners={posted} format={desk.format} />}
      {others.length > 0 && (
        <Expected desk={desk} partners={others}>
          {posted.length === 0 && <WhyButton desk={desk} />}
        </Expected>
      )}
      {posted.length > 0 && (
        <Flex justify="start">
          <WhyButton desk={desk} />
        </Flex>
      )}
    </Flex>
  )
}

interface ExpectedProps {
  desk: Desk
  partners: PartnerOnDeal[]
  children: ReactNode
}

const Expected = ({ desk: { card, format }, partners, children }: ExpectedProps) => {
  const { amount, amountNote, outcome } = card.deal
  const heading =
    outcome === 'open'
      ? amount
        ? `If won at ${format.money(amount)}:`
        : (amountNote ?? 'No amount yet')
      : null
  return (
    <Flex gap="sm" wrap align="baseline">
      {heading && <Text inline>{heading}</Text>}
      {partners.map(({ creditId, name, commission }) => (
        <Text key={creditId} inline format={{ fontWeight: 'demibold' }}>
          {`${name} ${expectedText(commission, outcome, format)}`}
        </Text>
      ))}
      {children}
    </Flex>
  )
}

/** Of an open deal the note says more than the amount, and has it in it where there is one. */
const expectedText = (
  { amount, note }: PartnerOnDeal['commission'],
  outcome: DealCard['deal']['outcome'],
  format: Format,
) => (amount && (outcome !== 'open' || note === null) ? format.money(amount) : (note ?? 'No amount yet'))

const COLUMNS = [
  ['Accrued', 'amount'],
  ['Pending', 'pending'],
  ['Payable', 'payable'],
  ['In payout', 'inPayout'],
  ['Paid', 'paid'],
] as const

const Posted = ({ partners, format }: { partners: PartnerOnDeal[]; format: Format }) => (
  <>
    <Table density="compact" flush>
      <TableHead>
        <TableRow>
          <TableHeader>Commission</TableHeader>
          {COLUMNS.map(([title]) => (
            <TableHeader key={title} align="right">
              {title}
            </TableHeader>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {partners.map(({ creditId, name, commission }) => (
          <TableRow key={creditId}>
            <TableCell>{name}</TableCell>
            {COLUMNS.map(([title, field]) => (
              <TableCell key={title} align="right">
                {moneyOrDash(commission[field], format)}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
    {partners.map(({ creditId, name, commission }) =>
      commission.note ? (
        <Text key={creditId} variant="microcopy">
          {`${name}: ${commission.note}`}
        </Text>
      ) : null,
    )}
  </>
)

// Unknown is not zero.
const moneyOrDash = (money: MoneyJson | null, format: Format) => (money ? format.money(money) : '–')
