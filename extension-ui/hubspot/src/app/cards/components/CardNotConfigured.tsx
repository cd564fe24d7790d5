import React from 'react'
import { ErrorState, Text } from '@hubspot/ui-extensions'

/** The app was uploaded without a profile, so the card does not know its server. */
export const CardNotConfigured = () => (
  <ErrorState title="Partner Desk is not set up">
    <Text>
      This upload of the app does not say where its server is. Whoever uploads it can repeat the upload with a
      profile that sets API_ORIGIN.
    </Text>
  </ErrorState>
)
