import type { Budget } from '../../domain/contract.ts'
import { builder } from '../builder.ts'

export const ContractBudget = builder.objectRef<Budget>('ContractBudget').implement({
  description: "A contract's budget: total = granted + reserved + remaining (R12).",
  fields: (t) => ({
    total: t.expose('total', { type: 'Points', description: 'Deposits and credit limit.' }),
    granted: t.expose('granted', { type: 'Points', description: 'Granted already.' }),
    reserved: t.expose('reserved', {
      type: 'Points',
      description: 'Scheduled accruals, and coupons issued and not yet registered.',
    }),
    remaining: t.expose('remaining', { type: 'Points', description: 'Can still be granted.' }),
  }),
})
