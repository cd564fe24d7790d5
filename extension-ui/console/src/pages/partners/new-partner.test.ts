import { expect, test } from 'vitest'
import { domainsOf } from './new-partner.ts'

test.each([
  ['northwind-consulting.example\nnorthwind.example', ['northwind-consulting.example', 'northwind.example']],
  ['https://www.Northwind.example/about?x=1, northwind.example', ['northwind.example']],
  ['casey@partner.example; ', ['partner.example']],
  ['http://partner.example:8080', ['partner.example']],
  ['  ', []],
])('reads domains from %j', (text, domains) => {
  expect(domainsOf(text)).toEqual(domains)
})
