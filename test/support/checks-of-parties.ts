import type { Check } from './rows.ts'

const full = { available: 2_000_000 }
const negotiated = { validity_negotiated: true }
const credit = { billing: 'POSTPAID', credit_limit: 5 }

/** The checks of who is who, of wallets and of contracts. */
export const checksOfParties: Readonly<Record<string, Check>> = {
  country_code_check: {
    table: 'country',
    refused: [{ code: 'xb' }, { code: 'X1' }, { code: 'X' }],
    allowed: [{ code: 'XC' }],
  },
  country_currency_check: {
    table: 'country',
    refused: [{ currency: 'usd' }, { currency: 'US' }],
    allowed: [{ currency: 'KRW' }],
  },
  merchant_currency_check: {
    table: 'merchant',
    refused: [{ currency: 'usd' }, { currency: '123' }],
    allowed: [{ currency: 'KRW' }],
  },
  agency_commission_basis_points_check: {
    table: 'agency',
    refused: [{ commission_basis_points: -1 }, { commission_basis_points: 10_001 }],
    allowed: [{ commission_basis_points: 0 }, { commission_basis_points: 10_000 }],
  },
  person_identity_hash_check: {
    table: 'person',
    refused: [{ identity_hash: Buffer.alloc(31, 9) }, { identity_hash: Buffer.alloc(33, 9) }],
    allowed: [{ identity_hash: Buffer.alloc(32, 9) }],
  },
  wallet_available_check: {
    table: 'wallet',
    refused: [{ available: -1 }],
    allowed: [{ available: 0 }],
  },
  wallet_held_check: {
    table: 'wallet',
    refused: [{ available: 5, held: -1 }],
    allowed: [{ available: 5, held: 0 }],
  },
  wallet_pending_check: {
    table: 'wallet',
    refused: [{ ...full, pending: -1 }],
    allowed: [{ ...full, pending: 0 }],
  },
  wallet_cap: {
    table: 'wallet',
    refused: [{ available: 2_000_001 }, { available: 1, held: 2_000_000 }],
    allowed: [full, { available: 1, held: 1_999_999 }],
  },
  wallet_pending_only_when_full: {
    table: 'wallet',
    refused: [{ pending: 1 }, { available: 1_999_998, held: 1, pending: 1 }],
    allowed: [
      { ...full, pending: 9_000_000_000n },
      { available: 1_999_999, held: 1, pending: 1 },
    ],
  },
  wallet_closed_is_empty: {
    table: 'wallet',
    refused: [
      { status: 'CLOSED', available: 1 },
      { status: 'CLOSED', held: 1 },
      { status: 'CLOSED', ...full, pending: 1 },
    ],
    allowed: [{ status: 'CLOSED' }, { status: 'FROZEN', available: 1 }],
  },
  contract_validity_months_check: {
    table: 'contract',
    refused: [
      { ...negotiated, validity_months: 0 },
      { ...negotiated, validity_months: 121 },
    ],
    allowed: [
      { ...negotiated, validity_months: 1 },
      { ...negotiated, validity_months: 120 },
    ],
  },
  contract_validity_agreed: {
    table: 'contract',
    refused: [{ validity_months: 25 }, { validity_months: 59 }],
    allowed: [
      { validity_months: 24 },
      { validity_months: 60 },
      { ...negotiated, validity_months: 25 },
    ],
  },
  contract_unit_price_check: {
    table: 'contract',
    refused: [{ unit_price: '-0.000001' }],
    allowed: [{ unit_price: '0' }],
  },
  contract_credit_limit_check: {
    table: 'contract',
    refused: [{ ...credit, credit_limit: -1, budget: 10 }],
    allowed: [{ ...credit, credit_limit: 0, budget: 10 }],
  },
  contract_reserved_check: {
    table: 'contract',
    refused: [{ reserved: -1 }],
    allowed: [{ reserved: 1 }],
  },
  contract_deposited_check: {
    table: 'contract',
    refused: [{ deposited: -1 }],
    allowed: [{ deposited: 9_000_000_000n }],
  },
  contract_budget_within_credit: {
    table: 'contract',
    refused: [{ budget: -1 }, { ...credit, budget: -6 }],
    allowed: [{ budget: 9_000_000_000n }, { ...credit, budget: -5 }],
  },
  contract_prepaid_has_no_credit: {
    table: 'contract',
    refused: [{ credit_limit: 1 }],
    allowed: [credit],
  },
  contract_dates_in_order: {
    table: 'contract',
    refused: [{ ends_on: '2025-12-31' }],
    allowed: [{ ends_on: '2026-01-01' }, { ends_on: null }],
  },
}
