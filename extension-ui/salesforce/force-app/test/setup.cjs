const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { XMLParser } = require('fast-xml-parser')

const LABELS = join(__dirname, '../main/default/labels/CustomLabels.labels-meta.xml')

/** Labels are their real texts, so that tests read like the screen; a label that is not defined stays its name. */
const { labels } = new XMLParser({ parseTagValue: false, trimValues: false }).parse(
  readFileSync(LABELS, 'utf8'),
).CustomLabels
for (const { fullName, value } of [labels].flat()) {
  jest.doMock(`@salesforce/label/c.${fullName}`, () => ({ default: value }), { virtual: true })
}

jest.doMock('@salesforce/i18n/locale', () => ({ default: 'en-US' }), { virtual: true })
jest.doMock('@salesforce/i18n/timeZone', () => ({ default: 'America/New_York' }), { virtual: true })
