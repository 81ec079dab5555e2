import { daysAfter } from './calendar.ts'
import type { MerchantId, RedemptionId } from './ids.ts'
import { byContract, type Entry, type Journal, journal, onLot, onMerchant } from './ledger.ts'
import { minus, negated, noPoints, type Points, smaller } from './points.ts'
import type { Draw, Hold } from './wallet.ts'

/** R20: how many days a hold may last, both included, and how many it does where nobody says. */
export const holdDays = { least: 1, most: 30, usual: 7 } as const

/** R20: a hold ends exactly so many times 24 hours after it was made. */
export const holdEnd = (at: Date, days: number): Date => daysAfter(at, days)

/** R20: whether a hold's time is up. */
export const isOver = ({ endsAt }: Pick<Hold, 'endsAt'>, at: Date): boolean => endsAt <= at

interface About {
  readonly redemption: RedemptionId
  readonly merchant: MerchantId
}

/** R20, first step: points stay in the wallet, held. */
export const holdJournal = (draws: readonly Draw[], about: About): Journal =>
  journal('HOLD', moved(draws, 'WALLET_AVAILABLE', 'WALLET_HELD'), about)

/**
 * R20, second step: of what is held, the first so many points go to the merchant, in the order in
 * which they were held, whatever has expired meanwhile; the rest is released.
 */
export function captureJournal(hold: Hold, points: Points): Journal {
  const [captured, released] = split(drawsOf(hold), points)
  return journal(
    'CAPTURE',
    [
      ...drawsOf(hold).map((draw) => onLot('WALLET_HELD', draw.lot, negated(draw.points))),
      ...released.map((draw) => onLot('WALLET_AVAILABLE', draw.lot, draw.points)),
      ...owedTo(hold.merchant, captured),
    ],
    hold,
  )
}

/** R20: all that is held is available again, because somebody said so or because its time is up. */
export const releaseJournal = (kind: 'VOID' | 'LAPSE', hold: Hold): Journal =>
  journal(kind, moved(drawsOf(hold), 'WALLET_HELD', 'WALLET_AVAILABLE'), hold)

type WalletAccount = 'WALLET_AVAILABLE' | 'WALLET_HELD'

const moved = (draws: readonly Draw[], from: WalletAccount, to: WalletAccount): readonly Entry[] =>
  draws.flatMap(({ lot, points }) => [onLot(from, lot, negated(points)), onLot(to, lot, points)])

function drawsOf({ draws, redemption }: Hold): readonly Draw[] {
  if (!draws) throw new Error(`The draws of redemption ${redemption} were not loaded`)
  return draws
}

/** What a merchant is owed for draws, contract by contract. */
export const owedTo = (merchant: MerchantId, draws: readonly Draw[]): readonly Entry[] =>
  [...byContract(draws.map(({ lot, points }) => ({ contract: lot.contract, points })))].map(
    ([contract, sum]) => onMerchant(merchant, contract, sum),
  )

/** The first so many points of draws, in their order, and what is left of them. */
export function split(
  draws: readonly Draw[],
  points: Points,
): readonly [first: readonly Draw[], rest: readonly Draw[]] {
  const first: Draw[] = []
  const rest: Draw[] = []
  let owed = points
  for (const draw of draws) {
    const taken = smaller(draw.points, owed)
    owed = minus(owed, taken)
    const left = minus(draw.points, taken)
    if (taken > noPoints) first.push({ ...draw, points: taken })
    if (left > noPoints) rest.push({ ...draw, points: left })
  }
  return [first, rest]
}
