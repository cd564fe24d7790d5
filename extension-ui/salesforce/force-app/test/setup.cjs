const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { XMLParser } = require('fast-xml-parser')

const DEFAULT = join(__dirname, '../main/default')
const stub = (name, value) => jest.doMock(name, () => ({ default: value() }), { virtual: true })

// Labels are their real texts, so that tests read like the screen; one that is not defined shows its name.
const { labels } = new XMLParser({ parseTagValue: false, trimValues: false }).parse(
  readFileSync(join(DEFAULT, 'labels/CustomLabels.labels-meta.xml'), 'utf8'),
).CustomLabels
const unescaped = (text) =>
  text.replace(
    /&(lt|gt|quot|apos|amp);/g,
    (_, name) => ({ lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' })[name],
  )
for (const { fullName, value } of labels) stub(`@salesforce/label/c.${fullName}`, () => unescaped(value))

stub('@salesforce/i18n/locale', () => 'en-US')
stub('@salesforce/i18n/timeZone', () => 'America/New_York')

// Every Apex method that c/cardApi calls is a jest.fn(), which a test imports by the same name.
const apex = readFileSync(join(DEFAULT, 'lwc/cardApi/cardApi.js'), 'utf8').match(/@salesforce\/apex\/[\w.]+/g)
for (const name of apex) stub(name, () => jest.fn())
