import { builder } from '../builder.ts'

export const AccrualStatus = builder.enumType('AccrualStatus', {
  description: 'What has become of an accrual.',
  values: {
    SCHEDULED: { description: 'To be paid later; its points are reserved (R10).' },
    COMPLETED: { description: 'Paid; it can no longer be cancelled (R7).' },
    CANCELLED: { description: 'Cancelled before it was paid (R7).' },
    REFUSED: { description: 'Refused when its time came (R10).' },
  },
})

export const Purpose = builder.enumType('Purpose', {
  description: 'What points are given for (R11).',
  values: {
    EVENT_PRIZE: { description: 'A prize of an event.' },
    EMPLOYEE_WELFARE: { description: 'Welfare of employees.' },
    PURCHASE_GIFT: { description: 'A gift with a purchase.' },
    PROMOTION: { description: 'A promotion.' },
    OTHER: { description: 'Something else; coupons too.' },
  },
})
