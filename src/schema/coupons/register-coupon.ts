import { z } from 'zod'
import { parseCouponCode } from '../../domain/coupon-code.ts'
import { refuse } from '../../domain/refusal.ts'
import type { PointsAccrued } from '../../posting/command.ts'
import { Wallet } from '../accounts/wallet.ts'
import { builder } from '../builder.ts'
import { Accrual } from '../points/accrual.ts'
import { accrualOf, walletOf } from '../points/accrued.ts'
import { resultOf } from '../result.ts'
import { code, idempotencyKey } from '../shapes.ts'
import { verb } from '../verb.ts'
import { Coupon } from './coupon.ts'

const RegisterCouponPayload = builder.objectRef<PointsAccrued>('RegisterCouponPayload').implement({
  description: 'The coupon is registered, and stays so if the server dies now (R36).',
  fields: (t) => ({
    accrual: t.field({
      type: Accrual,
      description: 'What it granted; a coupon of a test nothing, only as a test (R13).',
      resolve: accrualOf,
    }),
    coupon: t.prismaField({
      type: Coupon,
      description: 'The coupon: REGISTERED.',
      resolve: (query, { accrual: accrualId }, _args, { db }) =>
        db.coupon.findUniqueOrThrow({ ...query, where: { accrualId } }),
    }),
    wallet: t.field({
      type: Wallet,
      nullable: true,
      authScopes: { kinds: ['OPERATOR', 'USER'] },
      unauthorizedResolver: () => null,
      description: 'The wallet with its points; null for callers who may not see it.',
      resolve: walletOf,
    }),
    replayed: t.exposeBoolean('replayed', {
      description: 'The same key had already been carried out (R35).',
    }),
  }),
})

const RegisterCouponInput = builder.inputType('RegisterCouponInput', {
  description: 'A coupon to register into an account.',
  fields: (t) => ({
    idempotencyKey: t.string({
      required: true,
      description: '1 to 64 visible ASCII characters. A repeat with the same key is safe (R35).',
    }),
    account: t.string({ required: true, description: "The account's external id." }),
    code: t.string({
      required: true,
      description:
        'As it was typed, at most 100 characters: lower case, spaces, hyphens and the look-alikes I, L and O are read as meant (R15).',
    }),
  }),
})

const shape = z.object({
  idempotencyKey,
  account: code,
  code: z.string().max(100, 'must be at most 100 characters.'),
})

builder.mutationField('registerCoupon', (t) =>
  t.field({
    type: resultOf(RegisterCouponPayload),
    description:
      'Registers a coupon, which grants its points from now on (R16). Codes that fail are counted, and ten within ten minutes lock the account’s coupon entry for thirty (R17); the message tells what is left. For the account’s user, and operators for them. Safe to repeat with the same key.',
    args: {
      input: t.arg({
        type: RegisterCouponInput,
        required: true,
        description: 'Which coupon, and into which account.',
      }),
    },
    resolve: verb(
      { shape, may: ['OPERATOR', 'USER'] },
      async ({ code: typed, ...asked }, { posting, caller, hashCode }) => {
        const code = parseCouponCode(typed)
        if (!code) return refuse('COUPON_CODE_MALFORMED', 'code')
        const codeHash = hashCode(code)
        return posting.post<'registerCoupon'>({
          ...asked,
          kind: 'registerCoupon',
          caller,
          codeHash,
        })
      },
    ),
  }),
)
