import { createContextCache } from '@pothos/core'
import DataLoader from 'dataloader'
import type { GraphQLResolveInfo } from 'graphql'
import type { Context } from './context.ts'

/**
 * Loaders of what is read beneath the objects of a list, for all of them in one statement: each
 * place of a document has its own, since there, and only there, all ask with the same arguments.
 */
export function openLoadersByPlace<Key, Value>(
  load: (keys: readonly Key[], context: Context) => Promise<readonly Value[]>,
) {
  const loaders = createContextCache(() => new Map<string, DataLoader<Key, Value>>())
  return ({ path }: Pick<GraphQLResolveInfo, 'path'>, context: Context) => {
    const place = placeOf(path)
    const known = loaders(context)
    const loader =
      known.get(place) ??
      new DataLoader<Key, Value>((keys) => load(keys, context), { cache: false })
    known.set(place, loader)
    return loader
  }
}

/** The place in the document: positions in lists left out. */
function placeOf({ key, prev }: GraphQLResolveInfo['path']): string {
  const before = prev ? placeOf(prev) : ''
  return typeof key === 'number' ? before : `${before}.${key}`
}
