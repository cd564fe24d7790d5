import React from 'react'
import { hubspot } from '@hubspot/ui-extensions'
import { DealPartners } from './components/DealPartners.tsx'

// Exports of an entry file change the wrapper of HubSpot's bundle, so the card itself lives in components/.
hubspot.extend<'crm.record.tab'>(() => <DealPartners />)
