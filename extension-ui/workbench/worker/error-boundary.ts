import { Component, type ReactNode } from 'react'

/** A card that throws while it renders: the page shows the error instead of an empty card. */
export class ErrorBoundary extends Component<
  { report(problem: string): void; children?: ReactNode },
  { failed: boolean }
> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override componentDidCatch(error: Error): void {
    this.props.report(error.stack ?? String(error))
  }

  override render(): ReactNode {
    return this.state.failed ? null : this.props.children
  }
}
