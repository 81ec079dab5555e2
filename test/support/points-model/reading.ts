import { operator } from '../market.ts'
import { bySuffix, type CouponView, joined, type OrderView, statuses } from './coupon-view.ts'
import { accrualFields, orderFields, redemptionFields, sums } from './fields.ts'
import type { Server } from './server.ts'
import type { InWallets, Look, View } from './view.ts'
import type { World } from './world.ts'

const walletQuery = `account { externalId } ${sums}
  expiring(through: "2199-12-31") @skip(if: $isBrief)
  waiting: lots(status: PENDING) @skip(if: $isBrief) { totalCount }
  lots(first: 100) { edges { node {
    accrual { id } status amount remaining held pending expiresAt } } }
  redemptions(first: 100) { edges { node { ${redemptionFields} } } }`

const contractQuery = `id status budget { total granted reserved remaining }
  conservation { ok deposited budget reserved available held pending payable paidOut breakage }
  accruals(first: 100) { edges { node { ${accrualFields} } } }`

const orderQuery = `${orderFields}
  coupons(first: 8) { edges { node { suffix status accrual { id } } } }
  ${statuses
    .map(
      (status) => `${status}: coupons(first: 8, status: ${status})
    @skip(if: $isBrief) { edges { node { suffix } } }`,
    )
    .join(' ')}`

type Nodes<T> = { readonly edges: readonly { readonly node: T }[] }
const nodesOf = <T>({ edges }: Nodes<T>): T[] => edges.map(({ node }) => node)

/** What queries show of a world, all in one request. */
export async function read({ market }: Server, world: World, look: Look): Promise<View> {
  const last = world.redemptions.at(-1)
  market.statements.length = 0
  const { body } = await market.ask(
    operator,
    `query ($wallets: [ID!]!, $contracts: [ID!]!, $orders: [ID!]!, $merchant: String!,
      $orderId: String!, $isBrief: Boolean!) {
      wallets: nodes(ids: $wallets) { ... on Wallet { ${walletQuery} } }
      contracts: nodes(ids: $contracts) { ... on Contract { ${contractQuery} } }
      orders: nodes(ids: $orders) { ... on CouponOrder { ${orderQuery} } }
      redemption(merchant: $merchant, orderId: $orderId) { id } }`,
    {
      wallets: [...world.accounts.values()].map(({ walletId }) => walletId),
      contracts: [...world.contracts.keys()],
      orders: world.orders.map(({ id }) => id),
      merchant: last?.merchant ?? 'none',
      orderId: last?.orderId ?? 'none',
      isBrief: look === 'command',
    },
  )
  if (body.errors) throw new Error(JSON.stringify(body.errors))
  const wallets: readonly WalletRow[] = body.data.wallets
  const contracts: readonly ContractRow[] = body.data.contracts
  const orders: readonly OrderRow[] = body.data.orders
  const accruals = contracts.flatMap((contract) => nodesOf(contract.accruals))
  return {
    wallets: Object.fromEntries(wallets.map((row) => [row.account.externalId, walletOf(row)])),
    contracts: Object.fromEntries(contracts.map((row) => [row.id, contractOf(row, look)])),
    accruals: Object.fromEntries(accruals.map(({ id, ...rest }) => [id, rest])),
    orders: Object.fromEntries(orders.map((row) => [row.id, orderOf(row)])),
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

type Statuses = Readonly<Record<(typeof statuses)[number], Nodes<{ readonly suffix: string }>>>

interface OrderRow extends Omit<OrderView, 'coupons' | 'byStatus'>, Partial<Statuses> {
  readonly id: string
  readonly coupons: Nodes<
    Omit<CouponView, 'accrual'> & { readonly accrual: { readonly id: string } | null }
  >
}

function orderOf(row: OrderRow): OrderView {
  const { status, value, quantity, test, counts, coupons } = row
  const byStatus = statuses.flatMap((one) => {
    const found = row[one]
    return found ? [[one, suffixesOf(found)] as const] : []
  })
  return {
    status,
    value,
    quantity,
    test,
    counts,
    coupons: nodesOf(coupons)
      .map((coupon) => ({ ...coupon, accrual: coupon.accrual?.id ?? null }))
      .toSorted(bySuffix),
    ...(byStatus.length > 0 && { byStatus: Object.fromEntries(byStatus) }),
  }
}

const suffixesOf = (coupons: Nodes<{ readonly suffix: string }>): string =>
  joined(nodesOf(coupons).map(({ suffix }) => suffix))

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
