import { useEffect } from 'react'
import { Button, Group, Modal } from '@mantine/core'
import { useBlocker } from 'react-router'
import type { SaveDraft } from './use-save-draft.ts'

/** Asks before something that is not saved is left behind, by a link, the back button or a closed tab. */
export function LeaveGuard({ dirty, save, onLeave }: { dirty: boolean; save: SaveDraft; onLeave(): void }) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => dirty && currentLocation.pathname !== nextLocation.pathname,
  )
  useEffect(() => {
    if (!dirty) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [dirty])
  const blocked = blocker.state === 'blocked'
  const leave = () => {
    onLeave()
    blocker.proceed?.()
  }
  const saveAndLeave = async () => {
    const saved = await save.save()
    if (saved) blocker.proceed?.()
    else blocker.reset?.()
  }
  return (
    <Modal
      opened={blocked}
      onClose={() => blocker.reset?.()}
      title="Leave without saving?"
      size="lg"
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <p className="sentence">What you have changed since the last save is lost when you leave now.</p>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={() => blocker.reset?.()}>
          Stay
        </Button>
        <Button variant="default" color="danger" onClick={leave}>
          Leave without saving
        </Button>
        <Button loading={save.pending} onClick={() => void saveAndLeave()}>
          Save and leave
        </Button>
      </Group>
    </Modal>
  )
}
