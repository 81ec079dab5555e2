import type { Caller, CallerKind } from '../../src/domain/caller.ts'
import { startTestGateway, type TestGateway, type TestGatewayOptions } from './gateway.ts'
import { documentOf, type Mutation, type Outcome } from './mutations.ts'

export type Input = Readonly<Record<string, unknown>>

/** What an error of the API says. */
interface Failure {
  readonly code: string
  readonly path: readonly string[]
  readonly message: string
}

/** A gateway, and partners, contracts, accounts and merchants made through its own API. */
export interface Market extends TestGateway, Makers {
  /** A mutation's outcome, payload or RuleViolation; throws where it was an error. */
  readonly does: (caller: Caller, mutation: Mutation, input: Input) => Promise<Outcome>
  /** A mutation's first error, with its code and path; throws where there was none. */
  readonly fails: (caller: Caller | undefined, mutation: Mutation, input: Input) => Promise<Failure>
  /** How many rows every table has. */
  readonly rowCounts: () => Promise<readonly Record<string, unknown>[]>
}

interface Makers {
  /** The code of an active partner. */
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

/** The row's own id in a global id. */
export const localId = (id: string): string =>
  Buffer.from(id, 'base64').toString().split(':')[1] ?? ''

export async function openMarket(options: TestGatewayOptions = {}): Promise<Market> {
  const gateway = await startTestGateway(options)
  const told = (caller: Caller | undefined, mutation: Mutation, input: Input) =>
    reply(gateway, caller, mutation, input)

  const does: Market['does'] = async (caller, mutation, input) => {
    const { data, errors } = await told(caller, mutation, input)
    const outcome = data?.[mutation]
    if (errors || !outcome) throw new Error(`${mutation}: ${JSON.stringify(errors)}`)
    return outcome
  }
  const fails: Market['fails'] = async (caller, mutation, input) => {
    const { data, errors } = await told(caller, mutation, input)
    const [error] = errors ?? []
    if (!error) throw new Error(`${mutation} did not fail: ${JSON.stringify(data)}`)
    return { ...error.extensions, message: error.message }
  }
  const rowCounts = () => gateway.sql(countRows)
  return { ...gateway, ...makers(does), does, fails, rowCounts }
}

interface Reply {
  readonly data: Readonly<Partial<Record<Mutation, Outcome>>> | null
  readonly errors?: readonly { readonly message: string; readonly extensions: Failure }[]
}

/** What a mutation is answered, read as JSON. */
export async function reply(
  { ask }: Pick<TestGateway, 'ask'>,
  caller: Caller | undefined,
  mutation: Mutation,
  input: Input,
  headers?: Readonly<Record<string, string>>,
): Promise<Reply> {
  const { body } = await ask(caller, documentOf(mutation), { input }, headers)
  return body as Reply
}

const countRows = `
  select table_name, (xpath('/row/n/text()', query_to_xml(
    format('select count(*) as n from %I', table_name), false, true, '')))[1]::text as rows
  from information_schema.tables
  where table_schema = 'public' and table_type = 'BASE TABLE'
  order by table_name`

function makers(does: Market['does']): Makers {
  const make = async (mutation: Mutation, input: Input): Promise<Outcome> => {
    const outcome = await does(operator, mutation, input)
    if (outcome.code) throw new Error(`${mutation}: ${JSON.stringify(outcome)}`)
    return outcome
  }
  const newPartner = async () => {
    const code = fresh('partner')
    await make('createPartner', { code, name: `${code}'s name`, businessNumber: '123-45-67890' })
    return code
  }
  const newContract: Makers['newContract'] = async (told = {}) => {
    const { status = 'LIVE', deposit: points = 1_000_000, ...terms } = told
    const partner = terms.partner ?? (await newPartner())
    const { contract } = await make('createContract', { ...usualTerms, ...terms, partner })
    const { id } = contract
    const isOpen = status !== 'DRAFT'
    const firstStep = status === 'ENDED' ? 'LIVE' : status
    if (isOpen) await make('changeContractStatus', { contract: id, status: firstStep })
    if (isOpen && points > 0 && terms.billing !== 'POSTPAID')
      await make('depositBudget', { idempotencyKey: fresh('deposit'), contract: id, points })
    if (status === 'ENDED') await make('changeContractStatus', { contract: id, status })
    return id
  }
  const newAccount: Makers['newAccount'] = async (told = {}) => {
    const externalId = fresh('user')
    const person = `CI of ${externalId}`
    const { account } = await make('createAccount', { externalId, person, ...told })
    return account.externalId
  }
  const newMerchant: Makers['newMerchant'] = async (told = {}) => {
    const code = fresh('merchant')
    await make('createMerchant', { code, name: code, country: 'KR', currency: 'KRW', ...told })
    return code
  }
  const newAccountWith = async (amount: number) => {
    const account = await newAccount()
    const contract = await newContract({ deposit: amount })
    await make('accruePoints', grant(contract, account, amount))
    return account
  }
  return { newPartner, newContract, newAccount, newMerchant, newAccountWith }
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

/** What the audit says of an object since it was made, oldest first. */
export const deedsOf = (market: Pick<Market, 'sql'>, id: string) => {
  const [type, local] = Buffer.from(id, 'base64').toString().split(':')
  return market.sql(
    `select actor, action, details from audit_event
     where target_type = $1 and target_id = $2 order by id`,
    [type, local],
  )
}
