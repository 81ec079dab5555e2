import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { operator } from './support/market.ts'
import { chanceOf, printedSeed } from './support/random.ts'
import { openTill, type Till } from './support/till.ts'

let till: Till
beforeAll(async () => {
  till = await openTill()
})
afterAll(() => till.stop())

const steps = 40
const questions = 200

/** Grants, orders in one step and in two, refunds, and days that pass, as chance has it. */
async function live(account: string, chance: ReturnType<typeof chanceOf>): Promise<void> {
  const held: { readonly id: string }[] = []
  const spent: { readonly id: string }[] = []
  for (let n = 0; n < steps; n += 1) {
    const { available } = await till.walletOf(account)
    const points = 1 + chance.below(Math.max(1, Math.min(available, 400)))
    const kind = chance.oneOf(['spend', 'authorize', 'capture', 'void', 'refund', 'wait'] as const)
    if (kind === 'wait') till.passDays(chance.below(9))
    else if (kind === 'spend' && available > 0) spent.push(await till.spend(account, points))
    else if (kind === 'authorize' && available > 0) held.push(await till.authorize(account, points))
    else if (kind === 'refund' && spent.length > 0)
      await till.step('refund', chance.oneOf(spent), { points: 1 })
    else if (kind === 'capture' || kind === 'void') {
      const hold = held.pop()
      if (hold) await till.step(kind, hold)
    }
  }
}

/** What a wallet's available and held entries sum up to at an instant, its journals played again. */
const replayed = (
  entries: readonly { readonly at: number; readonly amount: number }[],
  at: number,
): number => entries.reduce((sum, entry) => (entry.at <= at ? sum + entry.amount : sum), 0)

describe('balanceAt', () => {
  test('given any history, at any instant it is what a replay of the ledger comes to', async () => {
    const chance = chanceOf(printedSeed())
    const account = await till.newHolder([
      [2_000, 1],
      [3_000, 60],
      [500, 1],
    ])
    await live(account, chance)
    const entries = (
      await till.sql(
        `select extract(epoch from posted_at) * 1000 as at, amount
         from entry
         join journal on journal.owner_id = entry.owner_id and journal.id = entry.journal_id
         join wallet on wallet.id = entry.owner_id
         join account on account.id = account_id
         where external_id = $1 and entry.account in ('WALLET_AVAILABLE', 'WALLET_HELD')`,
        [account],
      )
    ).map(({ at, amount }) => ({ at: Math.round(Number(at)), amount: Number(amount) }))
    expect(entries.length).toBeGreaterThan(20)

    const first = Math.min(...entries.map(({ at }) => at))
    const span = till.now().getTime() - first
    const posted = entries.flatMap(({ at }) => [at - 1, at, at + 1])
    const instants = Array.from({ length: questions }, () =>
      chance.percent(50) ? chance.oneOf(posted) : first + chance.below(span),
    )
    const fields = instants.map((at, n) => `at${n}: balanceAt(at: "${new Date(at).toISOString()}")`)
    const { body } = await till.ask(
      operator,
      `query ($account: String!) { wallet(account: $account) { ${fields.join(' ')} } }`,
      { account },
    )
    expect(Object.values(body.data.wallet)).toEqual(instants.map((at) => replayed(entries, at)))
  })
})
