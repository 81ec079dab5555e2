import { code as currencyOf } from 'currency-codes'
import { Decimal } from 'decimal.js'
import type { Won } from './points.ts'

/** Wide enough for any amount x rate to stay exact. */
const Exact = Decimal.clone({ precision: 80, rounding: Decimal.ROUND_HALF_UP })

const homeCurrency = 'KRW'

/** What an order cost abroad, and the rate at which it was converted to won. Exact decimals, as text. */
export interface ForeignAmount {
  readonly amount: string
  /** ISO 4217. */
  readonly currency: string
  /** Won for one unit of the currency. */
  readonly rate: string
}

/** Places behind the decimal point of an ISO 4217 currency; undefined: there is no such currency. */
export function currencyDecimals(currency: string): number | undefined {
  const known = currencyOf(currency)
  // The library takes lower case too, which ISO 4217 doesn't know.
  return known?.code === currency ? known.digits : undefined
}

/** R24: whether an amount has no more decimals than its currency knows. */
export const fitsCurrency = (amount: string, decimals: number): boolean =>
  new Exact(amount).decimalPlaces() <= decimals

/** R24: local amount x rate, rounded half up, in won. */
export const wonOfForeign = ({ amount, rate }: ForeignAmount): bigint =>
  BigInt(new Exact(amount).times(rate).toDecimalPlaces(0).toFixed())

/**
 * R24: a foreign amount stands exactly where the merchant's currency is not
 * won, is in that currency, and converts to the order's amount.
 */
export function matchesForeign(
  foreign: ForeignAmount | null,
  merchantCurrency: string,
  orderAmount: Won,
): boolean {
  if (!foreign) return merchantCurrency === homeCurrency
  if (merchantCurrency === homeCurrency || foreign.currency !== merchantCurrency) return false
  return wonOfForeign(foreign) === orderAmount
}
