import { join } from 'node:path'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

/** Rules that catch bugs. Layout is prettier's, unused code is knip's, layers are dependency-cruiser's. */
export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      'node_modules/**',
      'data/**',
      '.cache/**',
      'coverage/**',
      // Lightning components need a parser and an ESLint of their own: `npm run check:salesforce` lints them.
      'extension-ui/salesforce/force-app/**',
      'extension-ui/salesforce/jest.config.cjs',
      'extension-ui/workbench/fixtures/lightning/**',
      '.config/salesforce-checks/node_modules/**',
    ],
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.base],
    plugins: { 'react-hooks': reactHooks },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: join(import.meta.dirname, '..') },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, attributes: false } },
      ],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.name='parseFloat']",
          message: 'Money and counts never pass through a float: parse decimal text with shared/money.',
        },
        { selector: 'ExportAllDeclaration', message: 'Import the file, not a barrel.' },
      ],
      'no-console': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'prefer-const': 'error',
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
    },
  },
  {
    files: ['shared/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', { name: 'process', message: 'shared/ is pure.' }],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time comes as an argument.' },
        { object: 'Math', property: 'random', message: 'Randomness comes as an argument.' },
      ],
    },
  },
  {
    files: ['server/**/*.ts', 'connectors/**/*.ts'],
    ignores: ['**/*.test.ts', 'server/config/env.ts', 'server/jobs/crashpoint.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only server/config/env.ts reads the environment.' },
      ],
    },
  },
)
