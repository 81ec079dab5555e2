import fc from 'fast-check'
import { grant } from '../../src/domain/accrual.ts'
import { kstDateOf } from '../../src/domain/calendar.ts'
import { afterJournal, type Contract, covers, depositJournal } from '../../src/domain/contract.ts'
import type { ContractId, LotId, MerchantId, RedemptionId, WalletId } from '../../src/domain/ids.ts'
import type { Journal } from '../../src/domain/ledger.ts'
import { noPoints, type Points } from '../../src/domain/points.ts'
import { isRefusal } from '../../src/domain/refusal.ts'
import { drawSoonestExpiring, redemptionJournal } from '../../src/domain/spending.ts'
import {
  carryOutDue,
  type Draft,
  fill,
  forfeit,
  lotsOf,
  post,
  type Wallet,
} from '../../src/domain/wallet.ts'
import { somePoints } from './arbitrary.ts'
import { contract, nth, wallet } from './given.ts'

/** Something that happens to two wallets, three contracts and two merchants. */
export type Step =
  | { readonly kind: 'deposit'; readonly contract: number; readonly amount: Points }
  | {
      readonly kind: 'grant'
      readonly contract: number
      readonly wallet: number
      readonly amount: Points
    }
  | {
      readonly kind: 'spend'
      readonly wallet: number
      readonly merchant: number
      readonly amount: Points
    }
  | { readonly kind: 'wait'; readonly days: number }
  | { readonly kind: 'carryOut' | 'forfeit'; readonly wallet: number }

const whichWallet = fc.integer({ min: 0, max: 1 })
const whichContract = fc.integer({ min: 0, max: 2 })
const amount = somePoints(1n, 2_000_000n)

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('deposit'), contract: whichContract, amount }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('grant'),
      contract: whichContract,
      wallet: whichWallet,
      amount,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('spend'),
      wallet: whichWallet,
      merchant: fc.integer({ min: 0, max: 1 }),
      amount: somePoints(1n, 500_000n),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait'), days: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('carryOut'), wallet: whichWallet }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forfeit'), wallet: whichWallet }) },
)

/** Deposits for each contract first, so that most grants are covered, then anything. */
export const someSteps: fc.Arbitrary<readonly Step[]> = fc
  .array(step, { maxLength: 40 })
  .map((steps) => [
    ...[0, 1, 2].map((n) => ({
      kind: 'deposit' as const,
      contract: n,
      amount: 3_000_000n as Points,
    })),
    ...steps,
  ])

interface Posted {
  /** Null: a journal on a contract alone. */
  readonly wallet: WalletId | null
  readonly journal: Journal
  readonly balanceAfter: Points | null
}

/** What stands after the steps, and every journal that led there. */
export interface Walk {
  readonly contracts: readonly Contract[]
  readonly wallets: readonly Wallet[]
  readonly posted: readonly Posted[]
  /** In which wallet each lot was opened. */
  readonly walletOfLot: ReadonlyMap<LotId, WalletId>
}

/** Does what the rules say, step by step, and keeps the journals as the ledger would. */
export function walk(steps: readonly Step[]): Walk {
  const contracts = [1, 2, 3].map((n) =>
    contract({ id: nth<ContractId>(n), validityMonths: n, budget: noPoints, deposited: noPoints }),
  )
  const wallets = [1, 2].map((n) => wallet([], { id: nth<WalletId>(n) }))
  const posted: Posted[] = []
  const walletOfLot = new Map<LotId, WalletId>()
  let at = new Date('2024-01-10T00:00:00Z')
  let made = 0

  const keep = (entry: Posted): void => {
    posted.push(entry)
    for (const [n, each] of contracts.entries()) contracts[n] = afterJournal(each, entry.journal)
  }
  const moveTo = (n: number, draft: Draft): void => {
    for (const { journal, balanceAfter } of draft.posted)
      keep({ wallet: draft.wallet.id, journal, balanceAfter })
    for (const { id } of draft.opened) walletOfLot.set(id, draft.wallet.id)
    wallets[n] = draft.wallet
  }
  const due = (n: number): Draft => carryOutDue(pick(wallets, n), at)

  for (const each of steps) {
    if (each.kind === 'deposit') {
      const journal = depositJournal(pick(contracts, each.contract).id, each.amount)
      keep({ wallet: null, journal, balanceAfter: null })
    } else if (each.kind === 'grant') {
      const payer = pick(contracts, each.contract)
      if (!covers(payer, each.amount)) continue
      const asked = { id: nth<LotId>(++made), amount: each.amount, at, on: kstDateOf(at) }
      moveTo(each.wallet, grant(due(each.wallet), payer, asked).draft)
    } else if (each.kind === 'spend') {
      const draft = due(each.wallet)
      const draws = drawSoonestExpiring(lotsOf(draft.wallet), each.amount)
      if (isRefusal(draws)) continue
      const merchant = nth<MerchantId>(each.merchant + 1)
      const about = { redemption: nth<RedemptionId>(++made), merchant }
      moveTo(each.wallet, fill(post(draft, redemptionJournal(draws, about))))
    } else if (each.kind === 'wait') at = new Date(at.getTime() + each.days * 24 * 3_600_000)
    else moveTo(each.wallet, each.kind === 'forfeit' ? forfeit(due(each.wallet)) : due(each.wallet))
  }
  return { contracts, wallets, posted, walletOfLot }
}

function pick<T>(all: readonly T[], n: number): T {
  const found = all[n]
  if (found === undefined) throw new Error(`There is no number ${n}`)
  return found
}
