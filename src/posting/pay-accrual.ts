import { kstDateOf } from '../domain/calendar.ts'
import type { Contract } from '../domain/contract.ts'
import type { ContractId, PersonId } from '../domain/ids.ts'
import { points } from '../domain/points.ts'
import type { Recipient } from '../domain/recipient.ts'
import { isRefusal, type Refusal } from '../domain/refusal.ts'
import { granteeOf } from './granting.ts'
import type { Handler } from './handler.ts'
import { pay } from './pay.ts'
import { released } from './release.ts'
import type { AccrualRow } from './rows.ts'

/** R10: whom a scheduled accrual is for, as its request named them. */
export const recipientOfScheduled = ({
  recipientAccount: account,
  recipientPersonId: person,
}: Pick<AccrualRow, 'recipientAccount' | 'recipientPersonId'>): Recipient =>
  account === null ? { person: person as PersonId } : { account }

/**
 * R10: a scheduled accrual whose time has come is checked again and paid, or ends as REFUSED and
 * gives back what was set aside for it. One that is not due, or no longer scheduled, is left alone.
 * R13: the contract's days are asked of its time, which payment follows by a moment or an outage.
 */
export const payAccrual: Handler<'payAccrual'> = {
  touches: ({ accrual }) => ({ accrual }),

  decide({ accrual }, books, moment) {
    const answer = () => ({ accrual })
    const row = books.accrual(accrual)
    const contract = row && books.contract(row.contractId as ContractId)
    const due = row && dueTime(row, moment.at)
    if (!row || !contract || !due) return { answer }
    const asked = { recipient: recipientOfScheduled(row), amount: points(row.amount) }
    const grantee = granteeOf(contract, asked, books, kstDateOf(due))
    if (isRefusal(grantee)) return { answer, ...refused(row, grantee, contract) }
    return {
      answer,
      ...pay(row, { wallet: grantee.wallet, contract, source: 'scheduled' }, moment),
    }
  },
}

/** The time at which it was to be paid, once that has come. */
const dueTime = ({ status, scheduledFor }: AccrualRow, at: Date): Date | undefined =>
  status === 'SCHEDULED' && scheduledFor && scheduledFor <= at ? scheduledFor : undefined

const refused = (row: AccrualRow, { code }: Refusal, { id }: Contract) =>
  released({ ...row, status: 'REFUSED', refusedCode: code }, id)
