import type { ContractId, WalletId } from '../../src/domain/ids.ts'
import type { Refusal } from '../../src/domain/refusal.ts'
import type { Answer, Command } from '../../src/posting/command.ts'
import type { Posting } from '../../src/posting/posting.ts'
import type { Ground } from './ground.ts'
import type { Chance } from './random.ts'
import {
  accrual,
  deposit,
  type NewAccount,
  newAccounts,
  newContract,
  newMerchant,
  operator,
  redemption,
} from './world.ts'

/** The contracts: paid for, on credit, and paid for with points that expire within a month or two. */
export type Terms = 'prepaid' | 'postpaid' | 'short'

/** A little world for many commands: few wallets, few contracts. */
export interface Stage {
  readonly accounts: readonly NewAccount[]
  /** Accounts that may be closed; the last is of a person with two. */
  readonly doomed: readonly string[]
  readonly twins: readonly string[]
  readonly contracts: Readonly<Record<Terms, ContractId>>
  /** In hex, by account. */
  readonly personHashes: ReadonlyMap<string, string>
}

export const credit = 60_000_000n
export const validityMonths: Readonly<Record<Terms, number>> = {
  prepaid: 60,
  postpaid: 24,
  short: 1,
}
export const termsOf = ({ contracts }: Stage, contract: ContractId): Terms =>
  allTerms.find((terms) => contracts[terms] === contract) ?? 'prepaid'
const allTerms = Object.keys(validityMonths) as Terms[]

export async function openStage({ db, sql }: Ground): Promise<Stage> {
  const months = (terms: Terms) => ({ validityMonths: validityMonths[terms] })
  const contracts = {
    prepaid: await newContract(db, months('prepaid')),
    postpaid: await newContract(db, { ...months('postpaid'), credit }),
    short: await newContract(db, { ...months('short'), validityNegotiated: true }),
  }
  await newMerchant(db)
  const doomed = ['doomed-1', 'doomed-2', 'doomed-3']
  const single = await newAccounts(db, ['an', 'bae', 'cha', 'dan', ...doomed])
  const twins = ['twin-1', 'twin-2']
  const both = await newAccounts(db, twins, true)
  const persons = await sql(`
    select external_id as account, encode(identity_hash, 'hex') as hash
    from account join person on person.id = person_id`)
  return {
    accounts: [...single, ...both],
    doomed: [...doomed, 'twin-2'],
    twins,
    contracts,
    personHashes: new Map(persons.map(({ account, hash }) => [String(account), String(hash)])),
  }
}

const someAmount = (chance: Chance): bigint =>
  BigInt(1 + chance.below(chance.oneOf([100, 10_000, 1_000_000, 2_000_000])))

export function randomCommand(chance: Chance, stage: Stage): Command {
  const { externalId: account, wallet } = chance.oneOf(stage.accounts)
  const kind = chance.below(100)
  if (kind < 45) return randomAccrual(chance, stage, account)
  if (kind < 85) return randomRedemption(chance, account)
  if (kind < 92) return deposit(stage.contracts[chance.oneOf(paidFor)], someAmount(chance))
  if (kind < 99) return { kind: 'carryOutDue', caller: null, wallet: wallet as WalletId }
  return { kind: 'closeAccount', caller: operator, account: chance.oneOf(stage.doomed) }
}

const paidFor = ['prepaid', 'short'] as const

function randomAccrual(chance: Chance, stage: Stage, account: string): Command {
  const contract = stage.contracts[chance.oneOf(allTerms)]
  const personHash = stage.personHashes.get(account)
  const told = personHash && chance.percent(20) ? { recipient: { personHash } } : {}
  return accrual(contract, account, someAmount(chance), told)
}

function randomRedemption(chance: Chance, account: string): Command {
  const told = chance.percent(5) ? { orderId: `shared-${chance.below(20)}` } : {}
  return redemption(account, someAmount(chance), told)
}

/** A command that was sent, and its answer. */
export interface Outcome {
  readonly command: Command
  readonly answer: Answer | Refusal
  /** By the platform's clock. */
  readonly sentAt: number
  readonly answeredAt: number
}

/** Sends commands to these, so many of them waiting at once. */
export async function sendAll(
  commands: readonly Command[],
  to: readonly Posting[],
  { callers, offsetMs }: { readonly callers: number; readonly offsetMs: number },
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const left = commands.entries()
  const caller = async (posting: Posting) => {
    for (const [, command] of left) {
      const sentAt = Date.now() + offsetMs
      const answer = await posting.post(command)
      outcomes.push({ command, answer, sentAt, answeredAt: Date.now() + offsetMs })
    }
  }
  await Promise.all(
    to.flatMap((posting) => Array.from({ length: callers / to.length }, () => caller(posting))),
  )
  return outcomes
}
