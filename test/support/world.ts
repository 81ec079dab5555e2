import type { Caller } from '../../src/domain/caller.ts'
import type { Channel, ContractStatus } from '../../src/domain/contract.ts'
import type { AccountId, ContractId, MerchantId, WalletId } from '../../src/domain/ids.ts'
import { points, won } from '../../src/domain/points.ts'
import { idOf, type Stamp, stampAfter } from '../../src/domain/sequence.ts'
import type { AccruePoints, DepositBudget, RedeemPoints } from '../../src/posting/asks.ts'
import type { Database } from '../../src/server/database.ts'

export const operator: Caller = { kind: 'OPERATOR', code: 'kim' }

let last: Stamp | undefined
let made = 0
const newId = <Id extends string>(): Id => {
  last = stampAfter(last, Date.now())
  made += 1
  return idOf(last, made.toString(16).padStart(12, '0')) as Id
}
const since = new Date('2023-01-01T00:00:00Z')

/** A partner with a contract, open from 2023 on; what is told replaces what is usual. */
export async function newContract(
  db: Database,
  told: {
    readonly partner?: string
    readonly channel?: Channel
    readonly status?: ContractStatus
    /** The credit of a postpaid contract; a prepaid one, if left out. */
    readonly credit?: bigint
    readonly validityMonths?: number
    readonly validityNegotiated?: boolean
    readonly endsOn?: Date
  } = {},
): Promise<ContractId> {
  const { partner: code = 'bakery', credit = 0n, ...rest } = told
  const partner = await db.partner.upsert({
    where: { code },
    update: {},
    create: { id: newId(), code, name: code, businessNumber: '1234567890', createdAt: since },
  })
  const { id } = await db.contract.create({
    data: {
      id: newId(),
      partnerId: partner.id,
      channel: 'API',
      status: 'LIVE',
      validityMonths: 60,
      validityNegotiated: false,
      unitPrice: '1',
      billing: credit > 0n ? 'POSTPAID' : 'PREPAID',
      creditLimit: credit,
      couponBilling: 'ON_DELIVERY',
      startsOn: since,
      createdAt: since,
      ...rest,
    },
  })
  return id as ContractId
}

export interface NewAccount {
  readonly id: AccountId
  readonly wallet: WalletId
  readonly externalId: string
}

/** Accounts with their wallets, each of a person of its own, unless they share one. */
export async function newAccounts(
  db: Database,
  externalIds: readonly string[],
  isOnePerson = false,
): Promise<NewAccount[]> {
  const shared = newId()
  const rows = externalIds.map((externalId) => ({
    externalId,
    person: isOnePerson ? shared : newId(),
    id: newId<AccountId>(),
    wallet: newId<WalletId>(),
  }))
  await db.person.createMany({
    data: [...new Set(rows.map(({ person }) => person))].map((id) => ({
      id,
      identityHash: Buffer.from(id.replaceAll('-', '').repeat(2), 'hex'),
      createdAt: since,
    })),
  })
  await db.account.createMany({
    data: rows.map(({ id, externalId, person: personId }) => ({
      id,
      externalId,
      personId,
      createdAt: since,
    })),
  })
  await db.wallet.createMany({
    data: rows.map(({ id, wallet }) => ({ id: wallet, accountId: id })),
  })
  return rows
}

export async function newMerchant(
  db: Database,
  code = 'cafe',
  told: { readonly countryCode?: string; readonly currency?: string } = {},
): Promise<MerchantId> {
  const data = { id: newId(), code, name: code, countryCode: 'KR', currency: 'KRW', ...told }
  const { id } = await db.merchant.create({
    data: { ...data, acceptsPoints: true, createdAt: since },
  })
  return id as MerchantId
}

let keys = 0
const newKey = () => {
  keys += 1
  return `key-${process.pid}-${keys}`
}

export const accrual = (
  contract: ContractId,
  account: string,
  amount: bigint,
  told: Partial<AccruePoints> = {},
): AccruePoints => ({
  kind: 'accruePoints',
  caller: operator,
  idempotencyKey: newKey(),
  contract,
  recipient: { account },
  amount: points(amount),
  purpose: 'OTHER',
  eventTitle: null,
  ...told,
})

export const redemption = (
  account: string,
  amount: bigint,
  told: Partial<RedeemPoints> = {},
): RedeemPoints => {
  const idempotencyKey = newKey()
  return {
    kind: 'redeemPoints',
    caller: operator,
    idempotencyKey,
    account,
    merchant: 'cafe',
    orderId: `order-${idempotencyKey}`,
    orderAmount: won(amount),
    discountAmount: won(0n),
    points: points(amount),
    foreign: null,
    ...told,
  }
}

export const deposit = (
  contract: ContractId,
  amount: bigint,
  told: Partial<DepositBudget> = {},
): DepositBudget => ({
  kind: 'depositBudget',
  caller: operator,
  idempotencyKey: newKey(),
  contract,
  points: points(amount),
  ...told,
})
