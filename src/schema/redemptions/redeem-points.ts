import { Decimal } from 'decimal.js'
import { z } from 'zod'
import { currencyDecimals, fitsCurrency } from '../../domain/foreign.ts'
import { won } from '../../domain/points.ts'
import type { PointsRedeemed } from '../../posting/command.ts'
import { Wallet } from '../accounts/wallet.ts'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
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
import { verb } from '../verb.ts'
import { Redemption } from './redemption.ts'

const RedeemPointsPayload = builder.objectRef<PointsRedeemed>('RedeemPointsPayload').implement({
  description: 'The points are spent, and stay so if the server dies now (R36).',
  fields: (t) => ({
    redemption: t.field({
      type: Redemption,
      description: 'What was spent, and on what.',
      resolve: ({ redemption, rows }, _args, { db }) =>
        rows?.redemption ?? db.redemption.findUniqueOrThrow({ where: { id: redemption } }),
    }),
    wallet: t.field({
      type: Wallet,
      nullable: true,
      authScopes: { kinds: ['OPERATOR'] },
      unauthorizedResolver: () => null,
      description: 'The wallet without them; null for callers who may not see it.',
      resolve: ({ wallet, rows }, _args, { db }) =>
        rows?.wallet ?? db.wallet.findUniqueOrThrow({ where: { id: wallet } }),
    }),
    replayed: t.exposeBoolean('replayed', {
      description: 'The same key had already been carried out (R35).',
    }),
  }),
})

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

const RedeemPointsInput = builder.inputType('RedeemPointsInput', {
  description: 'Points to spend on one order, in one step.',
  fields: (t) => ({
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

const shape = z.object({
  idempotencyKey,
  account: code,
  merchant: code,
  orderId: text,
  orderAmount: positiveWon,
  discountAmount: wonOrNone,
  points: positivePoints,
  foreign: optional(foreign),
})

builder.mutationField('redeemPoints', (t) =>
  t.field({
    type: resultOf(RedeemPointsPayload),
    description:
      'Spends points on an order (R19 to R26). For the merchant and operators. Safe to repeat with the same key.',
    args: {
      input: t.arg({ type: RedeemPointsInput, required: true, description: 'What to spend.' }),
    },
    resolve: verb({ shape, may: ['OPERATOR', 'MERCHANT'] }, (asked, { posting, caller }) =>
      posting.post<'redeemPoints'>({ ...asked, kind: 'redeemPoints', caller }),
    ),
  }),
)
