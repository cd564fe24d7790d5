const { join } = require('node:path')
const { jestConfig } = require('@salesforce/sfdx-lwc-jest/config')

const FORCE_APP = '<rootDir>/extension-ui/salesforce/force-app'

/** The engine of the compiler that is installed: sfdx-lwc-jest brings an older one, which warns at every component. */
const ENGINE = require.resolve('@lwc/engine-dom', { paths: [require.resolve('lwc')] })

/**
 * Jest for the Lightning web components; run from the repository root, where sfdx-project.json is. The base components
 * that forms and cards are made of are drawn by stand-ins with text and validity, because the stubs of sfdx-lwc-jest
 * draw nothing; `lightning/modal` has no stub at all. The cards of both CRMs are held to the same replies.
 */
module.exports = {
  ...jestConfig,
  rootDir: join(__dirname, '../..'),
  roots: [FORCE_APP],
  moduleNameMapper: {
    '^(lwc|@lwc/engine-dom)$': ENGINE,
    '^lightning/(button|card|input|modal|modalHeader|textarea)$': `${FORCE_APP}/test/jest-mocks/lightning/$1/$1`,
    '^test/card-replies$': '<rootDir>/extension-ui/hubspot/src/app/cards/test/fixtures.ts',
    '^test/(screen|forms|accessibility)$': `${FORCE_APP}/test/$1`,
  },
  // The engine is published as ES modules only.
  transformIgnorePatterns: [
    '/node_modules/(?!(.*@lwc/engine-dom|@salesforce/sfdx-lwc-jest/src/lightning-stubs)/)',
  ],
  setupFiles: [join(__dirname, 'force-app/test/setup.cjs')],
  setupFilesAfterEnv: [...jestConfig.setupFilesAfterEnv, join(__dirname, 'force-app/test/no-complaints.cjs')],
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
}
