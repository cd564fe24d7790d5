import { buildLightning } from '../../extension-ui/workbench/lightning/lightning-build.ts'
import { PACKAGE_COMPONENTS } from '../../extension-ui/workbench/server/salesforce-package.ts'
import { openEmbedded } from './embedded-venue.ts'
import { salesforceRecord } from './salesforce-record.ts'
import { tellStory } from './tell-story.ts'

tellStory({
  where: 'on the Salesforce record page',
  record: salesforceRecord,
  simulator: false,
  async open() {
    // Before the start, which then finds it and does not build beside the browser.
    await buildLightning(PACKAGE_COMPONENTS)
    return openEmbedded()
  },
})
