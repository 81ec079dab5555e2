import { at, hash, id, type Row } from './row-values.ts'

/** A row of each table of coupons, as those of the other tables: delivered, and one registered. */
export const couponRows = {
  coupon_order: (n: number): Row => ({
    id: id(130 + n),
    contract_id: id(71),
    agency_id: id(21),
    status: 'DELIVERED',
    event_title: 'An event',
    value: 100,
    quantity: 10,
    register_by: '2026-12-31',
    delivery: 'SMS',
    delivered_by: 'AGENCY',
    test: false,
    requested_at: at,
    approved_at: at,
    issued_at: at,
    delivered_at: at,
    delivered_period: '2026-11',
    reservation_id: id(140 + n),
    made: 10,
    registered: 1,
  }),
  coupon: (n: number): Row => ({
    id: id(150 + n),
    order_id: id(131),
    code_hash: hash(n),
    suffix: 'ABC1',
    accrual_id: id(80 + n),
    registered_at: at,
  }),
  coupon_sheet: (n: number): Row => ({ order_id: id(131), number: n, sealed: hash(n) }),
  coupon_export: (n: number): Row => ({
    order_id: id(130 + n),
    seal_key: hash(n),
    token_hash: hash(n),
    lapses_at: at,
  }),
  coupon_entry: (n: number): Row => ({ wallet_id: id(60 + n), failures: `{${id(160 + n)}}` }),
} as const satisfies Record<string, (n: number) => Row>
