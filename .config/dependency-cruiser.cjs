/** The layers, as rules. `shared <- connectors <- server`; what people see takes types only. */
module.exports = {
  forbidden: [
    {
      name: 'shared-is-pure',
      comment:
        'shared/ says what the business means. It may use zod, and nothing else: no server, no CRM, no Node.',
      severity: 'error',
      from: { path: '^shared/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^shared/', '^node_modules/zod/'] },
    },
    {
      name: 'connectors-know-only-shared',
      comment:
        'An adapter translates between a CRM and shared/. When it needs the server, the port is missing something.',
      severity: 'error',
      from: { path: '^connectors/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(server|extension-ui|test)/' },
    },
    {
      name: 'vendor-sdk-stops-at-its-connector',
      comment: 'Vendor types past the connectors would tie the whole product to one vendor.',
      severity: 'error',
      from: { path: '^(shared|server)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^node_modules/(@hubspot|jsforce)/' },
    },
    {
      name: 'one-crm-does-not-know-the-other',
      comment: 'HubSpot and Salesforce meet behind the port, never inside an adapter.',
      severity: 'error',
      from: { path: '^connectors/(hubspot|salesforce)/' },
      to: { path: '^connectors/(hubspot|salesforce)/', pathNot: '^connectors/$1/' },
    },
    {
      name: 'server-does-not-reach-into-screens-or-tests',
      comment:
        'The server must start in production, where neither is there. The workbench is loaded on demand, outside production only.',
      severity: 'error',
      from: { path: '^server/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(extension-ui|test)/', pathNot: '^extension-ui/workbench/start\\.ts$' },
    },
    {
      name: 'screens-take-types-only',
      comment:
        'Cards cannot bundle code from outside their folder, and the console must not compute: they import types of shared/contract.',
      severity: 'error',
      from: {
        path: '^extension-ui/',
        pathNot: ['\\.test\\.[jt]sx?$', '^extension-ui/workbench/(start|server|fixtures)'],
      },
      to: {
        path: '^(shared|connectors|server|test)/',
        pathNot: '^shared/contract/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'cards-import-contract-as-types',
      comment: "A card's bundle must contain nothing of shared/: use `import type`.",
      severity: 'error',
      from: { path: '^extension-ui/hubspot/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^shared/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'simulators-stand-alone',
      comment: 'A simulator that shares code with the connector would share its mistakes.',
      severity: 'error',
      from: { path: '^test/simulators/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(shared|connectors|server|extension-ui)/' },
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one idea in two places.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'only-the-database-layer-opens-connections',
      comment:
        "A query outside a workspace transaction sees nobody's rows on PostgreSQL and hangs on PGlite.",
      severity: 'error',
      from: { path: '^server/', pathNot: ['^server/db/(postgres|pglite)\\.ts$', '\\.test\\.ts$'] },
      to: { path: '^node_modules/(pg|@electric-sql/pglite)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['/dist/', '\\.vite/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
