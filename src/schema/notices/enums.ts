import { builder } from '../builder.ts'

export const NoticeKind = builder.enumType('NoticeKind', {
  description: 'What a notice tells of (R28).',
  values: {
    ACCRUAL: { description: 'Points came.' },
    EXPIRY_AHEAD: { description: 'Points will expire, in 30 or in 7 days.' },
  },
})

export const NoticeStatus = builder.enumType('NoticeStatus', {
  description: 'What has become of a notice.',
  values: {
    QUEUED: { description: 'To be sent, or to be tried again.' },
    SENT: { description: 'The provider has taken it.' },
    FAILED: {
      description:
        'Given up: after a day of trying, and resendNotice tries for another; or ahead of an expiry whose day is over.',
    },
  },
})
