import { carryOutDue as due } from '../domain/due.ts'
import type { Handler } from './handler.ts'

/** R27: expiry and what follows from it, in a wallet that nothing else has touched in time. */
export const carryOutDue: Handler<'carryOutDue'> = {
  touches: ({ wallet }) => ({ wallet }),

  decide: ({ wallet }, books, { at }) => ({
    answer: () => ({ wallet }),
    draft: due(books.wallet(wallet), at),
  }),
}
