import type { NewToast } from '../toasts.tsx'

interface ShownToast {
  title?: string
  message?: string
  variant?: 'info' | 'success' | 'warning' | 'error'
  /** For `{0}` in the message: texts, or links. */
  messageData?: readonly (string | { url: string; label: string })[]
}

const TYPES = { info: 'info', success: 'success', warning: 'warning', error: 'danger' } as const

/** What a component's ShowToastEvent asks the page to show. */
export function toastOf(event: Event): NewToast {
  // The event's own constructor takes no other detail.
  const {
    title,
    message = '',
    variant = 'info',
    messageData = [],
  } = (event as CustomEvent<ShownToast>).detail
  const filled = message.replaceAll(/\{(\d+)\}/g, (whole, index: string) => {
    const part = messageData[Number(index)]
    return part === undefined ? whole : typeof part === 'string' ? part : part.label
  })
  return { type: TYPES[variant], ...(title !== undefined && { title }), message: filled }
}
