export const BATCH_STATES = [
  'draft',
  'approved',
  'submitting',
  'submitted',
  'settled',
  'partially_failed',
  'cancelled',
] as const
export type BatchState = (typeof BATCH_STATES)[number]

export const ITEM_STATES = [
  'queued',
  'sent',
  'confirmed',
  'failed',
  'returned',
  'unclaimed',
  'cancelled',
] as const
export type ItemState = (typeof ITEM_STATES)[number]

export type BatchAction = 'approve' | 'cancel' | 'submit' | 'submitted' | 'settle' | 'settle_with_failures'
export type ItemAction = 'send' | 'confirm' | 'fail' | 'return' | 'unclaimed' | 'cancel'

interface Row<State, Action> {
  from: State
  action: Action
  to: State
}

/** Every way that a batch can move. A batch paid by file goes from approved straight to its outcome. */
export const BATCH_TRANSITIONS: readonly Row<BatchState, BatchAction>[] = [
  { from: 'draft', action: 'approve', to: 'approved' },
  { from: 'draft', action: 'cancel', to: 'cancelled' },
  { from: 'approved', action: 'submit', to: 'submitting' },
  { from: 'submitting', action: 'submitted', to: 'submitted' },
  ...(['approved', 'submitted', 'settled', 'partially_failed'] as const).flatMap(
    (from): Row<BatchState, BatchAction>[] => [
      { from, action: 'settle', to: 'settled' },
      { from, action: 'settle_with_failures', to: 'partially_failed' },
    ],
  ),
]

/** Every way that an item can move. Confirmed is not the end: money can come back weeks later. */
export const ITEM_TRANSITIONS: readonly Row<ItemState, ItemAction>[] = [
  { from: 'queued', action: 'send', to: 'sent' },
  { from: 'queued', action: 'cancel', to: 'cancelled' },
  { from: 'sent', action: 'confirm', to: 'confirmed' },
  { from: 'sent', action: 'fail', to: 'failed' },
  { from: 'sent', action: 'return', to: 'returned' },
  { from: 'sent', action: 'unclaimed', to: 'unclaimed' },
  { from: 'unclaimed', action: 'confirm', to: 'confirmed' },
  { from: 'unclaimed', action: 'return', to: 'returned' },
  { from: 'confirmed', action: 'return', to: 'returned' },
]

/** undefined: this cannot happen in that state. */
export function nextBatchState(from: BatchState, action: BatchAction): BatchState | undefined {
  return BATCH_TRANSITIONS.find((row) => row.from === from && row.action === action)?.to
}

export function nextItemState(from: ItemState, action: ItemAction): ItemState | undefined {
  return ITEM_TRANSITIONS.find((row) => row.from === from && row.action === action)?.to
}

/** What the outcomes of its items make of a batch; undefined while one of them is still under way. */
export function batchOutcome(
  items: readonly ItemState[],
): Extract<BatchAction, 'settle' | 'settle_with_failures'> | undefined {
  if (items.some((state) => state === 'queued' || state === 'sent' || state === 'unclaimed')) return undefined
  return items.some((state) => state === 'failed' || state === 'returned') ? 'settle_with_failures' : 'settle'
}
