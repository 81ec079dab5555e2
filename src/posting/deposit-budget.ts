import { z } from 'zod'
import { depositJournal, takesDeposits } from '../domain/contract.ts'
import type { ContractId } from '../domain/ids.ts'
import { refuse } from '../domain/refusal.ts'
import type { Handler } from './handler.ts'

const keptForm = z.object({ contract: z.string() })

/** A partner has paid for points: they come from funding into its contract's budget. */
export const depositBudget: Handler<'depositBudget'> = {
  touches: ({ contract }) => ({ contract }),

  decide(command, books) {
    const contract = books.contract(command.contract)
    if (!contract) return refuse('NOT_FOUND', 'contract')
    if (!takesDeposits(contract)) return refuse('INVALID_STATE_CHANGE', 'contract')
    const { id } = contract
    return {
      answer: () => ({ contract: id, replayed: false }),
      // An id made for this deposit tells our own commit from one of another process.
      kept: { contract: id, deposit: books.newId() },
      onContract: { contract: id, journal: depositJournal(id, command.points) },
      deed: {
        targetType: 'Contract',
        targetId: id,
        details: { points: String(command.points) },
      },
    }
  },

  replay: (kept) => ({ contract: keptForm.parse(kept).contract as ContractId, replayed: true }),
}
