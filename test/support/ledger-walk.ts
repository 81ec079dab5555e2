import { grant, sources } from '../../src/domain/accrual.ts'
import { kstDateOf } from '../../src/domain/calendar.ts'
import {
  afterJournal,
  budgetReleaseJournal,
  type Contract,
  covers,
  depositJournal,
  reservationJournal,
} from '../../src/domain/contract.ts'
import { type CouponOrder, endJournal } from '../../src/domain/coupon-order.ts'
import { carryOutDue, fill, forfeit, settle } from '../../src/domain/due.ts'
import { captureJournal, holdEnd, holdJournal, releaseJournal } from '../../src/domain/hold.ts'
import type { ContractId, LotId, MerchantId, RedemptionId, WalletId } from '../../src/domain/ids.ts'
import type { Journal } from '../../src/domain/ledger.ts'
import { noPoints, type Points, plus, smaller } from '../../src/domain/points.ts'
import { type Refundable, refund, refundableOf, returnedDraws } from '../../src/domain/refunding.ts'
import { isRefusal } from '../../src/domain/refusal.ts'
import { drawSoonestExpiring, redemptionJournal } from '../../src/domain/spending.ts'
import { begin, type Draft, type Draw, lotsOf, post, type Wallet } from '../../src/domain/wallet.ts'
import { contract, nth, wallet } from './given.ts'
import { heldBy } from './holds.ts'
import type { Step, StepKind, Steps } from './ledger-steps.ts'

interface Posted {
  /** Null: a journal on a contract alone. */
  readonly wallet: WalletId | null
  readonly journal: Journal
  readonly balanceAfter: Points | null
}

/** Points that a merchant got, and what of them went back. */
interface Spent extends Refundable {
  readonly redemption: RedemptionId
  readonly merchant: MerchantId
  /** Which wallet. */
  readonly from: number
  readonly draws: readonly Draw[]
}

/** Points set aside in a contract's budget. */
interface Reservation {
  /** Which contract. */
  readonly in: number
  readonly amount: Points
}

/** What stands after the steps, and every journal that led there. */
export interface Walk {
  readonly contracts: Contract[]
  readonly wallets: Wallet[]
  readonly posted: Posted[]
  /** In which wallet each lot was opened. */
  readonly walletOfLot: Map<LotId, WalletId>
  readonly reservations: Reservation[]
  readonly spent: Spent[]
  at: Date
  made: number
}

/** Does what the rules say, step by step, and keeps the journals as the ledger would. */
export function walk(steps: readonly Step[]): Walk {
  const walked: Walk = {
    contracts: [1, 2, 3].map((n) =>
      contract({ id: nth(n), validityMonths: n, budget: noPoints, deposited: noPoints }),
    ),
    wallets: [1, 2].map((n) => wallet([], { id: nth<WalletId>(n) })),
    posted: [],
    walletOfLot: new Map(),
    reservations: [],
    spent: [],
    at: new Date('2024-01-10T00:00:00Z'),
    made: 0,
  }
  for (const step of steps) take(walked, step)
  return walked
}

const take = <K extends StepKind>(walked: Walk, step: { readonly kind: K } & Steps[K]): void =>
  doing[step.kind](walked, step)

const doing: { readonly [K in StepKind]: (walked: Walk, step: Steps[K]) => void } = {
  deposit: (walked, { contract, amount }) =>
    onContract(walked, contract, (id) => depositJournal(id, amount)),
  grant(walked, { contract, wallet, amount }) {
    const payer = pick(walked.contracts, contract)
    if (covers(payer, amount)) grantTo(walked, wallet, payer, amount)
  },
  reserve(walked, { contract, amount }) {
    if (!covers(pick(walked.contracts, contract), amount)) return
    onContract(walked, contract, (id) => reservationJournal(id, amount))
    walked.reservations.push({ in: contract, amount })
  },
  pay(walked, { which, wallet }) {
    for (const { in: payer, amount } of takeOut(walked.reservations, which))
      grantTo(walked, wallet, pick(walked.contracts, payer), amount, 'scheduled')
  },
  register(walked, { which, wallet }) {
    for (const { in: payer, amount } of takeOut(walked.reservations, which))
      grantTo(walked, wallet, pick(walked.contracts, payer), amount, 'coupon')
  },
  expireCoupon(walked, { which }) {
    for (const { in: payer, amount } of takeOut(walked.reservations, which))
      onContract(walked, payer, (id) =>
        endJournal(deliveredCoupon(amount), { id, couponBilling: 'ON_DELIVERY' }),
      )
  },
  release(walked, { which }) {
    for (const { in: payer, amount } of takeOut(walked.reservations, which))
      onContract(walked, payer, (id) => budgetReleaseJournal(id, amount))
  },
  spend(walked, { wallet, merchant, amount }) {
    const drawn = drawOn(walked, wallet, amount)
    if (!drawn) return
    const about = newRedemption(walked, merchant)
    moveTo(walked, wallet, fill(post(drawn.due, redemptionJournal(drawn.draws, about))))
    keepSpent(walked, { ...about, ...drawn, from: wallet, capturedPoints: amount })
  },
  hold(walked, { wallet, merchant, amount, days }) {
    const drawn = drawOn(walked, wallet, amount)
    if (!drawn) return
    const about = newRedemption(walked, merchant)
    const hold = { ...about, draws: drawn.draws, endsAt: holdEnd(walked.at, days) }
    moveTo(walked, wallet, post(begin(drawn.due, hold), holdJournal(hold.draws, hold)))
  },
  capture(walked, { which, amount }) {
    for (const { due, from, hold } of openHold(walked, which)) {
      const { draws = [] } = hold
      const captured = smaller(amount, heldBy(hold))
      moveTo(walked, from, settle(post(due, captureJournal(hold, captured)), walked.at))
      keepSpent(walked, { ...hold, draws, from, capturedPoints: captured })
    }
  },
  void(walked, { which }) {
    for (const { due, from, hold } of openHold(walked, which))
      moveTo(walked, from, settle(post(due, releaseJournal('VOID', hold)), walked.at))
  },
  refund(walked, { which, amount }) {
    for (const spent of takeOut(walked.spent, which)) {
      const points = smaller(amount, refundableOf(spent))
      if (points > noPoints) {
        const returned = returnedDraws(spent.draws, spent, points)
        const due = dueIn(walked, spent.from)
        moveTo(walked, spent.from, refund(due, returned, spent, walked.at).draft)
      }
      walked.spent.push({ ...spent, refundedPoints: plus(spent.refundedPoints, points) })
    }
  },
  wait(walked, { days }) {
    walked.at = holdEnd(walked.at, days)
  },
  carryOut: (walked, { wallet }) => moveTo(walked, wallet, dueIn(walked, wallet)),
  forfeit(walked, { wallet }) {
    const due = dueIn(walked, wallet)
    moveTo(walked, wallet, due.wallet.held > noPoints ? due : forfeit(due))
  },
}

/** An order of one coupon, which was delivered. */
const deliveredCoupon = (value: Points): CouponOrder => ({
  status: 'DELIVERED',
  value,
  quantity: 1,
  registerBy: new Date('2024-01-10'),
  test: false,
  made: 1,
  registered: 0,
  deliveredAt: new Date('2024-01-10T00:00:00Z'),
  voidedAt: null,
  expiredAt: null,
})

const dueIn = ({ wallets, at }: Walk, n: number): Draft => carryOutDue(pick(wallets, n), at)

function grantTo(
  walked: Walk,
  wallet: number,
  payer: Contract,
  amount: Points,
  source: keyof typeof sources = 'budget',
): void {
  const { at } = walked
  const id = nth<LotId>(++walked.made)
  const asked = { id, amount, at, on: kstDateOf(at), source: sources[source] }
  moveTo(walked, wallet, grant(dueIn(walked, wallet), payer, asked).draft)
}

function drawOn(walked: Walk, wallet: number, amount: Points) {
  const due = dueIn(walked, wallet)
  const draws = drawSoonestExpiring(lotsOf(due.wallet), amount)
  return isRefusal(draws) ? undefined : { due, draws }
}

const newRedemption = (walked: Walk, merchant: number) => ({
  redemption: nth<RedemptionId>(++walked.made),
  merchant: nth<MerchantId>(merchant + 1),
})

function keepSpent({ spent }: Walk, told: Omit<Spent, 'refundedPoints'>): void {
  const { redemption, merchant, from, draws, capturedPoints } = told
  spent.push({ redemption, merchant, from, draws, capturedPoints, refundedPoints: noPoints })
}

/** A hold that is open once what is due in the wallets was carried out; none where there is none. */
function openHold(walked: Walk, which: number) {
  const open = [0, 1].flatMap((from) => {
    const due = dueIn(walked, from)
    return due.wallet.holds.map((hold) => ({ due, from, hold }))
  })
  return takeOut(open, which)
}

function onContract(walked: Walk, n: number, journalOf: (id: ContractId) => Journal): void {
  const journal = journalOf(pick(walked.contracts, n).id)
  keep(walked, { wallet: null, journal, balanceAfter: null })
}

function moveTo(walked: Walk, n: number, { wallet, posted, opened }: Draft): void {
  for (const one of posted) keep(walked, { wallet: wallet.id, ...one })
  for (const { id } of opened) walked.walletOfLot.set(id, wallet.id)
  walked.wallets[n] = wallet
}

function keep({ posted, contracts }: Walk, entry: Posted): void {
  posted.push(entry)
  for (const [n, each] of contracts.entries()) contracts[n] = afterJournal(each, entry.journal)
}

function pick<T>(all: readonly T[], n: number): T {
  const found = all[n]
  if (found === undefined) throw new Error(`There is no number ${n}`)
  return found
}

/** Takes one out of a list, counted round; none where it is empty. */
const takeOut = <T>(all: T[], n: number): readonly T[] =>
  all.length > 0 ? all.splice(n % all.length, 1) : []
