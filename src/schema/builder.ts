import SchemaBuilder from '@pothos/core'
import DataloaderPlugin from '@pothos/plugin-dataloader'
import PrismaPlugin from '@pothos/plugin-prisma'
import RelayPlugin from '@pothos/plugin-relay'
import ScopeAuthPlugin from '@pothos/plugin-scope-auth'
import type { KstDate, KstMonth } from '../domain/calendar.ts'
import type { CallerKind } from '../domain/caller.ts'
import type { Points, Won } from '../domain/points.ts'
import type PrismaTypes from '../generated/pothos-types.ts'
import { getDatamodel } from '../generated/pothos-types.ts'
import type { Prisma } from '../generated/prisma/client.ts'
import { denied } from './access.ts'
import type { Context } from './context.ts'
import './connections-plugin.ts'
import { cursorOptions } from './relay-options.ts'

/** One builder for the whole schema; types and fields are added to it file by file. */
export const builder = new SchemaBuilder<{
  PrismaTypes: PrismaTypes
  Context: Context
  DefaultFieldNullability: false
  DefaultEdgesNullability: { list: false; items: false }
  DefaultNodeNullability: false
  AuthScopes: {
    /** Whoever it is, as long as they said who they are. */
    caller: boolean
    /** The caller is of one of these kinds. */
    kinds: readonly CallerKind[]
  }
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: Date; Output: Date }
    Date: { Input: KstDate; Output: Date | string }
    YearMonth: { Input: KstMonth; Output: string }
    Points: { Input: Points; Output: bigint }
    Won: { Input: Won; Output: bigint }
    Count: { Input: bigint; Output: bigint | number }
    Decimal: { Input: string; Output: Prisma.Decimal | string }
    JSON: { Input: unknown; Output: unknown }
  }
}>({
  plugins: [ScopeAuthPlugin, RelayPlugin, PrismaPlugin, DataloaderPlugin, 'connections'],
  defaultFieldNullability: false,
  relay: cursorOptions,
  prisma: {
    client: ({ db }) => db,
    dmmf: getDatamodel(),
    filterConnectionTotalCount: true,
    onUnusedQuery: 'error',
    defaultConnectionSize: 20,
    maxConnectionSize: 100,
  },
  scopeAuth: {
    runScopesOnType: true,
    unauthorizedError: (_parent, { caller }) => denied(caller),
    authScopes: ({ caller }) => ({
      caller: caller !== undefined,
      kinds: (kinds) => caller !== undefined && kinds.includes(caller.kind),
    }),
  },
})

builder.queryType({
  description: 'What can be read. What a caller may not see is null, or an empty connection.',
})
builder.mutationType({
  description:
    'What can be done. Each answers with its payload, or with a RuleViolation where a business rule refused.',
})
builder.subscriptionType({
  description:
    'What can be heard of as it happens, over server-sent events: with the header `Accept: text/event-stream`.',
})
