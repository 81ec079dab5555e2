/** Imports go one way: domain <- posting <- schema, jobs <- server. */
const pureLibraries = '^(node_modules/)?(temporal-polyfill|decimal\\.js|currency-codes)'

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-knows-only-itself-and-pure-libraries',
      severity: 'error',
      from: { path: '^src/domain' },
      to: { pathNot: ['^src/domain', pureLibraries] },
    },
    {
      name: 'posting-knows-only-the-domain',
      severity: 'error',
      from: { path: '^src/posting' },
      to: { path: '^src/(schema|jobs|server)' },
    },
    {
      name: 'schema-does-not-know-jobs-or-server',
      severity: 'error',
      from: { path: '^src/schema' },
      to: { path: '^src/(jobs|server)' },
    },
    {
      name: 'jobs-do-not-know-schema-or-server',
      severity: 'error',
      from: { path: '^src/jobs' },
      to: { path: '^src/(schema|server)' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', 'src/generated'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'], exportsFields: ['exports'] },
  },
}
