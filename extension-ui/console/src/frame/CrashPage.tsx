import { Button } from '@mantine/core'

/** A bug of ours, or a release that replaced the files of the page that is open. Nothing was sent. */
export function CrashPage() {
  return (
    <main className="alone">
      <section className="panel" role="alert">
        <h1>This page stopped working</h1>
        <p>
          Nothing was changed. The console may have been updated while it was open; loading it again helps
          then.
        </p>
        <Button onClick={() => window.location.reload()}>Load again</Button>
      </section>
    </main>
  )
}
