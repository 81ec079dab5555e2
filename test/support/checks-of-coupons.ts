import { id } from './row-values.ts'
import type { Check } from './rows.ts'

const at = '2026-11-11T00:00:00Z'

/** What an order says once it is no longer, or not yet, delivered, issued and approved. */
const undelivered = { status: 'ISSUED', delivered_at: null, delivered_period: null, registered: 0 }
const unissued = {
  ...undelivered,
  status: 'APPROVED',
  issued_at: null,
  reservation_id: null,
  made: 0,
}
const requested = { ...unissued, status: 'REQUESTED', approved_at: null }
const cancelled = { ...unissued, status: 'CANCELLED', cancelled_at: at }
const settled = { status: 'SETTLED', settled_at: at }
const voided = { voided_at: at, void_reason: 'leaked' }

const ofOrders = (refused: Check['refused'], allowed: Check['allowed']): Check => ({
  table: 'coupon_order',
  refused,
  allowed,
})

/** The checks of orders of coupons, of their codes and of who tried them. */
export const checksOfCoupons: Readonly<Record<string, Check>> = {
  coupon_order_value_range: ofOrders(
    [{ value: 0 }, { value: 2_000_001 }],
    [{ value: 1 }, { value: 2_000_000 }],
  ),
  coupon_order_quantity_range: ofOrders(
    [
      { ...requested, quantity: 0 },
      { ...requested, quantity: 1_000_001 },
    ],
    [
      { ...requested, quantity: 1 },
      { ...requested, quantity: 1_000_000 },
    ],
  ),
  coupon_order_agency_delivers_where_there_is_one: ofOrders(
    [{ agency_id: null }],
    [{ agency_id: null, delivered_by: 'PARTNER' }, { delivered_by: 'PARTNER' }],
  ),
  coupon_order_approved_says_when: ofOrders(
    [{ approved_at: null }, { ...unissued, approved_at: null }],
    [requested, unissued, cancelled, { ...cancelled, approved_at: null }],
  ),
  coupon_order_issued_says_when: ofOrders(
    [
      { ...unissued, status: 'ISSUED' },
      { ...unissued, issued_at: at, reservation_id: id(999) },
    ],
    [undelivered, unissued],
  ),
  coupon_order_delivered_says_when: ofOrders(
    [
      { ...undelivered, status: 'DELIVERED' },
      { status: 'ISSUED', registered: 0 },
    ],
    [undelivered, settled],
  ),
  coupon_order_delivered_has_a_period: ofOrders(
    [{ delivered_period: null }, { ...undelivered, delivered_period: '2026-11' }],
    [undelivered],
  ),
  coupon_order_delivered_period_check: ofOrders(
    [{ delivered_period: '2026-13' }, { delivered_period: '2026-1 ' }],
    [{ delivered_period: '2026-12' }],
  ),
  coupon_order_settled_says_when: ofOrders(
    [{ status: 'SETTLED' }, { ...settled, status: 'DELIVERED' }],
    [settled],
  ),
  coupon_order_cancelled_says_when: ofOrders(
    [
      { ...cancelled, cancelled_at: null },
      { ...unissued, cancelled_at: at },
    ],
    [cancelled],
  ),
  coupon_order_issued_is_reserved: ofOrders(
    [
      { reservation_id: null },
      { test: true },
      { ...unissued, reservation_id: id(999) },
      { ...unissued, reservation_id: id(999), test: true },
    ],
    [{ test: true, reservation_id: null }, unissued],
  ),
  coupon_order_makes_what_is_issued: ofOrders(
    [
      { ...undelivered, made: -1 },
      { ...undelivered, made: 11 },
      { ...unissued, made: 1 },
    ],
    [
      { ...undelivered, made: 0 },
      { ...undelivered, made: 9 },
    ],
  ),
  coupon_order_delivered_is_made: ofOrders([{ made: 9 }], [{ made: 10 }]),
  coupon_order_registers_what_is_delivered: ofOrders(
    [{ registered: -1 }, { registered: 11 }, { ...undelivered, registered: 1 }],
    [{ registered: 0 }, { registered: 10 }],
  ),
  coupon_order_ends_once: ofOrders(
    [
      { ...voided, expired_at: at },
      { ...unissued, ...voided },
      { ...unissued, expired_at: at },
    ],
    [voided, { expired_at: at }, { ...undelivered, ...voided }],
  ),
  coupon_order_voided_says_why: ofOrders([{ voided_at: at }, { void_reason: 'leaked' }], [voided]),
  coupon_code_hash_check: {
    table: 'coupon',
    refused: [{ code_hash: Buffer.alloc(31) }, { code_hash: Buffer.alloc(33) }],
    allowed: [{ code_hash: Buffer.alloc(32) }],
  },
  coupon_suffix_check: {
    table: 'coupon',
    refused: [{ suffix: 'ABC' }, { suffix: 'ABCD1' }],
    allowed: [{ suffix: 'ABCD' }],
  },
  coupon_registered_says_when: {
    table: 'coupon',
    refused: [{ accrual_id: null }, { registered_at: null }],
    allowed: [{ accrual_id: null, registered_at: null }],
  },
  coupon_sheet_number_check: {
    table: 'coupon_sheet',
    refused: [{ number: 0 }, { number: -1 }],
    allowed: [{ number: 2 }],
  },
  coupon_export_token_hash_check: {
    table: 'coupon_export',
    refused: [{ token_hash: Buffer.alloc(31) }],
    allowed: [{ token_hash: Buffer.alloc(32) }],
  },
  coupon_export_link_lapses: {
    table: 'coupon_export',
    refused: [{ token_hash: null }, { lapses_at: null }],
    allowed: [{ token_hash: null, lapses_at: null }],
  },
  coupon_export_received_is_destroyed: {
    table: 'coupon_export',
    refused: [{ received_at: at }],
    allowed: [{ received_at: at, seal_key: null }],
  },
  coupon_entry_failures_check: {
    table: 'coupon_entry',
    refused: [{ failures: '{}' }, { failures: `{${Array.from({ length: 11 }, (_, n) => id(n))}}` }],
    allowed: [{ failures: `{${Array.from({ length: 10 }, (_, n) => id(n))}}` }],
  },
}
