import { budgetReleaseJournal } from '../domain/contract.ts'
import type { ContractId } from '../domain/ids.ts'
import { points } from '../domain/points.ts'
import type { AccrualRow } from './rows.ts'

/** An accrual that will not be paid: what was set aside for it goes back; a test set nothing aside (R13). */
export const released = (accrual: AccrualRow, contract: ContractId) => ({
  accrual,
  ...(accrual.test
    ? {}
    : {
        onContract: { contract, journal: budgetReleaseJournal(contract, points(accrual.amount)) },
      }),
})
