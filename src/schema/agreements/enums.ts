import { builder } from '../builder.ts'

export const PartnerStatus = builder.enumType('PartnerStatus', {
  description: 'Whether a partner or an agency takes part.',
  values: {
    ACTIVE: { description: 'Takes part.' },
    SUSPENDED: {
      description: 'Grants nothing new and takes no orders; what was granted goes on (R13).',
    },
  },
})

export const Channel = builder.enumType('Channel', {
  description: 'How a contract grants points; by no other way (R13).',
  values: {
    API: { description: 'By a call, to an account or a person.' },
    COUPON: { description: 'By coupons that users register.' },
    PROMOTION: { description: 'As rewards of a promotion.' },
  },
})

export const ContractStatus = builder.enumType('ContractStatus', {
  description: 'Goes from DRAFT to TESTING, LIVE and ENDED; no way back (R13).',
  values: {
    DRAFT: { description: 'Agreed on paper; grants nothing.' },
    TESTING: { description: 'Calls are checked in full and grant nothing real.' },
    LIVE: { description: 'Grants points, from startsOn to endsOn.' },
    ENDED: { description: 'Grants nothing new, for ever.' },
  },
})

export const Billing = builder.enumType('Billing', {
  description: 'When a partner pays for points (R12).',
  values: {
    PREPAID: { description: 'Deposits come first.' },
    POSTPAID: { description: 'Up to the credit limit; a paid statement restores it.' },
  },
})

export const CouponBilling = builder.enumType('CouponBilling', {
  description: 'Which coupons a partner pays for (R31).',
  values: {
    ON_DELIVERY: { description: 'Those delivered.' },
    ON_REGISTRATION: { description: 'Those registered.' },
  },
})
