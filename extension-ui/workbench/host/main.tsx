import '@fontsource/lexend-deca/400.css'
import '@fontsource/lexend-deca/500.css'
import '@fontsource/lexend-deca/600.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/components.css'
import './styles/forms.css'
import './styles/overlays.css'
import './styles/crm.css'
import './styles/strip.css'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { Router } from './router.tsx'
import { Toasts } from './toasts.tsx'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <Router>
    <Toasts>
      <App />
    </Toasts>
  </Router>,
)
