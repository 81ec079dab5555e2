import { owns } from '../domain/caller.ts'
import type { ContractId } from '../domain/ids.ts'
import { refuse } from '../domain/refusal.ts'
import { accrualDeed } from './granting.ts'
import type { Handler } from './handler.ts'
import { released } from './release.ts'

/** R7: a scheduled accrual can be cancelled until it is paid, and a completed one never. */
export const cancelAccrual: Handler<'cancelAccrual'> = {
  touches: ({ accrual }) => ({ accrual }),

  decide(command, books) {
    const row = books.accrual(command.accrual)
    const contract = row && books.contract(row.contractId as ContractId)
    if (!row || !contract || !owns(command.caller, 'PARTNER', contract.partnerCode))
      return refuse('NOT_FOUND', 'accrual')
    const answer = () => ({ accrual: command.accrual })
    if (row.status === 'CANCELLED') return { answer }
    if (row.status === 'COMPLETED') return refuse('ACCRUAL_ALREADY_COMPLETED', 'accrual')
    if (row.status === 'REFUSED') return refuse('INVALID_STATE_CHANGE', 'accrual')
    const cancelled = { ...row, status: 'CANCELLED' as const }
    return {
      answer,
      ...released(cancelled, contract.id),
      deed: accrualDeed(cancelled, 'cancelAccrual'),
    }
  },
}
