import { brandWithType, type OutputType, type SchemaTypes } from '@pothos/core'
import { queryFromInfo } from '@pothos/plugin-prisma'
import type { GraphQLResolveInfo } from 'graphql'
import { badInput, type InputPath } from '../bad-input.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { type NodeName, readers } from './node-readers.ts'

interface GlobalId {
  readonly type: NodeName
  readonly id: string
}

/** @throws BAD_USER_INPUT where the text is the id of nothing that there could be. */
function readGlobalId(text: string, path: InputPath): GlobalId {
  const decoded = Buffer.from(text, 'base64').toString('utf8')
  const colon = decoded.indexOf(':')
  const type = decoded.slice(0, colon)
  const id = decoded.slice(colon + 1)
  if (isNodeName(type) && readers[type].form.test(id)) return { type, id }
  throw badInput(path, 'The id of an object is wanted, as another answer has given it.')
}

const isNodeName = (type: string): type is NodeName => Object.hasOwn(readers, type)

/** The objects, in the order of their ids; null where the caller may see none. One statement a type. */
async function readNodes(ids: readonly GlobalId[], context: Context, info: GraphQLResolveInfo) {
  const types = [...new Set(ids.map(({ type }) => type))]
  const found = new Map(
    await Promise.all(
      types.map(async (type) => {
        const query = queryFromInfo({ context, info, typeName: type })
        const own = ids.filter((id) => id.type === type).map(({ id }) => id)
        return [type, await readers[type].read(query, own, context)] as const
      }),
    ),
  )
  return ids.map(({ type, id }) => {
    const row = found.get(type)?.get(id) ?? null
    if (row) brandWithType(row, type as OutputType<SchemaTypes>)
    return row
  })
}

const mostIds = 100

builder.queryFields((t) => ({
  node: t.field({
    type: builder.nodeInterfaceRef(),
    nullable: true,
    authScopes: { caller: true },
    description: 'The object of that global id; null where the caller may see none.',
    args: { id: t.arg.id({ required: true, description: 'The global id.' }) },
    resolve: async (_root, { id }, context, info) => {
      const [row = null] = await readNodes([readGlobalId(id, ['id'])], context, info)
      return row
    },
  }),
  nodes: t.field({
    type: [builder.nodeInterfaceRef()],
    nullable: { list: false, items: true },
    authScopes: { caller: true },
    description:
      'The objects of these global ids, in their order; null for each of which the caller may see none.',
    args: { ids: t.arg.idList({ required: true, description: 'Up to 100 global ids.' }) },
    resolve: (_root, { ids }, context, info) => {
      if (ids.length > mostIds) throw badInput(['ids'], `ids must be at most ${mostIds}.`)
      const wanted = ids.map((id, index) => readGlobalId(id, ['ids', String(index)]))
      return readNodes(wanted, context, info)
    },
  }),
}))
