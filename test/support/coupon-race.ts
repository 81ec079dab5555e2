import type { ContractId } from '../../src/domain/ids.ts'
import { isRefusal } from '../../src/domain/refusal.ts'
import type { Command } from '../../src/posting/command.ts'
import type { Press } from './coupon-orders.ts'
import type { EngineProcess } from './engine-process.ts'
import { type Ground, openGround } from './ground.ts'
import { newAccounts, newContract } from './world.ts'

/** Processes that share a database, and users who are after coupons. */
export interface CouponRace extends Ground {
  /** Of coupons, and with credit enough for all of them. */
  readonly contract: ContractId
  /** The first process, to make ready what is raced for. */
  readonly press: Press
  readonly engine: (n: number) => EngineProcess
  readonly newUsers: (count: number, isOnePerson?: boolean) => Promise<readonly string[]>
  /** What many commands come to that are posted at once, by processes in turn. */
  readonly codesOf: (commands: readonly Command[]) => Promise<readonly string[]>
  /** How often accounts were granted something, and how much. */
  readonly grantsOf: (accounts: readonly string[]) => Promise<Record<string, unknown> | undefined>
  /** How many failed codes of an account are kept. */
  readonly failuresOf: (account: string) => Promise<number>
  /** Ends the processes. @returns how often one waited for another that waited for it. */
  readonly deadlocks: () => Promise<unknown>
}

export async function openCouponRace(): Promise<CouponRace> {
  const ground = await openGround()
  const contract = await newContract(ground.db, { channel: 'COUPON', credit: 1_000_000_000n })
  const engines = [ground.startEngine(), ground.startEngine()] as const
  const engine = (n: number) => engines[n % 2 ? 1 : 0]
  let users = 0
  return {
    ...ground,
    contract,
    press: { posting: engine(0), sql: ground.sql },
    engine,
    async newUsers(count, isOnePerson) {
      const names = Array.from({ length: count }, (_, n) => `keen-${users + n}`)
      users += count
      await newAccounts(ground.db, names, isOnePerson)
      return names
    },
    async codesOf(commands) {
      const answers = await Promise.all(commands.map((command, n) => engine(n).post(command)))
      return answers.map((answer) => (isRefusal(answer) ? answer.code : 'done')).sort()
    },
    grantsOf: async (accounts) => (await ground.sql(grants, [accounts]))[0],
    failuresOf: async (account) => Number((await ground.sql(failures, [account]))[0]?.count),
    async deadlocks() {
      await Promise.all(engines.map((one) => one.stop()))
      return (await ground.sql(deadlocks))[0]?.deadlocks
    },
  }
}

export const times = (count: number, code: string): string[] =>
  Array.from({ length: count }, () => code)

const grants = `
  select count(*)::int as grants, coalesce(sum(amount), 0)::int as points
  from accrual join wallet on wallet.id = wallet_id join account on account.id = account_id
  where external_id = any($1)`
const failures = `
  select coalesce(sum(cardinality(failures)), 0)::int as count
  from coupon_entry join wallet on wallet.id = wallet_id join account on account.id = account_id
  where external_id = $1`
const deadlocks = 'select deadlocks::int from pg_stat_database where datname = current_database()'
