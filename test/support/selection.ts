import { type GraphQLField, getNamedType, isCompositeType, isObjectType } from 'graphql'

/** Arguments that a field can't do without, as they stand in a document. */
const needed: Readonly<Record<string, string>> = {
  expiring: '(through: "2099-12-31")',
  balanceAt: '(at: "2026-01-01T00:00:00Z")',
}

/** The field as a document asks for it, with something of whatever lies beneath it. */
export const selectionOf = (field: GraphQLField<unknown, unknown>): string =>
  `${field.name}${needed[field.name] ?? ''} ${beneath(field)}`

function beneath({ type }: GraphQLField<unknown, unknown>): string {
  const named = getNamedType(type)
  if (!isCompositeType(named)) return ''
  if (!isObjectType(named)) return '{ __typename }'
  const fields = named.getFields()
  if (fields.edges) return '{ edges { node { id } } }'
  if (fields.id) return '{ id }'
  return `{ ${Object.values(fields)
    .filter((inner) => !isCompositeType(getNamedType(inner.type)))
    .map(({ name }) => name)
    .join(' ')} }`
}
