import type { PointsRedeemed } from '../../posting/command.ts'
import { Wallet } from '../accounts/wallet.ts'
import { builder } from '../builder.ts'
import { Redemption } from './redemption.ts'

/** What every step of a redemption answers, under the name of its own payload. */
export const redemptionPayload = (name: string, description: string) =>
  builder.objectRef<PointsRedeemed>(name).implement({ description, fields: redemptionFields })

type Fields = PothosSchemaTypes.ObjectFieldBuilder<typeof builder.$inferSchemaTypes, PointsRedeemed>

export const redemptionFields = (t: Fields) => ({
  redemption: t.field({
    type: Redemption,
    description: 'The redemption as this step left it; repeated, as it is now.',
    resolve: ({ redemption, rows }, _args, { db }) =>
      rows?.redemption ?? db.redemption.findUniqueOrThrow({ where: { id: redemption } }),
  }),
  wallet: t.field({
    type: Wallet,
    nullable: true,
    authScopes: { kinds: ['OPERATOR'] },
    unauthorizedResolver: () => null,
    description: 'Its wallet; null for callers who may not see it.',
    resolve: ({ wallet, rows }, _args, { db }) =>
      rows?.wallet ?? db.wallet.findUniqueOrThrow({ where: { id: wallet } }),
  }),
  replayed: t.exposeBoolean('replayed', {
    description: 'The same key had already been carried out (R35).',
  }),
})
