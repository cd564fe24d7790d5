import type { IframeRequest } from './card-actions.ts'
import { Dialog } from './components/dialog.tsx'

export function IframeModal({ request, onClose }: { request: IframeRequest; onClose(): void }) {
  const close = (): void => {
    request.onClose?.()
    onClose()
  }
  return (
    <Dialog
      kind="modal"
      dimmed
      danger={false}
      title={request.title}
      label={undefined}
      width="lg"
      onClose={close}
    >
      <iframe
        className="wb-iframe"
        title={request.title ?? 'Embedded page'}
        src={request.uri}
        style={{ height: request.height, maxHeight: '70vh' }}
      />
    </Dialog>
  )
}
