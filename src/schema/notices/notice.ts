import { builder } from '../builder.ts'
import { NoticeKind, NoticeStatus } from './enums.ts'
import { words } from './words.ts'

const forOperators = {
  authScopes: { kinds: ['OPERATOR'] },
  unauthorizedResolver: () => null,
  nullable: true,
} as const

export const Notice = builder.prismaNode('Notice', {
  description: 'A message that a user gets about their points (R28).',
  authScopes: { kinds: ['OPERATOR', 'USER'] },
  id: { field: 'id', description: 'The global id; each time that it is sent, it bears the same.' },
  fields: (t) => ({
    kind: t.expose('kind', { type: NoticeKind, description: 'What it tells of.' }),
    title: t.string({
      description: 'Its headline, in Korean.',
      resolve: words(({ title }) => title),
    }),
    body: t.string({
      description: 'All that it says, in Korean, in lines.',
      resolve: words(({ body }) => body),
    }),
    push: t.string({
      description: 'The same in one sentence, for a push message.',
      resolve: words(({ push }) => push),
    }),
    status: t.expose('status', { type: NoticeStatus, description: 'What has become of it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was written.' }),
    sentAt: t.expose('sentAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the provider took it; null until then.',
    }),
    attempts: t.exposeInt('attempts', {
      ...forOperators,
      description: 'How often it was taken up to be sent; null for all but operators.',
    }),
    lastError: t.exposeString('lastError', {
      ...forOperators,
      description: 'Why the last try failed; null where none did, and for all but operators.',
    }),
  }),
})
