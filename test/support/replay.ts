import {
  availableOf,
  copyOf,
  emptyWallet,
  endOfValidity,
  expire,
  fill,
  forfeit,
  grant,
  type ModelWallet,
  type Moves,
  spend,
} from './model.ts'

/** A journal of a wallet, as the database has it. */
export interface PostedJournal {
  readonly walletId: string
  readonly id: string
  readonly kind: string
  readonly postedAt: Date
  readonly balanceAfter: bigint
  readonly redemptionId: string | null
  readonly entries: readonly {
    readonly account: string
    readonly amount: bigint
    readonly lotId: string | null
  }[]
}

/** What was asked for and accepted, by the id of the accrual or redemption. */
export interface Accepted {
  readonly wallet: string
  readonly amount: bigint
  /** Of the contract that it drew on; 0 for a redemption. */
  readonly validityMonths: number
}

/** A wallet from an instant on. */
export interface Standing {
  readonly from: Date
  readonly wallet: ModelWallet
}

export interface Replayed {
  /** Journals that are not what the model expected, in words. */
  readonly surprises: readonly string[]
  readonly standings: ReadonlyMap<string, readonly Standing[]>
}

/** Carries out by the model what journals tell, in their order, and compares each with what it expects. */
export function replay(
  journals: readonly PostedJournal[],
  accepted: ReadonlyMap<string, Accepted>,
): Replayed {
  const standings = new Map<string, Standing[]>()
  const surprises: string[] = []
  const left = new Set(accepted.keys())
  for (const journal of journals) {
    const before = standings.get(journal.walletId) ?? []
    const wallet = copyOf(before.at(-1)?.wallet ?? emptyWallet())
    const step = expectedOf(wallet, journal, accepted)
    left.delete(step.of ?? '')
    const found = toldOf({ moves: movesIn(journal), balance: journal.balanceAfter })
    const told = toldOf({ moves: step.moves, balance: availableOf(wallet) })
    if (step.surprise || found !== told)
      surprises.push(`${journal.kind} ${journal.id}: ${step.surprise ?? `${told}, not ${found}`}`)
    wallet.lots = wallet.lots.filter((lot) => lot.available + lot.pending > 0n)
    standings.set(journal.walletId, [...before, { from: journal.postedAt, wallet }])
  }
  for (const id of left) surprises.push(`${id} was accepted, and has no journal`)
  return { surprises, standings }
}

interface Step {
  readonly moves: Moves
  /** The accrual or redemption. */
  readonly of?: string
  readonly surprise?: string
}

const none: Moves = new Map()

function expectedOf(
  wallet: ModelWallet,
  journal: PostedJournal,
  accepted: ReadonlyMap<string, Accepted>,
): Step {
  const { kind, postedAt: at, walletId } = journal
  if (kind === 'EXPIRY') return { moves: expire(wallet, at) }
  if (expire(wallet, at).size > 0) return { moves: none, surprise: 'something was due before it' }
  const filled = fill(wallet)
  if (kind === 'PENDING_FILL') return { moves: filled }
  if (filled.size > 0) return { moves: none, surprise: 'something waited, and there was room' }
  if (kind === 'FORFEIT') return { moves: forfeit(wallet) }
  const of = journal.redemptionId ?? journal.entries.find(({ lotId }) => lotId)?.lotId ?? ''
  const asked = accepted.get(of)
  if (asked?.wallet !== walletId) return { moves: none, surprise: 'nobody asked for it' }
  const { amount } = asked
  if (kind === 'REDEMPTION') return { of, moves: spend(wallet, amount) }
  const expiresAt = endOfValidity(at, asked.validityMonths)
  return { of, moves: grant(wallet, { id: of, expiresAt, amount }) }
}

function movesIn({ entries }: PostedJournal): Moves {
  const moves = new Map<string, readonly [bigint, bigint]>()
  for (const { lotId, account, amount } of entries) {
    if (!lotId) continue
    const [available, pending] = moves.get(lotId) ?? [0n, 0n]
    const isPending = account === 'WALLET_PENDING'
    moves.set(lotId, isPending ? [available, pending + amount] : [available + amount, pending])
  }
  return moves
}

const toldOf = ({ moves, balance }: { moves: Moves; balance: bigint }): string =>
  `${[...moves]
    .map(([lot, [available, pending]]) => `${lot} ${available} ${pending}`)
    .sort()
    .join('; ')} = ${balance}`
