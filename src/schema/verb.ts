import type { z } from 'zod'
import type { Caller, CallerKind } from '../domain/caller.ts'
import { isRefusal, type Refusal, refuse } from '../domain/refusal.ts'
import type { Prisma } from '../generated/prisma/client.ts'
import { requireKind } from './access.ts'
import { type Deed, recordDeed } from './audit.ts'
import { readInput } from './bad-input.ts'
import type { Context } from './context.ts'

/** The context of a request whose caller is known, and may do what it asks. */
export interface Asker extends Context {
  readonly caller: Caller
}

/**
 * The resolver of a mutation: what every one of them does before its own work, in the order in
 * which refusals are given. First the input's form (BAD_USER_INPUT, with its path), then the
 * caller's right (UNAUTHENTICATED, FORBIDDEN), and only then does anything get looked up.
 */
export const verb =
  <Shape extends z.ZodType, Answer>(
    { shape, may }: { readonly shape: Shape; readonly may: readonly CallerKind[] },
    carryOut: (asked: z.output<Shape>, asker: Asker) => Promise<Answer | Refusal>,
  ) =>
  (_root: unknown, { input }: { readonly input: unknown }, context: Context) => {
    const asked = readInput(shape, input, ['input'])
    requireAsker(context, may)
    context.loaders.forget()
    return carryOut(asked, context)
  }

function requireAsker(context: Context, may: readonly CallerKind[]): asserts context is Asker {
  requireKind(context, ...may)
}

/** What an operator's change comes to; without a deed where nothing had to be changed. */
export interface Done<Answer> {
  readonly answer: Answer
  readonly deed?: Omit<Deed, 'action'>
}

/**
 * Carries out an operator's change and its record in one transaction.
 *
 * @param work refuses before it writes anything.
 */
export function carryOutDeed<Answer>(
  { db, caller, now }: Asker,
  action: string,
  work: (tx: Prisma.TransactionClient, at: Date) => Promise<Done<Answer> | Refusal>,
): Promise<Answer | Refusal> {
  const at = now()
  return db.$transaction(async (tx) => {
    const done = await work(tx, at)
    if (isRefusal(done)) return done
    if (done.deed) await recordDeed(tx, { caller, at }, { action, ...done.deed })
    return done.answer
  }, patience)
}

/** In milliseconds: a change may wait for batches that hold what it needs. */
const patience = { maxWait: 10_000, timeout: 20_000 }

/**
 * What is created under a name, or has been before by the same input (R35); ALREADY_EXISTS where
 * what has the name differs. The unique key itself says that a name is taken, since two may ask
 * for it at once; by then what took it is committed.
 *
 * @param field the input's, that names it.
 * @param findSame what has that name, if it is in all that was asked for; null: it differs.
 */
export const createOnce = <Answer>(
  creating: Promise<Answer>,
  field: string,
  findSame: () => Promise<Answer | null>,
): Promise<Answer | Refusal> =>
  creating.catch(async (error: unknown) => {
    if (!isUniqueViolation(error)) throw error
    return (await findSame()) ?? refuse('ALREADY_EXISTS', field)
  })

const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'P2002'
