import { encodeBase64 } from '@pothos/core'
import { visibleAuditEvents } from '../access.ts'
import { builder } from '../builder.ts'

const AuditEvent = builder.prismaNode('AuditEvent', {
  description: 'What an operator did, or what became of codes to export (R15). Never changed.',
  authScopes: { kinds: ['OPERATOR'] },
  id: { field: 'id', description: 'The global id.' },
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    actor: t.exposeString('actor', { description: "Who: the caller's kind and code." }),
    action: t.exposeString('action', { description: 'By which mutation.' }),
    target: t.id({
      nullable: true,
      description: 'Global id of what was changed; null where it has none.',
      resolve: ({ targetType, targetId }) =>
        targetType && targetId ? encodeBase64(`${targetType}:${targetId}`) : null,
    }),
    details: t.expose('details', {
      type: 'JSON',
      nullable: true,
      description: 'What was asked for, without secrets and identity values; null: nothing more.',
    }),
  }),
})

builder.queryField('auditEvents', (t) =>
  t.prismaConnection({
    type: AuditEvent,
    cursor: 'id',
    authScopes: { caller: true },
    description:
      'What operators did and what became of codes to export (R15), newest first; empty for others.',
    resolve: (query, _root, _args, context) =>
      context.db.auditEvent.findMany({
        ...query,
        where: visibleAuditEvents(context),
        orderBy: { id: 'desc' },
      }),
  }),
)
