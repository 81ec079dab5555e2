import type { InputFieldBuilder } from '@pothos/core'
import { Decimal } from 'decimal.js'
import { z } from 'zod'
import { currencyDecimals, fitsCurrency } from '../../domain/foreign.ts'
import { won } from '../../domain/points.ts'
import { builder } from '../builder.ts'
import {
  code,
  currency,
  decimal,
  idempotencyKey,
  optional,
  positivePoints,
  positiveWon,
  text,
  wonOrNone,
} from '../shapes.ts'

const ForeignAmountInput = builder.inputType('ForeignAmountInput', {
  description: 'What the order costs abroad: amount x rate, rounded half up, in won (R24).',
  fields: (t) => ({
    amount: t.field({
      type: 'Decimal',
      required: true,
      description: 'More than 0, with no more decimals than the currency has.',
    }),
    currency: t.string({ required: true, description: "ISO 4217; the merchant's currency." }),
    rate: t.field({
      type: 'Decimal',
      required: true,
      description: 'Won for one unit of the currency, more than 0.',
    }),
  }),
})

type Fields = InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>

/** What is asked of every order that points are to pay for, in one step or in two. */
export const spendingFields = (t: Fields) => ({
  idempotencyKey: t.string({
    required: true,
    description: '1 to 64 visible ASCII characters. A repeat with the same key is safe (R35).',
  }),
  account: t.string({ required: true, description: 'External id of the account that spends.' }),
  merchant: t.string({ required: true, description: 'Code of the merchant.' }),
  orderId: t.string({
    required: true,
    description: "The merchant's own id of the order, which has one redemption (R21).",
  }),
  orderAmount: t.field({
    type: 'Won',
    required: true,
    description: 'What the order costs, at least 1 won.',
  }),
  discountAmount: t.field({
    type: 'Won',
    required: true,
    defaultValue: won(0n),
    description: 'Other coupons and discounts on it (R21), 0 or more.',
  }),
  points: t.field({
    type: 'Points',
    required: true,
    description: 'At least 1. Those that expire first are spent first (R19).',
  }),
  foreign: t.field({
    type: ForeignAmountInput,
    description: "Required where the merchant's currency is not KRW, refused where it is (R24).",
  }),
})

const isMore = (text: string) => new Decimal(text).gt(0)

const foreign = z
  .object({
    amount: decimal({ whole: 18, behind: 6 }).refine(isMore, 'must be more than 0.'),
    currency,
    rate: decimal({ whole: 12, behind: 12 }).refine(isMore, 'must be more than 0.'),
  })
  .refine(({ amount, currency }) => fitsCurrency(amount, currencyDecimals(currency) ?? 0), {
    path: ['amount'],
    message: 'must have no more decimals than its currency.',
  })

export const spendingShape = {
  idempotencyKey,
  account: code,
  merchant: code,
  orderId: text,
  orderAmount: positiveWon,
  discountAmount: wonOrNone,
  points: positivePoints,
  foreign: optional(foreign),
}
