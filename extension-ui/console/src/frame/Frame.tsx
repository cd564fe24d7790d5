import { useEffect } from 'react'
import { Burger, Drawer } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Outlet, ScrollRestoration, useLocation } from 'react-router'
import type { SessionView } from '../../../../shared/contract/console-api.ts'
import { useSessionState } from '../api/session.ts'
import { ProblemPanel } from '../parts/ProblemPanel.tsx'
import { Brand, Navigation } from './Navigation.tsx'
import { SignedOutPage } from './SignedOutPage.tsx'
import { ViewerContext } from './viewer.ts'

/** Navigation, who you are, and the page. Without a session it says how to get one. */
export function Frame() {
  const session = useSessionState()
  if (session.data?.state === 'signed_out') return <SignedOutPage />
  if (session.data?.state === 'signed_in') return <SignedInFrame viewer={session.data.session} />
  if (session.isError) {
    return (
      <main className="alone">
        <ProblemPanel what="the console" problem={session.error} onRetry={() => void session.refetch()} />
      </main>
    )
  }
  return (
    <div className="alone" role="status">
      <span className="sr-only">Opening the console</span>
    </div>
  )
}

function SignedInFrame({ viewer }: { viewer: SessionView }) {
  const [opened, { toggle, close }] = useDisclosure(false)
  const { pathname } = useLocation()
  useEffect(close, [pathname, close])
  return (
    <ViewerContext.Provider value={viewer}>
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <div className="frame">
        <header className="narrow-bar">
          <Burger opened={opened} onClick={toggle} aria-label="Navigation" aria-expanded={opened} size="sm" />
          <Brand />
        </header>
        <aside className="side">
          <Navigation />
        </aside>
        <Drawer
          opened={opened}
          onClose={close}
          title={<Brand />}
          size={280}
          closeButtonProps={{ 'aria-label': 'Close navigation' }}
        >
          <Navigation withoutBrand />
        </Drawer>
        <main id="content" className="content" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <ScrollRestoration />
    </ViewerContext.Provider>
  )
}
