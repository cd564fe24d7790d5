const { join } = require('node:path')
const { jestConfig } = require('@salesforce/sfdx-lwc-jest/config')

const MOCKS = '<rootDir>/extension-ui/salesforce/force-app/test/jest-mocks/lightning'

/**
 * Jest for the Lightning web components; run from the repository root, where sfdx-project.json is. The base components
 * that forms and cards are made of are drawn by stand-ins with text and validity, because the stubs of sfdx-lwc-jest
 * draw nothing; `lightning/modal` has no stub at all.
 */
module.exports = {
  ...jestConfig,
  roots: ['<rootDir>/extension-ui/salesforce/force-app'],
  moduleNameMapper: {
    '^lightning/(button|card|input|modal|modalHeader|textarea)$': `${MOCKS}/$1/$1`,
  },
  setupFiles: [join(__dirname, 'force-app/test/setup.cjs')],
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
}
