import type { WalletId } from '../../src/domain/ids.ts'
import { isRefusal } from '../../src/domain/refusal.ts'
import type { Command } from '../../src/posting/command.ts'
import { createEngine } from '../../src/posting/engine.ts'
import type { TestGateway, Told } from './gateway.ts'
import { fresh, operator } from './market.ts'
import { accrual, deposit, newAccounts, newContract, newMerchant, redemption } from './world.ts'

/** Wallets with a history, made without going through the API. */
export interface Wallets {
  /** The external id of an account that was granted these amounts, one after the other. */
  readonly accountWith: (amounts: readonly number[]) => Promise<string>
  /** Spends points of an account, one order after the other; at a new merchant, unless told. */
  readonly spend: (
    account: string,
    amounts: readonly number[],
    merchant?: string,
  ) => Promise<string>
  /** Moves the expiry of some of its lots, by their order of accrual, into January 2025. */
  readonly letExpire: (account: string, positions: readonly number[]) => Promise<void>
  /** What posting does first with whatever touches a wallet. */
  readonly carryOutDue: (account: string) => Promise<void>
  /** Asks as an operator; throws where there is an error. */
  readonly read: (
    document: string,
    variables: Readonly<Record<string, unknown>>,
  ) => Promise<Told['body']>
}

/** Picks an account's lots in SQL. */
export const ofAccount = `wallet_id = (select wallet.id from wallet
  join account on account.id = account_id where external_id = $1)`

export function openWallets({ db, sql, ask }: TestGateway): Wallets {
  const post = async (commands: readonly Command[]) => {
    const engine = createEngine({ db })
    for (const command of commands) {
      const answer = await engine.post(command)
      if (isRefusal(answer)) throw new Error(`A command was refused: ${answer.code}`)
    }
    await engine.drain()
  }
  return {
    async accountWith(amounts) {
      const account = fresh('holder')
      await newAccounts(db, [account])
      const contract = await newContract(db, { partner: fresh('giver') })
      await post([
        deposit(contract, 100_000_000n),
        ...amounts.map((amount) => accrual(contract, account, BigInt(amount))),
      ])
      return account
    },
    async spend(account, amounts, at) {
      const merchant = at ?? fresh('shop')
      if (!at) await newMerchant(db, merchant)
      await post(amounts.map((amount) => redemption(account, BigInt(amount), { merchant })))
      return merchant
    },
    async letExpire(account, positions) {
      await sql(
        `update lot set accrued_at = '2020-01-01', expires_at = '2025-01-31T15:00:00Z'
         where id in (select id from (select id, row_number() over (order by id) - 1 as position
                      from lot where ${ofAccount}) as numbered where position = any($2))`,
        [account, positions],
      )
      await sql(
        `update wallet set next_due_at = (select min(expires_at) from lot
           where wallet_id = wallet.id and remaining + pending > 0)
         where id = (select distinct wallet_id from lot where ${ofAccount})`,
        [account],
      )
    },
    async carryOutDue(account) {
      const { id } = await db.wallet.findFirstOrThrow({
        where: { account: { externalId: account } },
      })
      await post([{ kind: 'carryOutDue', caller: null, wallet: id as WalletId }])
    },
    async read(document, variables) {
      const { body } = await ask(operator, document, variables)
      if (body.errors) throw new Error(JSON.stringify(body.errors))
      return body.data
    },
  }
}
