import { createContext, useContext } from 'react'
import { Button } from '@mantine/core'
import { Status } from '../../parts/Status.tsx'
import { When } from '../../parts/When.tsx'
import { placeName } from '../plan-terms/finding-place.ts'
import type { ShownFinding } from './shown-findings.ts'

/** How a warning is answered for; null where the draft cannot be changed. */
export const AcknowledgeContext = createContext<((finding: ShownFinding) => void) | null>(null)

/** One finding of lint: what, why it matters, what to do, and who has answered for it. */
export function FindingLine({
  finding,
  onShow,
}: {
  finding: ShownFinding
  /** In a list away from the line that it concerns: the way there. */
  onShow?(): void
}) {
  const acknowledge = useContext(AcknowledgeContext)
  const { severity, acknowledged } = finding
  return (
    <div className={`finding ${acknowledged ? 'answered' : severity}`}>
      <div className="finding-head">
        <Status
          tone={severity === 'error' ? 'danger' : acknowledged ? 'default' : 'warning'}
          text={severity === 'error' ? 'Error' : acknowledged ? 'Acknowledged' : 'Warning'}
        />
        <strong>{finding.message}</strong>
      </div>
      <p>{finding.why}</p>
      <p>
        <span className="muted">What to do:</span> {finding.fix}
      </p>
      {acknowledged && (
        <p className="muted">
          Meant so, says {acknowledged.by} (<When at={acknowledged.at} />
          ): “{acknowledged.reason}”
        </p>
      )}
      {(onShow ?? (severity === 'warning' && !acknowledged && acknowledge)) && (
        <div className="row">
          {onShow && (
            <Button variant="default" size="compact-xs" onClick={onShow}>
              Go to: {placeName(finding.path)}
            </Button>
          )}
          {severity === 'warning' && !acknowledged && acknowledge && (
            <Button
              variant="default"
              size="compact-xs"
              aria-label={`Acknowledge: ${finding.message}`}
              onClick={() => acknowledge(finding)}
            >
              Acknowledge
            </Button>
          )}
        </div>
      )}
    </div>
  )
}
