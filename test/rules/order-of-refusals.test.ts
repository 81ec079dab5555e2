import { describe, expect, test } from '@jest/globals'
import type { ContractId } from '../../src/domain/ids.ts'
import { points, won } from '../../src/domain/points.ts'
import { isRefusal, type Refusal } from '../../src/domain/refusal.ts'
import { accruePoints } from '../../src/posting/accrue-points.ts'
import type { AccruePoints, RedeemPoints, ScheduleAccrual } from '../../src/posting/asks.ts'
import { redeemPoints } from '../../src/posting/redeem-points.ts'
import { scheduleAccrual } from '../../src/posting/schedule-accrual.ts'
import { accruing, books, moment, redeeming, type World, world } from '../support/books.ts'
import { account, kstDate, nth, wallet } from '../support/given.ts'

/** A reason to say no, which leaves every other reason to others. */
interface Fault<Asked> {
  readonly of: string
  readonly asked?: (command: Asked) => Asked
  readonly found?: (world: World) => World
  /** `CODE at the field`. */
  readonly says: string
}

interface Case<Asked> {
  readonly asked: Asked
  readonly found: World
}

const withFault = <Asked>(before: Case<Asked>, { asked, found }: Fault<Asked>): Case<Asked> => ({
  asked: asked ? asked(before.asked) : before.asked,
  found: found ? found(before.found) : before.found,
})

const ofContract = (told: Partial<World['contract']>) => (found: World) => ({
  ...found,
  contract: { ...found.contract, ...told },
})
const ofMerchant = (told: Partial<World['merchant']>) => (found: World) => ({
  ...found,
  merchant: { ...found.merchant, ...told },
})
const ofWallets = (told: Partial<World['wallets'][number]>) => (found: World) => ({
  ...found,
  wallets: found.wallets.map((each) => ({ ...each, ...told })),
})

const tell = (decision: object | Refusal): string =>
  isRefusal(decision) ? `${decision.code} at ${decision.path?.slice(1).join('.')}` : 'accepted'

const forToday = (asked: AccruePoints): ScheduleAccrual => ({
  ...asked,
  kind: 'scheduleAccrual',
  scheduledFor: new Date(moment().at.getTime() + 1),
})

/** Each fault, and each pair in which the first has to be told. */
const pairsOf = <Asked>(faults: readonly Fault<Asked>[]) =>
  faults.flatMap((first, n) =>
    faults.slice(n + 1).map((then) => [first.of, then.of, first.says, first, then] as const),
  )

const accrualFaults: readonly Fault<AccruePoints>[] = [
  {
    of: 'no such contract',
    asked: (command) => ({ ...command, contract: nth<ContractId>(9) }),
    says: 'NOT_FOUND at contract',
  },
  {
    of: "another's contract",
    asked: (command) => ({ ...command, caller: { kind: 'PARTNER', code: 'florist' } }),
    says: 'NOT_FOUND at contract',
  },
  {
    of: 'another channel',
    found: ofContract({ channel: 'COUPON' }),
    says: 'CONTRACT_CHANNEL_MISMATCH at contract',
  },
  {
    of: 'a suspended partner',
    found: ofContract({ partnerStatus: 'SUSPENDED' }),
    says: 'PARTNER_SUSPENDED at contract',
  },
  {
    of: 'an ended contract',
    found: ofContract({ status: 'ENDED' }),
    says: 'CONTRACT_NOT_LIVE at contract',
  },
  {
    of: 'a contract that has not begun',
    found: ofContract({ startsOn: kstDate('2024-02-02') }),
    says: 'CONTRACT_NOT_LIVE at contract',
  },
  {
    of: 'too large an amount',
    asked: (command) => ({ ...command, amount: points(2_000_001n) }),
    says: 'ACCRUAL_AMOUNT_OUT_OF_RANGE at amount',
  },
  {
    of: 'no such recipient',
    asked: (command) => ({ ...command, recipient: { account: 'nobody' } }),
    says: 'RECIPIENT_NOT_FOUND at recipient.account',
  },
  {
    of: 'several accounts',
    found: (found) => ({
      ...found,
      accounts: [...found.accounts, account(2)],
      wallets: [...found.wallets, wallet([], { id: account(2).wallet })],
    }),
    says: 'RECIPIENT_HAS_MULTIPLE_ACCOUNTS at recipient',
  },
  {
    of: 'a frozen wallet',
    found: ofWallets({ status: 'FROZEN' }),
    says: 'WALLET_NOT_ACTIVE at recipient',
  },
  {
    of: 'no budget',
    found: ofContract({ budget: points(0n) }),
    says: 'CONTRACT_BUDGET_EXCEEDED at amount',
  },
]

const spendingFaults: readonly Fault<RedeemPoints>[] = [
  {
    of: 'no such merchant',
    asked: (command) => ({ ...command, merchant: 'nowhere' }),
    says: 'NOT_FOUND at merchant',
  },
  {
    of: 'another merchant',
    asked: (command) => ({ ...command, caller: { kind: 'MERCHANT', code: 'kiosk' } }),
    says: 'NOT_FOUND at merchant',
  },
  {
    of: 'a merchant closed to points',
    found: ofMerchant({ acceptsPoints: false }),
    says: 'MERCHANT_NOT_ELIGIBLE at merchant',
  },
  {
    of: 'more than the order',
    asked: (command) => ({ ...command, discountAmount: won(9_001n) }),
    says: 'REDEMPTION_EXCEEDS_ORDER at points',
  },
  {
    of: 'a foreign amount at home',
    asked: (command) => ({ ...command, foreign: { amount: '100', currency: 'JPY', rate: '100' } }),
    says: 'FOREIGN_AMOUNT_MISMATCH at foreign',
  },
  {
    of: 'an order that is taken',
    found: (found) => ({ ...found, takenOrders: ['order-1'] }),
    says: 'ORDER_ALREADY_REDEEMED at orderId',
  },
  {
    of: 'no such account',
    asked: (command) => ({ ...command, account: 'nobody' }),
    says: 'NOT_FOUND at account',
  },
  {
    of: 'a closed wallet',
    found: ofWallets({ status: 'CLOSED' }),
    says: 'WALLET_NOT_ACTIVE at account',
  },
  {
    of: 'too few points',
    found: (found) => ({ ...found, wallets: [wallet([])] }),
    says: 'INSUFFICIENT_POINTS at points',
  },
]

describe.each([
  [
    'an accrual',
    ({ asked, found }: Case<AccruePoints>) =>
      tell(accruePoints.decide(asked, books(found), moment())),
  ],
  [
    'an accrual that is scheduled',
    ({ asked, found }: Case<AccruePoints>) =>
      tell(scheduleAccrual.decide(forToday(asked), books(found), moment())),
  ],
])('of several refusals of %s, the first is told', (_, decide) => {
  const good: Case<AccruePoints> = { asked: accruing(), found: world() }

  test('given nothing against it, then it is accepted', () => {
    expect(decide(good)).toBe('accepted')
  })

  test.each(accrualFaults.map((fault) => [fault.of, fault.says, fault] as const))(
    'given %s, then it is refused: %s',
    (_, says, fault) => {
      expect(decide(withFault(good, fault))).toBe(says)
    },
  )

  test.each(pairsOf(accrualFaults))(
    'given %s and %s, then it is refused: %s',
    (_first, _then, says, first, then) => {
      expect(decide(withFault(withFault(good, then), first))).toBe(says)
    },
  )
})

describe('of several refusals of spending, the first is told', () => {
  const decide = ({ asked, found }: Case<RedeemPoints>) =>
    tell(redeemPoints.decide(asked, books(found), moment()))
  const good: Case<RedeemPoints> = { asked: redeeming(), found: world() }

  test('given nothing against it, then it is accepted', () => {
    expect(decide(good)).toBe('accepted')
  })

  test.each(spendingFaults.map((fault) => [fault.of, fault.says, fault] as const))(
    'given %s, then it is refused: %s',
    (_, says, fault) => {
      expect(decide(withFault(good, fault))).toBe(says)
    },
  )

  test.each(pairsOf(spendingFaults))(
    'given %s and %s, then it is refused: %s',
    (_first, _then, says, first, then) => {
      expect(decide(withFault(withFault(good, then), first))).toBe(says)
    },
  )
})
