import { builder } from '../builder.ts'

export const CouponOrderStatus = builder.enumType('CouponOrderStatus', {
  description: 'How far an order of coupons has come; no way back (R14).',
  values: {
    REQUESTED: { description: 'Asked for; nothing is reserved.' },
    APPROVED: { description: 'Taken on, by its agency or else by an operator.' },
    ISSUED: { description: 'Its whole value is reserved, and its codes are made.' },
    DELIVERED: { description: 'Its coupons are with those who are to have them.' },
    SETTLED: { description: 'The statements that hold it are paid (R31).' },
    CANCELLED: { description: 'Given up before it was issued.' },
  },
})

export const Delivery = builder.enumType('Delivery', {
  description: 'By which channel coupons are sent to those who are to have them (R18).',
  values: {
    SMS: { description: 'A short text message.' },
    LMS: { description: 'A long text message.' },
    ALIMTALK: { description: 'A notice in KakaoTalk.' },
  },
})

export const DeliveredBy = builder.enumType('DeliveredBy', {
  description: 'Who delivers the coupons of an order, and alone exports its codes (R14).',
  values: {
    PARTNER: { description: 'The partner that ordered them.' },
    AGENCY: { description: 'The agency to which the order was given.' },
  },
})

export const CouponStatus = builder.enumType('CouponStatus', {
  description: 'What has become of a coupon.',
  values: {
    ISSUED: { description: 'Made, and not delivered yet: it can not be registered (R16).' },
    DELIVERED: { description: 'Can be registered, until the end of its last day (R16).' },
    REGISTERED: { description: 'Its points are in a wallet; it works once (R15).' },
    EXPIRED: { description: 'Was not registered by the end of its last day (R18).' },
    VOID: { description: 'Was not registered before its order was stopped (R18).' },
  },
})
