import { Button, Group, Modal } from '@mantine/core'
import type { CreatedApiKey } from '../../../../../shared/contract/finance-api.ts'
import { CopyButton } from '../../parts/CopyButton.tsx'

/** A click beside the window does not close it: the secret would be lost by accident. */
export function NewSecretModal({ created, onClose }: { created: CreatedApiKey; onClose(): void }) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Key of ${created.name}`}
      size="lg"
      centered
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <div className="outdated note" role="alert">
        <strong>Copy it now.</strong> It is not shown again; who loses it creates another key.
      </div>
      <p className="field-label" id="secret">
        Secret
      </p>
      <div className="secret" role="group" aria-labelledby="secret">
        <code tabIndex={0} data-autofocus>
          {created.secret}
        </code>
        <CopyButton text={created.secret} what="the secret" />
      </div>
      <Group justify="flex-end" mt="lg">
        <Button onClick={onClose}>I have kept it</Button>
      </Group>
    </Modal>
  )
}
