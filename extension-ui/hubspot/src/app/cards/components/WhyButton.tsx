import React from 'react'
import { Button, Heading, Panel, PanelBody, PanelFooter, PanelSection } from '@hubspot/ui-extensions'
import { useOverlay } from '../hooks/use-overlay.ts'
import type { Desk } from './desk.ts'
import { Why } from './Why.tsx'

export const WhyButton = ({ desk }: { desk: Desk }) => {
  const overlay = useOverlay('why', desk.closeOverlay)
  const explained = desk.card.partners.flatMap(({ creditId, name, commission }) =>
    commission.why ? [{ creditId, name, why: commission.why }] : [],
  )
  if (explained.length === 0) return null
  return (
    <Button
      variant="transparent"
      size="xs"
      onClick={overlay.opened}
      overlay={
        <Panel
          id={overlay.id}
          title="Why these amounts"
          variant="modal"
          onOpen={overlay.opened}
          onClose={overlay.closed}
        >
          {overlay.open && (
            <>
              <PanelBody>
                {explained.map(({ creditId, name, why }) => (
                  <PanelSection key={creditId}>
                    <Heading>{name}</Heading>
                    <Why why={why} />
                  </PanelSection>
                ))}
              </PanelBody>
              <PanelFooter>
                <Button onClick={overlay.close}>Close</Button>
              </PanelFooter>
            </>
          )}
        </Panel>
      }
    >
      Why?
    </Button>
  )
}
