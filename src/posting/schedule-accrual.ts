import { isSchedulable } from '../domain/accrual.ts'
import { kstDateOf } from '../domain/calendar.ts'
import { covers, isTest, keySpacesOf, reservationJournal } from '../domain/contract.ts'
import { isRefusal, refuse } from '../domain/refusal.ts'
import { accrued, replayAccrued } from './accrual-answer.ts'
import { accrualDeed, granteeOf, newAccrual, ownContract } from './granting.ts'
import type { Handler } from './handler.ts'
import type { AccrualRow } from './rows.ts'

/** R10: a partner grants points for a later time: they are set aside in its contract's budget. */
export const scheduleAccrual: Handler<'scheduleAccrual'> = {
  touches: ({ contract, recipient }) => ({ contract, recipient }),

  keySpaces: ({ contract }, books) => keySpacesOf(books.contract(contract)?.status),

  decide(command, books, { at }) {
    const { scheduledFor, recipient, amount } = command
    // R35: asked only here, behind the keys, so that a retry is a replay though its time has passed.
    if (!isSchedulable(scheduledFor, at)) return { answer: () => ({ isSchedulable: false }) }
    const contract = ownContract(command, books)
    if (isRefusal(contract)) return contract
    const grantee = granteeOf(contract, command, books, kstDateOf(scheduledFor))
    if (isRefusal(grantee)) return grantee
    if (!covers(contract, amount)) return refuse('CONTRACT_BUDGET_EXCEEDED', 'amount')

    const { account, wallet } = grantee
    const test = isTest(contract)
    const isNamed = 'account' in recipient
    const accrual: AccrualRow = {
      ...newAccrual(command, { id: books.newId(), createdAt: at, test }),
      scheduledFor,
      recipientAccount: isNamed ? recipient.account : null,
      recipientPersonId: isNamed ? null : account.person,
    }
    const journal = reservationJournal(contract.id, amount)
    return {
      answer: (rowOf) => accrued(accrual, wallet.id, rowOf),
      kept: { accrual: accrual.id, wallet: wallet.id },
      ...(test ? {} : { onContract: { contract: contract.id, journal } }),
      accrual,
      deed: accrualDeed(accrual, 'accruePoints'),
    }
  },

  replay: replayAccrued,
}
