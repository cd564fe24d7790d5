import { Alert, Button } from '@mantine/core'
import { messagesWithoutField, type ApiProblem } from '../api/problem.ts'

/** Why something could not be shown: what failed, that nothing was lost, and what to do now. */
export function ProblemPanel({
  what,
  problem,
  onRetry,
}: {
  what: string
  problem: ApiProblem
  onRetry(): void
}) {
  if (problem.status === 403) {
    return (
      <section className="panel state" role="alert">
        <h2>Your role does not include this</h2>
        <p>{problem.message}</p>
        <p className="muted">An admin can change roles under People.</p>
      </section>
    )
  }
  if (problem.status === 404) {
    return (
      <section className="panel state" role="alert">
        <h2>This does not exist</h2>
        <p>{problem.message}</p>
        <p className="muted">It may have been removed, or the link belongs to another workspace.</p>
      </section>
    )
  }
  return (
    <section className="panel state" role="alert">
      <h2>Could not load {what}</h2>
      <p>{problem.message}</p>
      <p className="muted">Nothing was changed or lost.</p>
      <RequestId problem={problem} />
      <Button variant="default" onClick={onRetry}>
        Try again
      </Button>
    </section>
  )
}

/** What the server said to something that was just tried, where it was tried. */
export function InlineProblem({
  problem,
  shownFields = [],
}: {
  problem: ApiProblem
  shownFields?: readonly string[]
}) {
  const rest = messagesWithoutField(problem, shownFields)
  return (
    <Alert color="danger" role="alert" title={problem.title} className="inline-problem">
      {problem.message}
      {rest.length > 0 && (
        <ul>
          {rest.map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      )}
      <RequestId problem={problem} />
    </Alert>
  )
}

function RequestId({ problem }: { problem: ApiProblem }) {
  if (!problem.requestId) return null
  return (
    <p className="request-id">
      For support: request <code>{problem.requestId}</code>
    </p>
  )
}
