import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql'

/** Whether the document asks for that field of what is being resolved. */
export function selects({ fieldNodes, fragments }: GraphQLResolveInfo, name: string): boolean {
  const has = (set: SelectionSetNode | undefined): boolean =>
    set?.selections.some((selection) => {
      if (selection.kind === Kind.FIELD) return selection.name.value === name
      const isSpread = selection.kind === Kind.FRAGMENT_SPREAD
      const fragment = isSpread ? fragments[selection.name.value] : selection
      return has(fragment?.selectionSet)
    }) ?? false
  return fieldNodes.some(({ selectionSet }) => has(selectionSet))
}
