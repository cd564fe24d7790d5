import React, { useRef, useState } from 'react'
import { Button, Flex, LoadingSpinner, Modal, ModalBody, ModalFooter, Text } from '@hubspot/ui-extensions'
import type { ConsoleTicket } from '../../../../../../shared/contract/card-api.ts'
import { useChange } from '../hooks/use-change.ts'
import { useOverlay } from '../hooks/use-overlay.ts'
import type { Desk } from './desk.ts'
import { Problem } from './Problem.tsx'

/**
 * Leads to the programme's pages. A card cannot open a window itself: only a component with `href` can. The address
 * signs its user in once, so it is fetched when asked for and forgotten when used.
 */
export const OpenConsole = ({ desk }: { desk: Desk }) => {
  const overlay = useOverlay('open-console', desk.closeOverlay)
  const [url, setUrl] = useState<string | null>(null)
  // Each opening wants an address of its own, so each is a different request.
  const asked = useRef(0)
  const change = useChange<{ asked: number }, ConsoleTicket>(
    ({ idempotencyKey }) => desk.api.consoleTicket({ idempotencyKey }),
    (ticket) => setUrl(ticket.url),
  )
  const ask = () => {
    overlay.opened()
    setUrl(null)
    asked.current += 1
    change.submit({ asked: asked.current })
  }
  return (
    <Button
      variant="transparent"
      onClick={ask}
      overlay={
        <Modal id={overlay.id} title="Open the console" onOpen={overlay.opened} onClose={overlay.closed}>
          {overlay.open && (
            <>
              <ModalBody>
                <Flex direction="column" gap="sm">
                  <Text>Partners, payouts and connections of the whole programme, in a new tab.</Text>
                  {change.busy && <LoadingSpinner label="Signing you in" showLabel />}
                  <Problem problem={change.problem} retry={change.retry} />
                </Flex>
              </ModalBody>
              <ModalFooter>
                {url && (
                  <Button variant="primary" href={{ url, external: true }} onClick={overlay.close}>
                    Continue to the console
                  </Button>
                )}
                <Button onClick={overlay.close}>Cancel</Button>
              </ModalFooter>
            </>
          )}
        </Modal>
      }
    >
      Open console
    </Button>
  )
}
