import { GraphQLError } from 'graphql'
import { z } from 'zod'
import type { Journal as JournalRow } from '../../generated/prisma/client.ts'
import { overloaded } from '../../posting/fault.ts'
import { requireKind, visibleWallets } from '../access.ts'
import { badInput, readInput } from '../bad-input.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { Journal, journalIdForm, journalKeyOf } from '../ledger/journal.ts'
import { code, optional } from '../shapes.ts'
import { walletJournals } from './wallet-journals.ts'

builder.subscriptionField('walletChanged', (t) =>
  t.field({
    type: Journal,
    description:
      "Each change of a wallet's points, in order, from the moment of subscribing, or from just after the journal named: no gap, no repeat (R34). For the user whose wallet it is, and for operators. It goes on until either side ends it, and is complete when the caller's token is no longer good; to resume, subscribe again and name the last journal that arrived. A wallet has at most 20 listeners at a gateway: one more is OVERLOADED. Safe to repeat: it changes nothing.",
    args: {
      account: t.arg.string({ required: true, description: "The account's external id." }),
      after: t.arg.id({
        description:
          'The global id of a journal of that wallet, just after which to begin; null: only what is posted from now on.',
      }),
    },
    subscribe: async (_root, args, context) => {
      const account = readInput(code, args.account, ['account'])
      const after = readInput(optional(journalId), args.after, ['after'])
      requireKind(context, 'OPERATOR', 'USER')
      const { db, walletWatch, callerUntil } = context
      const { id: wallet, lastJournalId } = await visibleWallet(account, context)
      if (after) await requireJournal(after, wallet, context)
      const following = walletWatch.follow(wallet, callerUntil)
      if (!following) throw overloaded()
      return walletJournals({ db, wallet, following }, after ? after.id : lastJournalId)
    },
    resolve: (journal: JournalRow) => journal,
  }),
)

/** The global id of a journal, read as its owner and its own id. */
const journalId = z.string().transform((text, context) => {
  const [type, local = ''] = Buffer.from(text, 'base64').toString('utf8').split(':')
  if (type === 'Journal' && journalIdForm.test(local)) return journalKeyOf(local)
  context.addIssue(notThere)
  return z.NEVER
})

const notThere = 'must be the id of a journal of this wallet.'

async function visibleWallet(externalId: string, context: Context) {
  const wallet = await context.db.wallet.findFirst({
    where: { account: { externalId }, AND: visibleWallets(context) },
    select: { id: true, lastJournalId: true },
  })
  if (wallet) return wallet
  throw new GraphQLError('There is no such account.', { extensions: { code: 'NOT_FOUND' } })
}

/** From a journal that is not there, nobody could tell what comes after it. */
async function requireJournal(
  key: ReturnType<typeof journalKeyOf>,
  wallet: string,
  { db }: Context,
): Promise<void> {
  const isThere =
    key.ownerId === wallet &&
    (await db.journal.findUnique({ where: { ownerId_id: key }, select: { id: true } }))
  if (!isThere) throw badInput(['after'], `after ${notThere}`)
}
