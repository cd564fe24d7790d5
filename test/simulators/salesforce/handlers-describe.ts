import { notFound } from './api-error.ts'
import { apiVersion, dataPath } from './api-version.ts'
import type { Endpoint } from './endpoint.ts'
import type { FieldDefinition, ObjectDefinition } from './field.ts'
import type { Org } from './org.ts'
import { textOf } from './record.ts'
import { ok } from './reply.ts'
import type { World } from './simulator.ts'

/** Which versions, objects and fields there are. Hidden fields are not among them. */
export function describeEndpoints({ org }: World): Endpoint[] {
  return [
    {
      method: 'GET',
      path: '/services/data',
      kind: 'versions',
      access: 'none',
      answer: () => ok([{ label: "Winter '27", url: dataPath, version: apiVersion }]),
    },
    {
      method: 'GET',
      path: dataPath,
      kind: 'resources',
      answer: ({ origin, userId }) =>
        ok({
          ...Object.fromEntries(
            ['sobjects', 'query', 'queryAll', 'composite', 'limits', 'jobs'].map((name) => [
              name,
              `${dataPath}/${name}`,
            ]),
          ),
          identity: `${origin}/id/${org.settings.orgId}/${userId}`,
        }),
    },
    {
      method: 'GET',
      path: `${dataPath}/sobjects`,
      kind: 'describe.global',
      answer: () =>
        ok({
          encoding: 'UTF-8',
          maxBatchSize: 200,
          sobjects: [...org.schema.values()]
            .filter((object) => org.visibility.seesObject(object))
            .map((object) => summaryOf(object)),
        }),
    },
    {
      method: 'GET',
      path: `${dataPath}/sobjects/:object/describe`,
      kind: 'describe',
      answer: ({ params }) => ok(describe(org, objectNamed(org, params.object))),
    },
    {
      method: 'GET',
      path: `${dataPath}/sobjects/:object`,
      kind: 'describe.basic',
      answer: ({ params }) =>
        ok({ objectDescribe: summaryOf(objectNamed(org, params.object)), recentItems: [] }),
    },
  ]
}

/** The object that a path names, or 404. */
export function objectNamed(org: Org, name: string | undefined): ObjectDefinition {
  const object = org.schema.get((name ?? '').toLowerCase())
  if (object === undefined || !org.visibility.seesObject(object)) throw notFound()
  return object
}

function summaryOf(object: ObjectDefinition) {
  const url = `${dataPath}/sobjects/${object.name}`
  const { name, label, labelPlural, keyPrefix, custom, createable, updateable, deletable, replicateable } =
    object
  return {
    activateable: false,
    associateEntityType: null,
    associateParentEntity: null,
    createable,
    custom,
    customSetting: false,
    deepCloneable: false,
    deletable,
    deprecatedAndHidden: false,
    feedEnabled: false,
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix,
    label,
    labelPlural,
    layoutable: true,
    mergeable: name === 'Account',
    mruEnabled: false,
    name,
    queryable: true,
    replicateable,
    retrieveable: true,
    searchable: true,
    triggerable: true,
    undeletable: deletable,
    updateable,
    urls: { sobject: url, describe: `${url}/describe`, rowTemplate: `${url}/{ID}` },
  }
}

function describe(org: Org, object: ObjectDefinition): object {
  return {
    ...summaryOf(object),
    actionOverrides: [],
    childRelationships: [],
    compactLayoutable: true,
    fields: org.visibility.fieldsOf(object).map((field) => fieldJson(org, object, field)),
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: [],
    supportedScopes: [{ label: 'All', name: 'everything' }],
  }
}

function fieldJson(org: Org, object: ObjectDefinition, field: FieldDefinition): object {
  const writable = org.visibility.mayWriteField(object, field)
  return {
    aggregatable: field.type !== 'textarea',
    autoNumber: false,
    byteLength: field.length * 3,
    calculated: field.calculated,
    calculatedFormula: null,
    cascadeDelete: false,
    caseSensitive: false,
    createable: field.createable && writable,
    custom: field.custom,
    defaultValue: field.type === 'boolean' ? false : null,
    defaultedOnCreate: !field.createable || field.type === 'boolean' || field.name === 'OwnerId',
    deprecatedAndHidden: false,
    digits: field.type === 'int' ? field.precision : 0,
    encrypted: false,
    externalId: field.externalId,
    filterable: !(field.type === 'textarea' && field.length > 255),
    groupable: field.type !== 'currency',
    idLookup: field.type === 'id' || field.externalId,
    inlineHelpText: null,
    label: field.label,
    length: field.length,
    mask: null,
    maskType: null,
    name: field.name,
    nameField: field.nameField,
    namePointing: false,
    nillable: !field.required && field.type !== 'boolean' && field.type !== 'id',
    permissionable: !field.system && !field.required,
    picklistValues: picklistValues(org, field),
    polymorphicForeignKey: false,
    precision: field.precision,
    referenceTo: field.referenceTo,
    relationshipName: field.relationshipName,
    relationshipOrder: null,
    restrictedPicklist: false,
    scale: field.scale,
    soapType: soapTypes[field.type],
    sortable: !(field.type === 'textarea' && field.length > 255),
    type: field.type,
    unique: field.unique,
    updateable: field.updateable && writable,
  }
}

function picklistValues(org: Org, field: FieldDefinition): object[] {
  if (field.type !== 'picklist') return []
  const entry = (value: string, label = value, active = true): object => ({
    active,
    defaultValue: false,
    label,
    validFor: null,
    value,
  })
  if (field.name === 'StageName') {
    return org
      .stages()
      .map((stage) =>
        entry(textOf(stage, 'ApiName'), textOf(stage, 'MasterLabel'), stage.values.IsActive === true),
      )
  }
  if (field.name === 'CurrencyIsoCode' || field.name === 'IsoCode') {
    return [...org.store.all('CurrencyType')].map((currency) => entry(textOf(currency, 'IsoCode')))
  }
  return field.picklist.map((value) => entry(value))
}

const soapTypes: Record<FieldDefinition['type'], string> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  string: 'xsd:string',
  textarea: 'xsd:string',
  url: 'xsd:string',
  email: 'xsd:string',
  picklist: 'xsd:string',
  currency: 'xsd:double',
  double: 'xsd:double',
  percent: 'xsd:double',
  int: 'xsd:int',
  boolean: 'xsd:boolean',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
}
