import { builder } from '../builder.ts'
import { AccountStatus } from './enums.ts'

export const Account = builder.prismaNode('Account', {
  description: 'A user account of one person, who may have several.',
  authScopes: { kinds: ['OPERATOR', 'USER'] },
  id: { field: 'id', description: 'The global id.' },
  fields: (t) => ({
    externalId: t.exposeString('externalId', { description: 'By which the account is named.' }),
    status: t.expose('status', { type: AccountStatus, description: 'Whether it is in use.' }),
    birthDate: t.expose('birthDate', {
      type: 'Date',
      nullable: true,
      description: "The user's date of birth, which promotions may ask for; null: unknown.",
    }),
    wallet: t.relation('wallet', {
      nullable: false,
      onNull: 'error',
      description: 'Its points.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
  }),
})
