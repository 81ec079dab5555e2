import { covers, isTest, keySpacesOf } from '../domain/contract.ts'
import type { LotId } from '../domain/ids.ts'
import { isRefusal, refuse } from '../domain/refusal.ts'
import { accrued, replayAccrued } from './accrual-answer.ts'
import { accrualDeed, granteeOf, newAccrual, ownContract } from './granting.ts'
import type { Handler } from './handler.ts'
import { pay } from './pay.ts'

/** A partner grants points by API: they leave its contract's budget and open a lot in the wallet. */
export const accruePoints: Handler<'accruePoints'> = {
  touches: ({ contract, recipient }) => ({ contract, recipient }),

  keySpaces: ({ contract }, books) => keySpacesOf(books.contract(contract)?.status),

  decide(command, books, moment) {
    const contract = ownContract(command, books)
    if (isRefusal(contract)) return contract
    const grantee = granteeOf(contract, command, books, moment.on)
    if (isRefusal(grantee)) return grantee
    if (!covers(contract, command.amount)) return refuse('CONTRACT_BUDGET_EXCEEDED', 'amount')

    const { wallet } = grantee
    const made = { id: books.newId<LotId>(), createdAt: moment.at, test: isTest(contract) }
    const paid = pay(newAccrual(command, made), { wallet, contract, source: 'budget' }, moment)
    return {
      ...paid,
      answer: (rowOf) => accrued(paid.accrual, wallet.id, rowOf),
      kept: { accrual: made.id, wallet: wallet.id },
      deed: accrualDeed(paid.accrual, 'accruePoints'),
    }
  },

  replay: replayAccrued,
}
