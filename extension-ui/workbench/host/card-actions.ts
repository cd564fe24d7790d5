import { retain } from '@remote-ui/rpc'
import type { CardActions, CrmProperties } from '../protocol.ts'
import { overlays } from './components/overlay-ids.ts'
import type { RecordStore } from './record-store.ts'
import type { NewToast } from './toasts.tsx'

export interface IframeRequest {
  uri: string
  title?: string
  width: number
  height: number
  onClose?: () => void
}

/** The actions that HubSpot offers to a card on a record. */
export function cardActions(options: {
  store: RecordStore
  refresh(): void
  addToast(toast: NewToast): void
  openIframe(request: IframeRequest): void
  navigate(path: string): void
}): CardActions {
  const { store } = options
  return {
    addAlert: options.addToast,
    reloadPage: () => location.reload(),
    refreshObjectProperties: options.refresh,
    fetchCrmObjectProperties: (names: string[] | '*') => store.pick(names),
    onCrmPropertiesUpdate(names: string[] | '*', changed: (properties: CrmProperties) => void) {
      retain(changed)
      store.watch(names, changed)
    },
    closeOverlay: (id: string) => overlays.close(id),
    copyTextToClipboard: (text: string) => navigator.clipboard.writeText(text),
    openIframeModal(request: Omit<IframeRequest, 'onClose'>, onClose?: () => void) {
      if (onClose) retain(onClose)
      options.openIframe({ ...request, onClose })
    },
    navigateToPage: ({ to }: { to: string }) => options.navigate(to),
  }
}
