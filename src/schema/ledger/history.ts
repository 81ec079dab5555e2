import type { Context } from '../context.ts'

/**
 * Whose history the caller may read, as a condition on its owner: an operator
 * all, a user that of their wallet. Undefined: none.
 */
export async function visibleOwner({
  caller,
  loaders,
}: Pick<Context, 'caller' | 'loaders'>): Promise<{ readonly ownerId?: string } | undefined> {
  if (caller?.kind === 'OPERATOR') return {}
  if (caller?.kind !== 'USER') return undefined
  const ownerId = await loaders.walletOf.load(caller.code)
  return ownerId ? { ownerId } : undefined
}
