import { relative } from 'node:path'
import lwc from '@salesforce/eslint-config-lwc/recommended.js'
import { ESLint } from 'eslint'
import { PACKAGE, ROOT } from './places.ts'

/** Salesforce's own rules for Lightning web components. They need ESLint 9, which the rest of the code has left. */
export async function lwcLintFaults(): Promise<string[]> {
  const eslint = new ESLint({
    cwd: PACKAGE,
    overrideConfigFile: true,
    overrideConfig: [
      ...lwc,
      {
        linterOptions: { reportUnusedDisableDirectives: 'error' },
        rules: {
          // The platform resolves c/, lightning/ and @salesforce/ itself; the plugin looks for them on disk.
          'import/no-unresolved': 'off',
          'import/named': 'off',
          'import/namespace': 'off',
          'import/default': 'off',
          // Files here begin with what they are for; helpers stand beneath.
          'no-use-before-define': ['error', { functions: false, variables: false }],
          // Marks a promise that nobody waits for, as in the rest of the code.
          'no-void': 'off',
          // Prettier takes away the parentheses that it asks for.
          'no-confusing-arrow': 'off',
        },
      },
      {
        files: ['**/__tests__/**'],
        rules: {
          'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*'] }],
          // Tests play the platform: they emit what a wire would bring and the events of its elements.
          '@lwc/lwc/no-unexpected-wire-adapter-usages': 'off',
          '@lwc/lwc/prefer-custom-event': 'off',
          '@lwc/lwc/no-async-operation': 'off',
          // Bad input on purpose.
          'no-script-url': 'off',
          // One step after the other is what a test is.
          'no-await-in-loop': 'off',
        },
      },
    ],
  })
  const results = await eslint.lintFiles(['force-app/main/default/lwc/**/*.js'])
  if (results.length === 0) return ['no component was found']
  return results.flatMap(({ filePath, messages }) =>
    messages.map(
      ({ line, ruleId, message }) => `${relative(ROOT, filePath)}:${line} ${message} (${ruleId ?? 'syntax'})`,
    ),
  )
}
