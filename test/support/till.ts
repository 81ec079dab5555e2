import type { Caller } from '../../src/domain/caller.ts'
import { checkLedger } from '../../src/posting/ledger-check.ts'
import { fresh, grant, type Input, type Market, openMarket, operator, order } from './market.ts'
import type { Outcome } from './mutations.ts'

const dayMs = 86_400_000

/** A market that takes points, whose clock tests turn on. No job runs, so that nothing lapses unseen. */
export interface Till extends Market {
  readonly now: () => Date
  /** Only forward: what was posted stays in the past. */
  readonly turnTo: (instant: Date) => void
  readonly passDays: (days: number) => void
  /** An account with a lot of each amount, by its months of validity: 1 or 60. */
  readonly newHolder: (
    lots: readonly (readonly [amount: number, months: 1 | 60])[],
  ) => Promise<string>
  /** When the first of its lots expires. */
  readonly firstExpiry: (account: string) => Promise<Date>
  readonly authorize: (
    account: string,
    points: number,
    told?: Input & { readonly merchant?: string },
  ) => Promise<Outcome['redemption'] & { readonly merchant: string }>
  /** Spends points in one step, at a merchant of its own. */
  readonly spend: (
    account: string,
    points: number,
    told?: Input,
  ) => Promise<Outcome['redemption'] & { readonly merchant: string }>
  /** A second step of a redemption, by an operator with a new key unless told; the outcome. */
  readonly step: (
    verb: 'capture' | 'void' | 'refund',
    redemption: { readonly id: string },
    told?: Input,
    by?: Caller,
  ) => Promise<Outcome>
  /** What a wallet shows now. */
  readonly walletOf: (account: string) => Promise<ShownWallet>
  /** What was posted to a wallet: each journal's kind and entries, lots named by their amounts. */
  readonly journalsOf: (account: string) => Promise<readonly (readonly [string, ...string[]])[]>
  readonly isProven: () => Promise<boolean>
}

interface ShownWallet {
  readonly status: string
  readonly available: number
  readonly held: number
  readonly pending: number
  readonly room: number
  readonly lots: readonly ShownLot[]
}

interface ShownLot {
  readonly amount: number
  readonly status: string
  readonly remaining: number
  readonly held: number
  readonly pending: number
  readonly expiresAt: string
}

export async function openTill(): Promise<Till> {
  let aheadMs = 0
  const clock = { now: () => new Date(Date.now() + aheadMs), offsetMs: () => aheadMs }
  const market = await openMarket({ clock })
  const terms = { billing: 'POSTPAID', creditLimit: 1_000_000_000 }
  const contracts = {
    60: await market.newContract(terms),
    1: await market.newContract({ ...terms, validityMonths: 1, validityNegotiated: true }),
  }
  const walletOf: Till['walletOf'] = async (account) => {
    const { body } = await market.ask(operator, walletDocument, { account })
    const { lots, ...wallet } = body.data.wallet
    return { ...wallet, lots: lots.edges.map(({ node }: { node: ShownLot }) => node) }
  }
  return {
    ...market,
    now: clock.now,
    turnTo(instant) {
      aheadMs = Math.max(aheadMs, instant.getTime() - Date.now())
    },
    passDays(days) {
      aheadMs += days * dayMs
    },
    async newHolder(lots) {
      const account = await market.newAccount()
      for (const [amount, months] of lots)
        done(await market.does(operator, 'accruePoints', grant(contracts[months], account, amount)))
      return account
    },
    async firstExpiry(account) {
      const { lots } = await walletOf(account)
      return new Date(Math.min(...lots.map(({ expiresAt }) => Date.parse(expiresAt))))
    },
    async authorize(account, points, told = {}) {
      const merchant = told.merchant ?? (await market.newMerchant())
      const asked = order(account, merchant, points, told)
      const { redemption } = done(await market.does(operator, 'authorizeRedemption', asked))
      return { ...redemption, merchant }
    },
    async spend(account, points, told) {
      const merchant = await market.newMerchant()
      const asked = order(account, merchant, points, told)
      return { ...done(await market.does(operator, 'redeemPoints', asked)).redemption, merchant }
    },
    step: (verb, { id }, told, by = operator) =>
      market.does(by, `${verb}Redemption`, stepOf(id, told)),
    walletOf,
    journalsOf: async (account) => journals(await market.sql(journalRows, [account])),
    isProven: async () => (await checkLedger(market.db)).ok,
  }
}

/** What a caller sees of a redemption's refunds. */
export async function refundsOf({ ask }: Pick<Till, 'ask'>, id: string, caller = operator) {
  const document = `query ($id: ID!) { node(id: $id) { ... on Redemption {
    status refundedPoints refunds { edges { node { points expiredPoints reason } } } } } }`
  const { refunds, ...rest } = (await ask(caller, document, { id })).body.data.node
  return { ...rest, refunds: refunds.edges.map(({ node }: { node: unknown }) => node) }
}

/** Input of a second step. */
export const stepOf = (redemption: string, told: Input = {}): Input => ({
  idempotencyKey: fresh('step'),
  redemption,
  ...told,
})

/** The outcome, which must be no refusal. */
export function done(outcome: Outcome): Outcome {
  if (outcome.code) throw new Error(`Refused: ${JSON.stringify(outcome)}`)
  return outcome
}

const walletDocument = `query ($account: String!) { wallet(account: $account) {
  status available held pending room
  lots(first: 100) { edges { node { amount status remaining held pending expiresAt } } } } }`

const journalRows = `
  select journal.id, kind, entry.account, entry.amount, lot.amount as lot
  from journal
  join wallet on wallet.id = journal.wallet_id
  join account on account.id = wallet.account_id
  join entry on entry.owner_id = journal.owner_id and entry.journal_id = journal.id
  left join lot on lot.id = entry.lot_id
  where external_id = $1
  order by journal.id, line`

type Row = Readonly<Record<string, unknown>>

function journals(rows: readonly Row[]): [string, ...string[]][] {
  const byId = new Map<unknown, [string, ...string[]]>()
  for (const { id, kind, account, amount, lot } of rows) {
    const journal = byId.get(id) ?? [String(kind)]
    journal.push(`${account}${lot === null ? '' : ` of ${lot}`} ${amount}`)
    byId.set(id, journal)
  }
  return [...byId.values()]
}
