import { carryOutDue, forfeit } from '../domain/due.ts'
import { noPoints } from '../domain/points.ts'
import { refuse } from '../domain/refusal.ts'
import type { Handler } from './handler.ts'

/** R26: an account closes with nothing held; what its wallet still has is forfeited to breakage. */
export const closeAccount: Handler<'closeAccount'> = {
  touches: ({ account }) => ({ recipient: { account }, lots: true }),

  decide(command, books, { at }) {
    const account = books
      .accountsOf({ account: command.account })
      .find(({ externalId }) => externalId === command.account)
    if (!account) return refuse('NOT_FOUND', 'account')
    const answer = () => ({ account: command.account })
    const deed = { targetType: 'Account', targetId: account.id, details: { status: 'CLOSED' } }
    if (account.status === 'CLOSED') return { answer }
    const due = carryOutDue(books.wallet(account.wallet), at)
    if (due.wallet.held > noPoints) return refuse('INVALID_STATE_CHANGE', 'account')
    const { wallet, ...rest } = forfeit(due)
    const draft = { ...rest, wallet: { ...wallet, status: 'CLOSED' as const } }
    return { answer, draft, closes: account.id, deed }
  },
}
