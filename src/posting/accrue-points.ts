import { z } from 'zod'
import { grant } from '../domain/accrual.ts'
import { owns } from '../domain/caller.ts'
import { covers, isTest, keySpacesOf, refusalToGrant } from '../domain/contract.ts'
import type { AccrualId, LotId, WalletId } from '../domain/ids.ts'
import { isGrantable } from '../domain/points.ts'
import { refusalOfWallet, soleAccount } from '../domain/recipient.ts'
import { isRefusal, refuse } from '../domain/refusal.ts'
import { carryOutDue } from '../domain/wallet.ts'
import type { AccruePoints } from './command.ts'
import type { Handler } from './handler.ts'
import type { AccrualRow } from './rows.ts'

const keptForm = z.object({ accrual: z.string(), wallet: z.string() })

/** A partner grants points by API: they leave its contract's budget and open a lot in the wallet. */
export const accruePoints: Handler<'accruePoints'> = {
  touches: ({ contract, recipient }) => ({ contract, recipient }),

  keySpaces: ({ contract }, books) => keySpacesOf(books.contract(contract)?.status),

  decide(command, books, { at, on }) {
    const contract = books.contract(command.contract)
    if (!contract || !owns(command.caller, 'PARTNER', contract.partnerCode))
      return refuse('NOT_FOUND', 'contract')
    const refusal = refusalToGrant(contract, 'API', on)
    if (refusal) return refusal
    if (!isGrantable(command.amount)) return refuse('ACCRUAL_AMOUNT_OUT_OF_RANGE', 'amount')
    const account = soleAccount(command.recipient, books.accountsOf(command.recipient))
    if (isRefusal(account)) return account
    const wallet = books.wallet(account.wallet)
    const inactive = refusalOfWallet(wallet.status, 'recipient')
    if (inactive) return inactive
    if (!covers(contract, command.amount)) return refuse('CONTRACT_BUDGET_EXCEEDED', 'amount')

    const id = books.newId<LotId>()
    const { draft, landing, through } = grant(carryOutDue(wallet, at), contract, {
      id,
      amount: command.amount,
      at,
      on,
    })
    const test = isTest(contract)
    const accrual: AccrualRow = {
      ...requested(command, id, at),
      walletId: wallet.id,
      status: 'COMPLETED',
      availableAmount: landing.available,
      pendingAmount: landing.pending,
      validThrough: new Date(through),
      completedAt: at,
      test,
    }
    return {
      answer: (rowOf) => ({
        accrual: id,
        wallet: wallet.id,
        rows: { accrual, wallet: rowOf(wallet.id) },
        replayed: false,
      }),
      kept: { accrual: id, wallet: wallet.id },
      ...(test ? {} : { draft }),
      accrual,
      deed: {
        targetType: 'Accrual',
        targetId: id,
        details: { contract: contract.id, amount: String(command.amount) },
      },
    }
  },

  replay(kept) {
    const { accrual, wallet } = keptForm.parse(kept)
    return {
      accrual: accrual as AccrualId,
      wallet: wallet as WalletId,
      rows: null,
      replayed: true,
    }
  },
}

const requested = (command: AccruePoints, id: AccrualId, at: Date) => ({
  id,
  contractId: command.contract,
  purpose: command.purpose,
  amount: command.amount,
  idempotencyKey: command.idempotencyKey,
  eventTitle: command.eventTitle,
  refusedCode: null,
  scheduledFor: null,
  createdAt: at,
})
