import { openEmbedded } from './embedded-venue.ts'
import { hubspotRecord } from './hubspot-record.ts'
import { PLAN_STORY } from './plan-story.ts'
import { tellStory } from './tell-story.ts'

tellStory({
  where: 'on the embedded database in one process',
  story: { title: 'a plan from draft to the last cent that it pays', steps: PLAN_STORY },
  record: hubspotRecord,
  simulator: false,
  open: openEmbedded,
})
