import { carryOutDue } from '../../domain/due.ts'
import type { ContractId } from '../../domain/ids.ts'
import type { Journal, LedgerAccount } from '../../domain/ledger.ts'
import { negated, noPoints, type Points, plus } from '../../domain/points.ts'
import { isDue, lotsOf, type Wallet } from '../../domain/wallet.ts'

/** What one lot of a wallet loses. */
interface Loss {
  readonly contract: ContractId
  /** Exclusive. */
  readonly expiresAt: Date
  readonly available: Points
  readonly pending: Points
}

/** What comes due in a wallet between two instants, if nothing else touches it. */
export interface Course {
  readonly losses: readonly Loss[]
  /** Holds that end by themselves. */
  readonly lapses: number
  /** Pending points that fill the room. */
  readonly filled: Points
}

/** Follows a wallet from one due instant to the next, as due work would carry it out (R27). */
export function courseOf(wallet: Wallet, { now, by }: Span): Course {
  const journals: Journal[] = []
  let current = wallet
  while (isDue(current, by)) {
    const { posted, wallet: left } = carryOutDue(current, later(now, current.nextDueAt ?? now))
    if (posted.length === 0) break
    journals.push(...posted.map(({ journal }) => journal))
    current = left
  }
  const ofKind = (kind: Journal['kind']) => journals.filter((journal) => journal.kind === kind)
  return {
    losses: lossesIn(ofKind('EXPIRY'), wallet),
    lapses: ofKind('LAPSE').length,
    filled: sumOf(ofKind('PENDING_FILL'), 'WALLET_AVAILABLE'),
  }
}

export interface Span {
  readonly now: Date
  readonly by: Date
}

const later = (a: Date, b: Date): Date => (a > b ? a : b)

const sumOf = (journals: readonly Journal[], account: LedgerAccount): Points =>
  journals
    .flatMap(({ entries }) => entries)
    .reduce((sum, entry) => (entry.account === account ? plus(sum, entry.amount) : sum), noPoints)

function lossesIn(expiries: readonly Journal[], wallet: Wallet): readonly Loss[] {
  const lots = new Map(lotsOf(wallet).map((lot) => [lot.id, lot]))
  const lost = new Map<string, Loss>()
  for (const { account, amount, lot: id } of expiries.flatMap(({ entries }) => entries)) {
    const lot = id && lots.get(id)
    if (!lot) continue
    const { contract, expiresAt } = lot
    const none = { contract, expiresAt, available: noPoints, pending: noPoints }
    const before = lost.get(id) ?? none
    const side = account === 'WALLET_PENDING' ? 'pending' : 'available'
    lost.set(id, { ...before, [side]: plus(before[side], negated(amount)) })
  }
  return [...lost.values()]
}
