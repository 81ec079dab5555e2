import { builder } from '../builder.ts'

export const RedemptionStatus = builder.enumType('RedemptionStatus', {
  description: 'What has become of points spent on an order (R20, R25).',
  values: {
    AUTHORIZED: { description: 'Held, to be captured or voided.' },
    CAPTURED: { description: 'Spent.' },
    VOIDED: { description: 'Released without being spent.' },
    LAPSED: { description: 'Released, because the hold ended.' },
    PARTIALLY_REFUNDED: { description: 'Spent, and refunded in part.' },
    REFUNDED: { description: 'Spent, and refunded in whole.' },
  },
})
