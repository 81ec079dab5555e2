import type { Caller, CallerKind } from '../../src/domain/caller.ts'
import { startTestGateway, type TestGateway, type TestGatewayOptions } from './gateway.ts'
import { documentOf, type Mutation } from './mutations.ts'

export type Input = Readonly<Record<string, unknown>>

// biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for
export type Outcome = any

/** A gateway, and partners, contracts, accounts and merchants made through its own API. */
export interface Market extends TestGateway {
  /** A mutation's outcome, payload or RuleViolation; throws where it was an error. */
  readonly does: (caller: Caller, mutation: Mutation, input: Input) => Promise<Outcome>
  /** A mutation's first error, with its code and path; throws where there was none. */
  readonly fails: (
    caller: Caller | undefined,
    mutation: Mutation,
    input: Input,
  ) => Promise<{
    readonly code: string
    readonly path: readonly string[]
    readonly message: string
  }>
  readonly newPartner: () => Promise<string>
  /** The id of a contract, LIVE since 2023 and with a million points, unless told otherwise. */
  readonly newContract: (told?: Input & { status?: string; deposit?: number }) => Promise<string>
  /** The external id of an account, of a person of its own unless told. */
  readonly newAccount: (told?: Input) => Promise<string>
  readonly newMerchant: (told?: Input) => Promise<string>
  /** An account that was granted so many points. */
  readonly newAccountWith: (amount: number) => Promise<string>
}

export const operator: Caller = { kind: 'OPERATOR', code: 'kim' }
export const as = (kind: CallerKind, code: string): Caller => ({ kind, code })

let made = 0
/** A word that no other call has given. */
export const fresh = (word: string): string => {
  made += 1
  return `${word}-${made}`
}

export async function openMarket(options: TestGatewayOptions = {}): Promise<Market> {
  const gateway = await startTestGateway(options)
  const tell = async (caller: Caller | undefined, mutation: Mutation, input: Input) =>
    (await gateway.ask(caller, documentOf(mutation), { input })).body

  const does: Market['does'] = async (caller, mutation, input) => {
    const { data, errors } = await tell(caller, mutation, input)
    if (errors) throw new Error(`${mutation}: ${JSON.stringify(errors)}`)
    return data[mutation]
  }
  const fails: Market['fails'] = async (caller, mutation, input) => {
    const { data, errors } = await tell(caller, mutation, input)
    if (!errors) throw new Error(`${mutation} did not fail: ${JSON.stringify(data)}`)
    return { ...errors[0].extensions, message: errors[0].message }
  }
  const made = async (mutation: Mutation, input: Input): Promise<Outcome> => {
    const outcome = await does(operator, mutation, input)
    if (outcome.code) throw new Error(`${mutation}: ${JSON.stringify(outcome)}`)
    return outcome
  }

  const newPartner = async () => {
    const code = fresh('partner')
    await made('createPartner', { code, name: `${code}'s name`, businessNumber: '123-45-67890' })
    return code
  }
  const newContract: Market['newContract'] = async (told = {}) => {
    const { status = 'LIVE', deposit = 1_000_000, ...terms } = told
    const partner = terms.partner ?? (await newPartner())
    const { contract } = await made('createContract', { ...usualTerms, ...terms, partner })
    if (status === 'ENDED')
      await made('changeContractStatus', { contract: contract.id, status: 'LIVE' })
    else if (status !== 'DRAFT')
      await made('changeContractStatus', { contract: contract.id, status })
    const takesDeposit = deposit > 0 && status !== 'DRAFT' && terms.billing !== 'POSTPAID'
    if (takesDeposit)
      await made('depositBudget', {
        idempotencyKey: fresh('deposit'),
        contract: contract.id,
        points: deposit,
      })
    if (status === 'ENDED') await made('changeContractStatus', { contract: contract.id, status })
    return contract.id
  }
  const newAccount: Market['newAccount'] = async (told = {}) => {
    const externalId = fresh('user')
    await made('createAccount', { externalId, person: `CI of ${externalId}`, ...told })
    return (told.externalId as string | undefined) ?? externalId
  }
  const newMerchant: Market['newMerchant'] = async (told = {}) => {
    const code = fresh('merchant')
    await made('createMerchant', { code, name: code, country: 'KR', currency: 'KRW', ...told })
    return code
  }
  const newAccountWith = async (amount: number) => {
    const account = await newAccount()
    const contract = await newContract({ deposit: amount })
    await made('accruePoints', grant(contract, account, amount))
    return account
  }

  return {
    ...gateway,
    does,
    fails,
    newPartner,
    newContract,
    newAccount,
    newMerchant,
    newAccountWith,
  }
}

const usualTerms = {
  channel: 'API',
  validityMonths: 60,
  unitPrice: '1.5',
  billing: 'PREPAID',
  startsOn: '2023-01-01',
}

/** Input of accruePoints. */
export const grant = (
  contract: string,
  account: string,
  amount: number,
  told: Input = {},
): Input => ({
  idempotencyKey: fresh('grant'),
  contract,
  recipient: { account },
  amount,
  ...told,
})

/** Input of redeemPoints: an order that points alone pay for, unless told otherwise. */
export const order = (
  account: string,
  merchant: string,
  points: number,
  told: Input = {},
): Input => ({
  idempotencyKey: fresh('spend'),
  account,
  merchant,
  orderId: fresh('order'),
  orderAmount: points,
  points,
  ...told,
})
