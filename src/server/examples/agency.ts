import type { Example } from './example.ts'

export const agencyExample = (): Example => ({
  caller: { kind: 'AGENCY', code: 'coupon-house' },
  query,
  variables: {},
})

const query = `# An agency sells and issues coupons.

query Agency {
  viewer { kind agency { code name status } }
}

query MyAgency {
  agency(code: "coupon-house") { id code name commissionBasisPoints status }
}
`
