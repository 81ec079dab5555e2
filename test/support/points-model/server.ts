import { carryOutDue } from '../../../src/jobs/carry-out-due.ts'
import type { Job } from '../../../src/jobs/due-work.ts'
import { payAccruals } from '../../../src/jobs/pay-accruals.ts'
import { createEngine } from '../../../src/posting/engine.ts'
import { type Market, openMarket, operator } from '../market.ts'
import type { InWallets, Look, View } from './view.ts'
import type { Answer, Ask, World } from './world.ts'

/** A real gateway, whose clock stands still until it is set. */
export interface Server {
  readonly market: Market
  readonly now: () => number
  /** Only forward. */
  readonly setClock: (at: number) => void
  /** Carries out all that has come due, as its process would by itself. */
  readonly doDueWork: () => Promise<void>
  readonly stop: () => Promise<void>
}

export async function openServer(startsAt: number): Promise<Server> {
  let at = startsAt
  const clock = { now: () => new Date(at), offsetMs: () => at - Date.now() }
  const market = await openMarket({ clock })
  const posting = createEngine({ db: market.db, offsetMs: clock.offsetMs })
  const parts = { db: market.db, posting, offsetMs: clock.offsetMs }
  const jobs: readonly Job[] = [payAccruals(parts), carryOutDue(parts)]
  return {
    market,
    now: () => at,
    setClock(to) {
      at = Math.max(at, to)
    },
    async doDueWork() {
      for (const job of jobs) while (await job.runPage()) {}
    },
    async stop() {
      await posting.drain()
      await market.stop()
    },
  }
}

const sums = 'status available held pending room'
const accrualFields = 'id status amount test refusedCode availableAmount pendingAmount'
const redemptionFields = 'id status points capturedPoints refundedPoints otherAmount holdExpiresAt'
const wallet = `wallet { account { externalId } ${sums} }`
const redeemed = `redemption { ${redemptionFields} createdAt } ${wallet} replayed`

const payloads: Readonly<Record<string, string>> = {
  accruePoints: `accrual { ${accrualFields} createdAt } ${wallet} replayed`,
  cancelAccrual: `accrual { ${accrualFields} createdAt }`,
  depositBudget: 'contract { id } replayed',
  redeemPoints: redeemed,
  authorizeRedemption: redeemed,
  captureRedemption: redeemed,
  voidRedemption: redeemed,
  refundRedemption: `${redeemed} expiredPoints`,
  setWalletStatus: wallet,
  closeAccount: 'account { status }',
  changeContractStatus: 'contract { status }',
  setPartnerStatus: 'partner { status }',
  setMerchantAcceptsPoints: 'merchant { acceptsPoints }',
}

function documentOf(mutation: string): string {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}`
  return `mutation ($input: ${type}Input!) { ${mutation}(input: $input) { __typename
    ... on ${type}Payload { ${payloads[mutation]} } ... on RuleViolation { code } } }`
}

type Row = Readonly<Record<string, unknown>>
type Nodes<T> = { readonly edges: readonly { readonly node: T }[] }
const nodesOf = <T>({ edges }: Nodes<T>): T[] => edges.map(({ node }) => node)

/** What a mutation was answered. */
export interface Reply extends Answer {
  /** When what it made took effect. */
  readonly createdAt: number | undefined
  /** What its payload shows, to be compared with what queries show. */
  readonly accrual: Row | undefined
  readonly redemption: Row | undefined
  readonly wallet: (Row & { readonly account: { readonly externalId: string } }) | undefined
}

export async function send({ market }: Server, { mutation, input }: Ask): Promise<Reply> {
  const { body } = await market.ask(operator, documentOf(mutation), { input })
  const told = body.data?.[mutation]
  const made = told?.accrual ?? told?.redemption
  return {
    code: told ? (told.code ?? null) : codeOf(body),
    id: made?.id ?? (mutation === 'depositBudget' ? told?.contract?.id : undefined),
    replayed: told?.replayed,
    expiredPoints: told?.expiredPoints,
    createdAt: made && Date.parse(made.createdAt),
    accrual: told?.accrual,
    redemption: told?.redemption,
    wallet: told?.wallet,
  }
}

const codeOf = (body: {
  readonly errors?: readonly [{ extensions?: { code?: string } }]
}): string => body.errors?.[0]?.extensions?.code ?? JSON.stringify(body)

const walletQuery = `account { externalId } ${sums}
  expiring(through: "2199-12-31") @skip(if: $isBrief)
  waiting: lots(status: PENDING) @skip(if: $isBrief) { totalCount }
  lots(first: 100) { edges { node {
    accrual { id } status amount remaining held pending expiresAt } } }
  redemptions(first: 100) { edges { node { ${redemptionFields} } } }`

const contractQuery = `id status budget { total granted reserved remaining }
  conservation { ok deposited budget reserved available held pending payable paidOut breakage }
  accruals(first: 100) { edges { node { ${accrualFields} } } }`

/** What queries show of a world, all in one request. */
export async function read({ market }: Server, world: World, look: Look): Promise<View> {
  const last = world.redemptions.at(-1)
  market.statements.length = 0
  const { body } = await market.ask(
    operator,
    `query ($wallets: [ID!]!, $contracts: [ID!]!, $merchant: String!,
      $orderId: String!, $isBrief: Boolean!) {
      wallets: nodes(ids: $wallets) { ... on Wallet { ${walletQuery} } }
      contracts: nodes(ids: $contracts) { ... on Contract { ${contractQuery} } }
      redemption(merchant: $merchant, orderId: $orderId) { id } }`,
    {
      wallets: [...world.accounts.values()].map(({ walletId }) => walletId),
      contracts: [...world.contracts.keys()],
      merchant: last?.merchant ?? 'none',
      orderId: last?.orderId ?? 'none',
      isBrief: look === 'command',
    },
  )
  if (body.errors) throw new Error(JSON.stringify(body.errors))
  const wallets: readonly WalletRow[] = body.data.wallets
  const contracts: readonly ContractRow[] = body.data.contracts
  const accruals = contracts.flatMap((contract) => nodesOf(contract.accruals))
  return {
    wallets: Object.fromEntries(wallets.map((row) => [row.account.externalId, walletOf(row)])),
    contracts: Object.fromEntries(contracts.map((row) => [row.id, contractOf(row, look)])),
    accruals: Object.fromEntries(accruals.map(({ id, ...rest }) => [id, rest])),
    lastOrder: body.data.redemption?.id ?? null,
  }
}

type WalletView = View['wallets'][string]
type LotView = WalletView['lots'][number]
type ContractView = View['contracts'][string]

interface WalletRow extends Omit<WalletView, 'waiting' | 'lots' | 'redemptions'> {
  readonly account: { readonly externalId: string }
  readonly waiting?: { readonly totalCount: number }
  readonly lots: Nodes<Omit<LotView, 'accrual'> & { readonly accrual: { readonly id: string } }>
  readonly redemptions: Nodes<WalletView['redemptions'][number]>
}

const walletOf = ({ account: _account, waiting, ...row }: WalletRow): WalletView => ({
  ...row,
  ...(waiting && { waiting: waiting.totalCount }),
  lots: nodesOf(row.lots).map((lot) => ({ ...lot, accrual: lot.accrual.id })),
  redemptions: nodesOf(row.redemptions),
})

interface ContractRow extends Omit<ContractView, 'conservation'> {
  readonly id: string
  readonly conservation: ContractView['conservation'] & InWallets
  readonly accruals: Nodes<View['accruals'][string] & { readonly id: string }>
}

function contractOf(row: ContractRow, look: Look): ContractView {
  const { status, budget, conservation } = row
  if (look === 'due work') return { status, budget, conservation }
  const { available, held, pending, breakage, ...rest } = conservation
  const inWallets = available + held + pending + breakage
  return { status, budget, conservation: { ...rest, inWallets } }
}
