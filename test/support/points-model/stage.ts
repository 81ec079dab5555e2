import { fresh, type Market, operator } from '../market.ts'
import type { Server } from './server.ts'
import type { Wallet } from './wallet.ts'
import type { Account, Ask, Contract, World } from './world.ts'

/** What plays in a history: a new one each time, on a server that others have played on. */
export interface Stage {
  readonly world: World
  /** Names for people to read, by the ids that stand for them. */
  readonly names: ReadonlyMap<string, string>
  /** What begins every key and order of the history. */
  readonly name: string
}

/** A history so far. */
export interface Course extends Stage {
  readonly asked: Ask[]
}

interface Terms {
  readonly name: string
  readonly channel?: 'COUPON'
  readonly couponBilling?: 'ON_REGISTRATION'
  readonly validityMonths: number
  readonly deposit?: number
  readonly billing?: 'POSTPAID'
  readonly creditLimit?: number
  readonly status?: 'TESTING'
  /** Its last day ends a month so many months after the history begins. */
  readonly monthsToEnd?: number
}

/**
 * With a small budget; on credit; of points that live for a month or two; on trial, with an end. Of
 * coupons: billed on delivery; on registration; on trial.
 */
const terms: readonly Terms[] = [
  { name: 'prepaid', validityMonths: 24, deposit: 5_000_000 },
  { name: 'credit', validityMonths: 60, billing: 'POSTPAID', creditLimit: 20_000_000 },
  { name: 'short', validityMonths: 1, deposit: 30_000_000 },
  { name: 'tried', validityMonths: 3, deposit: 9_000_000, status: 'TESTING', monthsToEnd: 4 },
  { name: 'delivered', channel: 'COUPON', validityMonths: 2, deposit: 20_000_000 },
  {
    name: 'registered',
    channel: 'COUPON',
    couponBilling: 'ON_REGISTRATION',
    validityMonths: 24,
    billing: 'POSTPAID',
    creditLimit: 9_000_000,
  },
  {
    name: 'coupons tried',
    channel: 'COUPON',
    validityMonths: 24,
    deposit: 6_000_000,
    status: 'TESTING',
  },
]

export async function openStage({ market, now, newCode }: Server): Promise<Stage> {
  const name = fresh('history')
  const partner = await market.newPartner()
  const contracts = Promise.all(terms.map((told) => newContract(market, partner, told, now())))
  const accounts = Promise.all(people(name).map((person) => newAccount(market, person)))
  const merchants = Promise.all([market.newMerchant(), market.newMerchant()])
  const world: World = {
    now: now(),
    contracts: new Map(await contracts),
    accounts: new Map(await accounts),
    merchants: new Map((await merchants).map((code) => [code, true])),
    partner: { code: partner, suspended: false },
    agency: await newAgency(market),
    accruals: [],
    redemptions: [],
    orders: [],
    strangeCodes: [newCode(), newCode()],
    kept: new Map(),
  }
  return { world, name, names: namesIn(world) }
}

async function newAgency(market: Market): Promise<string> {
  const code = fresh('agency')
  await market.does(operator, 'createAgency', { code, name: code, commissionBasisPoints: 500 })
  return code
}

/** One of them has two accounts. */
const people = (name: string): readonly string[] =>
  ['an', 'bae', 'twins', 'twins'].map((who) => `${name} ${who}`)

async function newAccount(market: Market, person: string): Promise<[string, Account]> {
  const account = await market.newAccount({ person })
  const { body } = await market.ask(operator, `{ wallet(account: "${account}") { id } }`)
  const wallet: Wallet = { status: 'ACTIVE', lots: [], redemptions: [] }
  const entry = { failures: [], lockedUntil: 0 }
  return [account, { person, walletId: body.data.wallet.id, wallet, entry }]
}

/** For people to read. */
function namesIn({
  contracts,
  accounts,
  merchants,
  partner,
  agency,
}: World): ReadonlyMap<string, string> {
  const names = new Map([
    [partner.code, 'partner'],
    [agency, 'agency'],
  ])
  for (const [n, id] of [...contracts.keys()].entries()) names.set(id, terms[n]?.name ?? '')
  for (const [n, id] of [...accounts.keys()].entries()) names.set(id, `account${n}`)
  for (const [n, id] of [...merchants.keys()].entries()) names.set(id, `shop${n}`)
  return names
}

async function newContract(
  market: Market,
  partner: string,
  { name: _name, monthsToEnd, ...told }: Terms,
  at: number,
): Promise<[string, Contract]> {
  const end = monthsToEnd && lastDayAfter(at, monthsToEnd)
  const negotiated = { validityNegotiated: true, ...(end && { endsOn: end.date }) }
  const id = await market.newContract({ ...told, ...negotiated, partner })
  return [
    id,
    {
      channel: told.channel ?? 'API',
      couponBilling: told.couponBilling ?? 'ON_DELIVERY',
      validityMonths: told.validityMonths,
      billing: told.billing ?? 'PREPAID',
      creditLimit: told.creditLimit ?? 0,
      endsAt: end ? end.instant : null,
      status: told.status ?? 'LIVE',
      deposited: told.deposit ?? 0,
      granted: 0,
      reserved: 0,
      lost: 0,
    },
  ]
}

const seoulMs = 9 * 3_600_000

/** The last day of a month some months ahead, and the instant at which it ends, in Seoul. */
function lastDayAfter(at: number, months: number) {
  const local = new Date(at + seoulMs)
  const end = Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + months, 1)
  return { date: new Date(end - 1).toISOString().slice(0, 10), instant: end - seoulMs }
}
