import type { Locator, Page } from 'playwright-core'

/** The columns of the card's commission table after the win. */
export type CommissionColumn = 'Accrued' | 'Pending' | 'Payable' | 'In payout' | 'Paid'

/** What the product writes into the CRM's record, by what it means. */
export type WrittenField = 'partner' | 'role' | 'registration' | 'protectedUntil' | 'commission'

/** A deal record of one CRM in the workbench, as a visitor works with it. The words on the card are the same in each. */
export interface RecordPage {
  /** The deal that the story is about. */
  dealName: string
  /** Opens the record; `url` is the workbench's one address. */
  open(page: Page, url: string): Promise<void>
  card(page: Page): Locator
  /** The panel that the card opened. */
  panel(page: Page, name: string): Locator
  closePanel(page: Page, name: string): Promise<void>
  /** Chooses a partner from the results of a search. */
  choosePartner(page: Page, name: string): Promise<void>
  /** A calendar date as one types it into the card's forms. */
  typedDate(isoDate: string): string
  /** Waits until the focus is on the card, whose button that led to a panel is gone. Where the CRM leaves that to the card. */
  focusIsOnCard?(page: Page): Promise<void>
  /** Becomes another person at the top of the workbench; the card starts anew for them. */
  be(page: Page, role: string): Promise<void>
  /** The stages as this CRM calls them. */
  stages: { won: string; open: string }
  chooseStage(page: Page, stage: string): Promise<void>
  /** Waits until the card's commission line of this partner shows these amounts. */
  commission(page: Page, partner: string, amounts: Partial<Record<CommissionColumn, string>>): Promise<void>
  /** Waits until the product has written this into the CRM's record; an empty text for nothing. */
  written(page: Page, field: WrittenField, value: string | RegExp): Promise<void>
  /** Leads to the programme's console in a page of its own. */
  openConsole(page: Page): Promise<Page>
  /** The CRM's own list of deals. */
  openList(page: Page): Promise<Locator>
}
