import { actorOf, type Caller } from '../domain/caller.ts'
import type { Prisma } from '../generated/prisma/client.ts'
import { newId } from './new-id.ts'

/** What an operator did, told without secrets or identity values. */
export interface Deed {
  /** The mutation's name. */
  readonly action: string
  /** What was changed, as its global id has it; left out where it is no Node. */
  readonly target?: { readonly type: string; readonly id: string }
  readonly details?: Readonly<Record<string, string | number | boolean | null>>
}

/** Records a deed in the transaction that does it: neither is ever there without the other. */
export async function recordDeed(
  tx: Prisma.TransactionClient,
  by: { readonly caller: Caller; readonly at: Date },
  { action, target, details }: Deed,
): Promise<void> {
  const { caller, at } = by
  await tx.auditEvent.create({
    data: {
      id: newId(at),
      at,
      actor: actorOf(caller),
      action,
      targetType: target?.type ?? null,
      targetId: target?.id ?? null,
      ...(details && { details }),
    },
  })
}
