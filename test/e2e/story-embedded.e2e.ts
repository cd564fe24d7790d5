import { openEmbedded } from './embedded-venue.ts'
import { tellStory } from './tell-story.ts'

tellStory({
  where: 'on the embedded database in one process that nobody configured',
  // Its address is known to that process only.
  simulator: false,
  open: openEmbedded,
})
