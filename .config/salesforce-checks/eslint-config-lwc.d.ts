/** Salesforce ships no types for it. */
declare module '@salesforce/eslint-config-lwc/recommended.js' {
  import type { Linter } from 'eslint'
  const configurations: Linter.Config[]
  export default configurations
}
