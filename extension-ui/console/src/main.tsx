import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '@fontsource/lexend-deca/latin-400.css'
import '@fontsource/lexend-deca/latin-500.css'
import '@fontsource/lexend-deca/latin-600.css'
import '@fontsource/lexend-deca/latin-ext-400.css'
import '@fontsource/lexend-deca/latin-ext-500.css'
import '@fontsource/lexend-deca/latin-ext-600.css'
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './styles/base.css'
import './styles/frame.css'
import './styles/table.css'
import './styles/pages.css'
import './styles/plans.css'
import './styles/finance.css'
import { App } from './App.tsx'
import { styleNonce } from './style-nonce.ts'

// react-remove-scroll-bar, inside Mantine's dialogs, asks get-nonce, which reads this global.
Object.assign(window, { __webpack_nonce__: styleNonce() })

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
