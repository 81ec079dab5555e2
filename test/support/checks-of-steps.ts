import type { Check } from './rows.ts'

const at = '2026-11-11T00:00:00Z'
const sent = { status: 'SENT', sent_at: at, next_attempt_at: null }

/** The checks of refunds and notices. */
export const checksOfSteps: Readonly<Record<string, Check>> = {
  refund_points_check: {
    table: 'refund',
    refused: [{ points: 0, expired_points: 0 }],
    allowed: [{ points: 1, expired_points: 0 }],
  },
  refund_expires_at_most_its_points: {
    table: 'refund',
    refused: [{ expired_points: 11 }, { expired_points: -1 }],
    allowed: [{ expired_points: 10 }, { expired_points: 0 }],
  },
  notice_points_check: {
    table: 'notice',
    refused: [{ points: 0 }],
    allowed: [{ points: 1 }],
  },
  notice_attempts_check: {
    table: 'notice',
    refused: [{ attempts: -1 }],
    allowed: [{ attempts: 0 }],
  },
  notice_ahead_says_how_far: {
    table: 'notice',
    refused: [{ days_ahead: null }, { kind: 'ACCRUAL' }],
    allowed: [{ days_ahead: 30 }, { kind: 'ACCRUAL', days_ahead: null }],
  },
  notice_queued_has_a_next_attempt: {
    table: 'notice',
    refused: [{ next_attempt_at: null }, { ...sent, next_attempt_at: at }, { status: 'FAILED' }],
    allowed: [sent, { status: 'FAILED', next_attempt_at: null }],
  },
  notice_sent_says_when: {
    table: 'notice',
    refused: [{ ...sent, sent_at: null }, { sent_at: at }],
    allowed: [sent],
  },
}
