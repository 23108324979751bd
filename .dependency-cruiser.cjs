// The walls of docs/ARCHITECTURE.md. Every rule is an error; `tools/start/walls.mjs` runs them and
// fails as well when nothing was cruised, because a cruiser that sees no module finds no fault.

const source = '^(packages|apps)/[^/]+/src';
const test = String.raw`\.test(-kit)?\.tsx?$`;

/** Packages of ours that `from` may not reach. */
const ours = (names) => `^(packages|apps)/(${names})/`;

/** What a package may take from npm; everything else there is forbidden. */
const npmExcept = (names) => `node_modules/(?!(${names})(/|$))`;

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that import each other are one concept, or a third one is missing.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolved',
      comment: 'An import that resolves to nothing hides whatever stands behind it from these rules.',
      severity: 'error',
      from: { pathNot: test },
      to: { couldNotResolve: true, pathNot: String.raw`\.(css|woff2?|svg|png|sql)(\?|$)|^virtual:` },
    },
    {
      name: 'model-imports-nouns-only',
      comment: 'Model is the nouns: it takes zod and the contract library, nothing else.',
      severity: 'error',
      from: { path: '^packages/model/src', pathNot: test },
      to: { path: [ours('(?!model)[^/]+'), npmExcept('zod|@orpc/contract')] },
    },
    {
      name: 'core-imports-model-only',
      comment: 'Core decides over values it is given. Load facts in store, pass them in.',
      severity: 'error',
      from: { path: '^packages/core/src', pathNot: test },
      to: { path: [ours('(?!(model|core)/)[^/]+'), 'node_modules/'] },
    },
    {
      name: 'no-node-in-model-and-core',
      comment: 'Model and core run anywhere and do no I/O: pass what they need as arguments.',
      severity: 'error',
      from: { path: '^packages/(model|core)/src', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'store-imports-model-and-core',
      comment: 'Store has effects on data. It knows drivers, not vendors and not processes.',
      severity: 'error',
      from: { path: '^packages/store/src', pathNot: test },
      to: { path: ours('(?!(model|core|store)/)[^/]+') },
    },
    {
      name: 'vendors-import-model-and-core',
      comment: 'Vendors normalise. What they produce is given to store by the server.',
      severity: 'error',
      from: { path: '^packages/vendors/src', pathNot: test },
      to: { path: ours('(?!(model|core|vendors)/)[^/]+') },
    },
    {
      name: 'packages-do-not-import-apps',
      comment: 'Apps are processes around the packages, never the other way round.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^apps/' },
    },
    {
      name: 'web-talks-by-contract',
      comment: 'The web app knows the server by packages/model/contract only.',
      severity: 'error',
      from: { path: '^apps/web/src', pathNot: test },
      to: { path: ours('(?!(model|web)/)[^/]+') },
    },
    {
      name: 'cli-talks-by-contract',
      comment:
        'The CLI knows the server by the contract; it may compose or start one, and speak for one as MCP.',
      severity: 'error',
      from: { path: '^apps/cli/src', pathNot: test },
      to: {
        path: ours('(?!(model|cli)/)[^/]+'),
        pathNot: String.raw`^apps/server/src/(compose\.ts|just-logs\.ts|mcp/index\.ts|supervisor/index\.ts)$`,
      },
    },
    {
      name: 'gateway-stands-alone',
      comment: 'No analytics query may delay a call: the gateway imports neither the API nor the jobs.',
      severity: 'error',
      from: { path: '^apps/server/src/gateway/' },
      to: { path: '^apps/server/src/(api|jobs)/' },
    },
    {
      name: 'enter-package-domains-by-index',
      comment: 'Import the domain (its index.ts), not a file inside it; export what is missing there.',
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/src/' },
      to: {
        path: '^packages/([^/]+)/src/.+',
        pathNot: ['^packages/$2/', String.raw`/index\.ts$`, String.raw`\.sql$`],
      },
    },
    {
      name: 'enter-sibling-domains-by-index',
      comment: 'Inside a package too, another domain is entered through its index.ts.',
      severity: 'error',
      from: { path: '^packages/(core|vendors)/src/([^/]+)/', pathNot: test },
      to: {
        path: '^packages/$1/src/([^/]+)/.+',
        pathNot: ['^packages/$1/src/$2/', String.raw`/index\.ts$`],
      },
    },
    {
      name: 'enter-store-domains-by-index',
      comment: 'Store folders (postgres, analytics/journal, …) are entered through their index.ts.',
      severity: 'error',
      from: { path: '^packages/store/src/(analytics/[^/]+|(?!analytics/)[^/]+)/', pathNot: test },
      to: {
        path: '^packages/store/src/(analytics/[^/]+|(?!analytics/)[^/]+)/.+',
        pathNot: ['^packages/store/src/$1/', String.raw`/index\.ts$`, String.raw`\.sql$`],
      },
    },
    {
      name: 'the-company-is-entered-by-its-generator',
      comment: 'What was planted, and the sums over it, are for tests: the product never sees them.',
      severity: 'error',
      from: { path: source, pathNot: test },
      to: { path: '^tools/company/', pathNot: String.raw`^tools/company/src/index\.ts$` },
    },
    {
      name: 'the-company-knows-no-product',
      comment: 'A generator that used the code it feeds would be wrong in the same way.',
      severity: 'error',
      from: { path: '^tools/company/src/(generator|oracle|truth|index)' },
      to: { path: '^(packages|apps)/' },
    },
    {
      name: 'tests-are-leaves',
      comment: 'Nothing that ships may import a test.',
      severity: 'error',
      from: { path: source, pathNot: test },
      to: { path: test },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    preserveSymlinks: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
    skipAnalysisNotInRules: true,
  },
};
