import { z } from 'zod'

/** HubSpot's replies, as far as we read them. All property values are text or null. */

const properties = z.record(z.string(), z.string().nullable())
const instant = z.iso.datetime({ offset: true })
const nextPage = z.object({ next: z.object({ after: z.string() }).optional() }).nullish()
/** Ids are text in the specification and numbers in some replies. */
const id = z.union([z.string(), z.number().int()]).transform(String)

export const wireRecord = z.object({
  id,
  properties,
  createdAt: instant.optional(),
  updatedAt: instant.optional(),
  archived: z.boolean().default(false),
  archivedAt: instant.optional(),
})
export type WireRecord = z.output<typeof wireRecord>

/** Listed with `associations=companies`. A company appears once per association type, the primary one as `deal_to_company`. */
const inlineAssociations = z.object({
  results: z.array(z.object({ id, type: z.string() })),
  paging: nextPage,
})
export const wireDeal = wireRecord.extend({
  associations: z.object({ companies: inlineAssociations.optional() }).optional(),
})
export type WireDeal = z.output<typeof wireDeal>

export const dealPage = z.object({ results: z.array(wireDeal), paging: nextPage })
export const companyPage = z.object({ results: z.array(wireRecord), paging: nextPage })
export const searchPage = z.object({ total: z.number().int(), results: z.array(wireRecord) })

/** What a batch could not do with single inputs; comes with status 207. */
const batchError = z.object({
  id: z.string().optional(),
  category: z.string().default(''),
  subCategory: z.unknown().optional(),
  message: z.string().default(''),
  context: z.record(z.string(), z.array(z.string())).catch({}),
})
export type BatchError = z.output<typeof batchError>

export const batchRecords = z.object({
  results: z.array(wireRecord),
  errors: z.array(batchError).default([]),
})

export const associationBatch = z.object({
  results: z.array(
    z.object({
      from: z.object({ id }),
      to: z.array(
        z.object({
          toObjectId: id,
          associationTypes: z.array(z.object({ category: z.string(), typeId: z.number() })),
        }),
      ),
      paging: nextPage,
    }),
  ),
  errors: z.array(batchError).default([]),
})

export const pipelineList = z.object({
  results: z.array(
    z.object({
      id,
      label: z.string(),
      displayOrder: z.number().int(),
      archived: z.boolean().default(false),
      stages: z.array(
        z.object({
          id,
          label: z.string(),
          displayOrder: z.number().int(),
          metadata: z.record(z.string(), z.string().nullish()).default({}),
        }),
      ),
    }),
  ),
})
export type WirePipeline = z.output<typeof pipelineList>['results'][number]

export const ownerPage = z.object({
  results: z.array(
    z.object({
      id,
      email: z.string().nullish(),
      firstName: z.string().nullish(),
      lastName: z.string().nullish(),
      userId: z.number().int().nullish(),
      userIdIncludingInactive: z.number().int().nullish(),
      archived: z.boolean().default(false),
    }),
  ),
  paging: nextPage,
})
export type WireOwner = z.output<typeof ownerPage>['results'][number]

export const accountDetails = z.object({
  portalId: z.number().int(),
  companyCurrency: z.string(),
  timeZone: z.string(),
  uiDomain: z.string().default(''),
})

export const propertyList = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      type: z.string(),
      hidden: z.boolean().default(false),
      archived: z.boolean().default(false),
    }),
  ),
})
export type WireProperty = z.output<typeof propertyList>['results'][number]

export const created = z.object({ name: z.string() })
