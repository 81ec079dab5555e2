import {
  type GraphQLField,
  type GraphQLOutputType,
  getNamedType,
  isCompositeType,
  isObjectType,
} from 'graphql'

/** Arguments that a field can't do without, as they stand in a document. */
const needed: Readonly<Record<string, string>> = {
  expiring: '(through: "2099-12-31")',
  balanceAt: '(at: "2026-01-01T00:00:00Z")',
}

/** The field as a document asks for it, with something of whatever lies beneath it. */
export const selectionOf = (field: GraphQLField<unknown, unknown>): string =>
  `${field.name}${needed[field.name] ?? ''} ${beneath(field.type)}`

function beneath(type: GraphQLOutputType): string {
  const named = getNamedType(type)
  if (!isCompositeType(named)) return ''
  if (!isObjectType(named)) return '{ __typename }'
  const fields = named.getFields()
  if (fields.edges) return `{ edges ${beneath(fields.edges.type)} }`
  if (fields.node) return `{ node ${beneath(fields.node.type)} }`
  if (fields.id) return '{ id }'
  return `{ ${Object.values(fields)
    .filter((inner) => !isCompositeType(getNamedType(inner.type)))
    .map(({ name }) => name)
    .join(' ')} }`
}
