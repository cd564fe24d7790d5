import React, { useState } from 'react'
import {
  Button,
  Divider,
  Flex,
  Panel,
  PanelBody,
  PanelFooter,
  PanelSection,
  Text,
} from '@hubspot/ui-extensions'
import type { DealCard } from '../../../../../../shared/contract/card-api.ts'
import type { Format } from '../format/format.ts'
import { useOverlay } from '../hooks/use-overlay.ts'
import type { Desk } from './desk.ts'

const PAGE = 20

export const History = ({ desk }: { desk: Desk }) => {
  const overlay = useOverlay('history', desk.closeOverlay)
  return (
    <Button
      variant="transparent"
      onClick={overlay.opened}
      overlay={
        <Panel
          id={overlay.id}
          title="History"
          width="md"
          variant="modal"
          onOpen={overlay.opened}
          onClose={overlay.closed}
        >
          {overlay.open && (
            <>
              <PanelBody>
                <PanelSection>
                  <Entries history={desk.card.history} format={desk.format} />
                </PanelSection>
              </PanelBody>
              <PanelFooter>
                <Button onClick={overlay.close}>Close</Button>
              </PanelFooter>
            </>
          )}
        </Panel>
      }
    >
      History
    </Button>
  )
}

const Entries = ({ history, format }: { history: DealCard['history']; format: Format }) => {
  const [shown, setShown] = useState(PAGE)
  if (history.length === 0) return <Text>Nothing has happened here yet.</Text>
  return (
    <Flex direction="column" gap="sm">
      {history.slice(0, shown).map((entry) => (
        <Flex key={entry.id} direction="column" gap="flush">
          <Text format={{ fontWeight: 'demibold' }}>{entry.what}</Text>
          <Text variant="microcopy">{`${entry.who}, ${format.instant(entry.at)}`}</Text>
          {entry.reason && <Text>{entry.reason}</Text>}
          {(entry.before !== null || entry.after !== null) && (
            <Text>{`${entry.before ?? 'nothing'} → ${entry.after ?? 'nothing'}`}</Text>
          )}
          <Divider size="xs" />
        </Flex>
      ))}
      {history.length > shown && (
        <Button onClick={() => setShown(shown + PAGE)}>{`Show ${history.length - shown} older`}</Button>
      )}
    </Flex>
  )
}
