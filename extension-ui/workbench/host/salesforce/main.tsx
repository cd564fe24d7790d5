// First: it changes how the DOM answers, and everything after it has to see it changed.
import '@lwc/synthetic-shadow'
import '@fontsource/lexend-deca/400.css'
import '@fontsource/lexend-deca/500.css'
import '@fontsource/lexend-deca/600.css'
import '../styles/tokens.css'
import '../styles/components.css'
import '../styles/overlays.css'
import '../styles/strip.css'
import './salesforce.css'
import { createRoot } from 'react-dom/client'
import { Router } from '../router.tsx'
import { LightningToasts } from './lightning-toasts.tsx'
import { SalesforceApp } from './salesforce-app.tsx'
import { chosenSlds, wearSlds } from './slds.ts'

const root = document.getElementById('root')
if (!root) throw new Error('salesforce.html has no #root')
await wearSlds(chosenSlds())
createRoot(root).render(
  <Router>
    <LightningToasts>
      <SalesforceApp />
    </LightningToasts>
  </Router>,
)
