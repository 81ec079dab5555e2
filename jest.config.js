const transform = {
  '^.+\\.ts$': [
    '@swc/jest',
    {
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'es6' },
      sourceMaps: 'inline',
    },
  ],
}

/** What is large, and has a smaller test beside it: `npm run test:long` runs it. */
const large = [
  'failed-codes-race',
  'issue-coupons-race',
  'make-coupons-killed',
  'register-coupon-http-race',
]
const testPathIgnorePatterns = process.env.LONG
  ? []
  : large.map((name) => `/test/${name}\\.test\\.ts$`)

const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform,
  testPathIgnorePatterns,
}

/** @type {import('jest').Config} */
export default {
  // Tests wait for processes and clocks more than they compute: three keep two cores busy.
  maxWorkers: 3,
  testTimeout: 60_000,
  projects: [
    { ...base, displayName: 'rules', testMatch: ['<rootDir>/test/rules/*.test.ts'] },
    {
      ...base,
      displayName: 'gateway',
      testMatch: ['<rootDir>/test/*.test.ts'],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
}
