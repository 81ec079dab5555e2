import { points } from '../../domain/points.ts'
import { roomOf } from '../../domain/wallet.ts'
import { builder } from '../builder.ts'
import { currentWallet, whenKnown } from './current.ts'
import { WalletStatus } from './enums.ts'

export const Wallet = builder.prismaNode('Wallet', {
  description:
    "An account's points, shown as they are after whatever is due: never expired points as available (R27).",
  authScopes: { kinds: ['OPERATOR', 'USER'] },
  id: { field: 'id', description: 'The global id.' },
  fields: (t) => ({
    account: t.relation('account', { description: 'Whose wallet it is.' }),
    status: t.expose('status', { type: WalletStatus, description: 'What it may do (R26).' }),
    available: t.field({
      type: 'Points',
      description: 'Can be spent now.',
      resolve: (row, _args, context) =>
        whenKnown(currentWallet(row, context), ({ available }) => available),
    }),
    held: t.field({
      type: 'Points',
      description: 'Held for orders, until they are captured or voided (R20).',
      resolve: (row, _args, context) => whenKnown(currentWallet(row, context), ({ held }) => held),
    }),
    pending: t.field({
      type: 'Points',
      description: 'Waits for room under the cap (R3).',
      resolve: (row, _args, context) =>
        whenKnown(currentWallet(row, context), ({ pending }) => pending),
    }),
    room: t.field({
      type: 'Points',
      description: 'What the cap still leaves: 2,000,000 - available - held (R3).',
      resolve: (row, _args, context) =>
        whenKnown(currentWallet(row, context), ({ available, held }) =>
          roomOf({ available: points(available), held: points(held) }),
        ),
    }),
  }),
})
