import { id } from './row-values.ts'
import type { Check } from './rows.ts'

const period: Omit<Check, 'table'> = {
  refused: ['2026-13', '2026-00', '2026-1 ', '26-01  ', ' 2026-1'].map((text) => ({
    period: text,
  })),
  allowed: ['2026-12', '0001-01'].map((text) => ({ period: text })),
}
const foreign = { foreign_amount: '0.01', foreign_currency: 'USD', foreign_rate: '0.01' }
const noWallet = { wallet_id: null, balance_after: null }

const scheduled = { scheduled_for: '2026-11-11T00:00:00Z', recipient_account: 'account-1' }

/** The checks of points given and spent, of keys and of history. */
export const checksOfPoints: Readonly<Record<string, Check>> = {
  accrual_amount_range: {
    table: 'accrual',
    refused: [
      { amount: 0, available_amount: 0, pending_amount: 0 },
      { amount: 2_000_001, available_amount: 1, pending_amount: 2_000_000 },
    ],
    allowed: [
      { amount: 1, available_amount: 1, pending_amount: 0 },
      { amount: 2_000_000, available_amount: 0, pending_amount: 2_000_000 },
    ],
  },
  accrual_available_amount_check: {
    table: 'accrual',
    refused: [{ available_amount: -1, pending_amount: 101 }],
    allowed: [{ available_amount: 0, pending_amount: 100 }],
  },
  accrual_pending_amount_check: {
    table: 'accrual',
    refused: [{ available_amount: 101, pending_amount: -1 }],
    allowed: [{ available_amount: 100, pending_amount: 0 }],
  },
  accrual_split_adds_up: {
    table: 'accrual',
    refused: [{ available_amount: 59 }, { pending_amount: 41 }],
    allowed: [{ available_amount: 59, pending_amount: 41 }],
  },
  accrual_completed_is_whole: {
    table: 'accrual',
    refused: [
      'wallet_id',
      'available_amount',
      'pending_amount',
      'valid_through',
      'completed_at',
    ].map((column) => ({ [column]: null })),
    allowed: [
      { ...scheduled, status: 'SCHEDULED', wallet_id: null, available_amount: null },
      { ...scheduled, status: 'CANCELLED', valid_through: null, completed_at: null },
    ],
  },
  accrual_refused_says_why: {
    table: 'accrual',
    refused: [{ status: 'REFUSED' }, { refused_code: 'NOT_FOUND' }],
    allowed: [{ ...scheduled, status: 'REFUSED', refused_code: 'NOT_FOUND' }],
  },
  accrual_names_one_recipient: {
    table: 'accrual',
    refused: [
      { recipient_account: 'account-1' },
      { recipient_person_id: id(41) },
      { ...scheduled, recipient_account: null },
      { ...scheduled, recipient_person_id: id(41) },
    ],
    allowed: [scheduled, { ...scheduled, recipient_account: null, recipient_person_id: id(41) }],
  },
  accrual_scheduled_says_when: {
    table: 'accrual',
    refused: [
      { status: 'SCHEDULED' },
      { status: 'CANCELLED' },
      { status: 'REFUSED', refused_code: 'NOT_FOUND' },
    ],
    allowed: [
      { ...scheduled, status: 'SCHEDULED' },
      { ...scheduled, status: 'CANCELLED' },
      { ...scheduled, status: 'REFUSED', refused_code: 'NOT_FOUND' },
    ],
  },
  accrual_key_form: {
    table: 'accrual',
    refused: ['', 'x'.repeat(65), 'a b', '한', 'a\n'].map((key) => ({ idempotency_key: key })),
    allowed: ['!', '~'.repeat(64), null].map((key) => ({ idempotency_key: key })),
  },
  lot_amount_check: {
    table: 'lot',
    refused: [{ amount: 0, remaining: 0, pending: 0 }, { amount: 2_000_001 }],
    allowed: [{ amount: 1, remaining: 1, pending: 0 }, { amount: 2_000_000 }],
  },
  lot_remaining_check: {
    table: 'lot',
    refused: [{ remaining: -1 }],
    allowed: [{ remaining: 0 }],
  },
  lot_held_check: { table: 'lot', refused: [{ held: -1 }], allowed: [{ remaining: 0, held: 60 }] },
  lot_pending_check: { table: 'lot', refused: [{ pending: -1 }], allowed: [{ pending: 0 }] },
  lot_expired_check: {
    table: 'lot',
    refused: [{ expired: -1 }],
    allowed: [{ remaining: 0, expired: 60 }],
  },
  lot_holds_at_most_its_amount: {
    table: 'lot',
    refused: [{ remaining: 61 }, { held: 1 }, { pending: 41 }, { expired: 1 }],
    allowed: [{ remaining: 20, held: 20, pending: 20, expired: 40 }, { remaining: 0 }],
  },
  lot_expires_after_its_accrual: {
    table: 'lot',
    refused: [{ expires_at: '2026-11-10T00:00:00Z' }],
    allowed: [{ expires_at: '2026-11-10T00:00:00.001Z' }],
  },
  redemption_order_amount_check: {
    table: 'redemption',
    refused: [{ order_amount: 0 }],
    allowed: [{ order_amount: 100 }],
  },
  redemption_discount_amount_check: {
    table: 'redemption',
    refused: [{ discount_amount: -1 }],
    allowed: [{ discount_amount: 900 }],
  },
  redemption_points_check: {
    table: 'redemption',
    refused: [{ points: 0, captured_points: 0 }],
    allowed: [{ points: 1, captured_points: 1 }],
  },
  redemption_captures_at_most_its_points: {
    table: 'redemption',
    refused: [{ captured_points: 101 }, { captured_points: -1 }],
    allowed: [{ captured_points: 0 }],
  },
  redemption_refunds_at_most_what_was_captured: {
    table: 'redemption',
    refused: [{ captured_points: 40, refunded_points: 41 }, { refunded_points: -1 }],
    allowed: [{ captured_points: 40, refunded_points: 40 }],
  },
  redemption_within_order: {
    table: 'redemption',
    refused: [{ order_amount: 99 }, { discount_amount: 901 }],
    allowed: [{ order_amount: 100 }, { discount_amount: 900 }],
  },
  redemption_foreign_amount_check: {
    table: 'redemption',
    refused: [{ ...foreign, foreign_amount: '0' }],
    allowed: [foreign],
  },
  redemption_foreign_rate_check: {
    table: 'redemption',
    refused: [{ ...foreign, foreign_rate: '0' }],
    allowed: [foreign],
  },
  redemption_foreign_whole: {
    table: 'redemption',
    refused: Object.keys(foreign).flatMap((column) => [
      { ...foreign, [column]: null },
      { [column]: foreign[column as keyof typeof foreign] },
    ]),
    allowed: [foreign, {}],
  },
  redemption_hold_has_an_end: {
    table: 'redemption',
    refused: [{ status: 'AUTHORIZED' }],
    allowed: [{ status: 'AUTHORIZED', hold_expires_at: '2026-11-17T00:00:00Z' }],
  },
  idempotency_key_check: {
    table: 'idempotency',
    refused: ['', 'x'.repeat(65), 'a b', '한', 'a\n'].map((key) => ({ key })),
    allowed: ['!', '~'.repeat(64)].map((key) => ({ key })),
  },
  idempotency_fingerprint_check: {
    table: 'idempotency',
    refused: [{ fingerprint: Buffer.alloc(31) }, { fingerprint: Buffer.alloc(33) }],
    allowed: [{ fingerprint: Buffer.alloc(32) }],
  },
  closed_period_period_check: { table: 'closed_period', ...period },
  journal_period_check: { table: 'journal', ...period },
  journal_wallet_is_owner: {
    table: 'journal',
    refused: [{ wallet_id: id(62) }],
    allowed: [{ owner_id: id(62), wallet_id: id(62) }],
  },
  journal_balance_after_check: {
    table: 'journal',
    refused: [{ balance_after: -1 }, { balance_after: 2_000_001 }],
    allowed: [{ balance_after: 0 }, { balance_after: 2_000_000 }],
  },
  journal_balance_where_a_wallet: {
    table: 'journal',
    refused: [{ wallet_id: null }, { balance_after: null }],
    allowed: [noWallet],
  },
  entry_line_check: {
    table: 'entry',
    refused: [{ line: 0 }, { line: -1 }],
    allowed: [{ line: 2_147_483_646 }],
  },
  entry_amount_check: { table: 'entry', refused: [{ amount: 0 }], allowed: [{ amount: -1 }] },
  entry_lot_where_a_wallet: {
    table: 'entry',
    refused: [
      ...['WALLET_AVAILABLE', 'WALLET_HELD', 'WALLET_PENDING'].map((account) => ({ account })),
      ...['FUNDING', 'CONTRACT_BUDGET', 'CONTRACT_RESERVED', 'BREAKAGE'].map((account) => ({
        account,
        lot_id: id(81),
      })),
      { account: 'MERCHANT_PAYABLE', merchant_id: id(31), lot_id: id(81) },
    ],
    allowed: [
      ...['WALLET_AVAILABLE', 'WALLET_HELD', 'WALLET_PENDING'].map((account) => ({
        account,
        lot_id: id(81),
      })),
      ...['FUNDING', 'CONTRACT_BUDGET', 'CONTRACT_RESERVED'].map((account) => ({ account })),
    ],
  },
  entry_merchant_where_payable: {
    table: 'entry',
    refused: [
      { account: 'MERCHANT_PAYABLE' },
      { account: 'WALLET_AVAILABLE', lot_id: id(81), merchant_id: id(31) },
      ...['FUNDING', 'CONTRACT_BUDGET', 'CONTRACT_RESERVED', 'BREAKAGE'].map((account) => ({
        account,
        merchant_id: id(31),
      })),
    ],
    allowed: [{ account: 'MERCHANT_PAYABLE', merchant_id: id(31) }],
  },
}
