import { visibleAgencies, visiblePartners } from '../access.ts'
import { readInput } from '../bad-input.ts'
import { builder } from '../builder.ts'
import { code } from '../shapes.ts'
import { Agency } from './agency.ts'
import { Partner } from './partner.ts'

builder.queryFields((t) => ({
  partner: t.prismaField({
    type: Partner,
    nullable: true,
    authScopes: { caller: true },
    description: 'The partner of that code; null where the caller may see none.',
    args: { code: t.arg.string({ required: true, description: "The partner's code." }) },
    resolve: (query, _root, args, context) =>
      context.db.partner.findUnique({
        ...query,
        where: { code: readInput(code, args.code, ['code']), AND: visiblePartners(context) },
      }),
  }),
  partners: t.prismaConnection({
    type: Partner,
    cursor: 'id',
    authScopes: { caller: true },
    description: 'The partners that the caller may see, newest first.',
    totalCount: (_root, _args, context) =>
      context.db.partner.count({ where: visiblePartners(context) }),
    resolve: (query, _root, _args, context) =>
      context.db.partner.findMany({
        ...query,
        where: visiblePartners(context),
        orderBy: { id: 'desc' },
      }),
  }),
  agency: t.prismaField({
    type: Agency,
    nullable: true,
    authScopes: { caller: true },
    description: 'The agency of that code; null where the caller may see none.',
    args: { code: t.arg.string({ required: true, description: "The agency's code." }) },
    resolve: (query, _root, args, context) =>
      context.db.agency.findUnique({
        ...query,
        where: { code: readInput(code, args.code, ['code']), AND: visibleAgencies(context) },
      }),
  }),
  agencies: t.prismaConnection({
    type: Agency,
    cursor: 'id',
    authScopes: { caller: true },
    description: 'The agencies that the caller may see, newest first.',
    totalCount: (_root, _args, context) =>
      context.db.agency.count({ where: visibleAgencies(context) }),
    resolve: (query, _root, _args, context) =>
      context.db.agency.findMany({
        ...query,
        where: visibleAgencies(context),
        orderBy: { id: 'desc' },
      }),
  }),
}))
