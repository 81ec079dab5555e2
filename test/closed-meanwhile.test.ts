import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { ContractId } from '../src/domain/ids.ts'
import { isRefusal } from '../src/domain/refusal.ts'
import type { Command } from '../src/posting/command.ts'
import type { EngineProcess } from './support/engine-process.ts'
import { type Ground, openGround } from './support/ground.ts'
import { localId, type Market, openMarket, operator } from './support/market.ts'
import { accrual, redemption } from './support/world.ts'

jest.setTimeout(200_000)

const rounds = process.env.LONG ? 100 : 4

let market: Market
let ground: Ground
let engines: readonly EngineProcess[]
beforeAll(async () => {
  market = await openMarket()
  ground = await openGround({ url: String(market.config.databaseUrl), drop: market.stop })
  engines = [ground.startEngine(), ground.startEngine()]
})
afterAll(() => ground.close())

/**
 * Two processes post one batch after the other until they are refused; meanwhile something is
 * closed. The codes of what was refused; what was done when the closing was answered, and at last.
 */
async function race(
  commandsOf: (process: number) => readonly Command[],
  close: () => Promise<unknown>,
  count: () => Promise<unknown>,
) {
  const codes = new Set<string>()
  const keepPosting = async (engine: EngineProcess, n: number) => {
    for (let isOpen = true; isOpen; ) {
      const refusals = (await engine.postAll(commandsOf(n))).filter(isRefusal)
      for (const { code } of refusals) codes.add(code)
      isOpen = refusals.length === 0
    }
  }
  const before = await count()
  const posting = Promise.all(engines.map(keepPosting))
  while (codes.size === 0 && (await count()) === before);
  await close()
  const answered = await count()
  await posting
  return { codes: [...codes], answered, atLast: await count() }
}

describe(`given processes that grant and spend while they are forbidden to, ${rounds} times`, () => {
  test('when the partner is suspended, then nothing is granted once that is answered (R13)', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const partner = await market.newPartner()
      const contracts = await Promise.all(engines.map(() => market.newContract({ partner })))
      const ids = contracts.map((contract) => localId(contract) as ContractId)
      const account = await market.newAccount()
      const { codes, answered, atLast } = await race(
        (n) => Array.from({ length: 20 }, () => accrual(ids[n] as ContractId, account, 1n)),
        () => market.does(operator, 'setPartnerStatus', { partner, status: 'SUSPENDED' }),
        () => market.db.accrual.count({ where: { contractId: { in: ids } } }),
      )
      expect(codes).toEqual(['PARTNER_SUSPENDED'])
      expect(atLast).toBe(answered)
    }
  })

  test('when the merchant stops taking points, then none are spent there once that is answered (R22)', async () => {
    const accounts = [await market.newAccountWith(500_000), await market.newAccountWith(500_000)]
    for (let round = 0; round < rounds; round += 1) {
      const merchant = await market.newMerchant()
      const { codes, answered, atLast } = await race(
        (n) => Array.from({ length: 20 }, () => redemption(accounts[n] ?? '', 1n, { merchant })),
        () => market.does(operator, 'setMerchantAcceptsPoints', { merchant, acceptsPoints: false }),
        () => market.db.redemption.count({ where: { merchant: { code: merchant } } }),
      )
      expect(codes).toEqual(['MERCHANT_NOT_ELIGIBLE'])
      expect(atLast).toBe(answered)
    }
  })
})
