import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { walletJournals } from '../src/schema/accounts/wallet-journals.ts'
import { openWalletWatch } from '../src/schema/accounts/wallet-watch.ts'
import { startTestGateway, type TestGateway } from './support/gateway.ts'
import { openWallets, type Wallets } from './support/wallets.ts'

let gateway: TestGateway
let wallets: Wallets
beforeAll(async () => {
  gateway = await startTestGateway()
  wallets = openWallets(gateway)
})
afterAll(() => gateway.stop())
beforeEach(() => {
  gateway.statements.length = 0
})

const walletOf = async (account: string) => {
  const where = { account: { externalId: account } }
  const { id, lastJournalId } = await gateway.db.wallet.findFirstOrThrow({ where })
  return { id, last: lastJournalId }
}

const looks = () => gateway.statements.filter((sql) => sql.includes('last_journal_id as last'))
const pagesRead = () =>
  gateway.statements.filter((sql) => sql.includes('"public"."journal"') && sql.includes('LIMIT'))

/** A watch that looks again only when it is turned. */
function handTurned(most?: number) {
  const pauses: (() => void)[] = []
  const pause = () => new Promise<void>((resolve) => pauses.push(resolve))
  const watch = openWalletWatch({ db: gateway.db, pause, ...(most && { most }) })
  return {
    watch,
    turn: () => pauses.shift()?.(),
    /** Whether it means to look again. */
    isPausing: () => pauses.length > 0,
  }
}

const nextTurnOfTheLoop = () => new Promise((resolve) => setImmediate(resolve))

describe('a watch over wallets', () => {
  test('given several who wait, when it looks, then one statement asks for all their wallets', async () => {
    const { watch, turn } = handTurned()
    const accounts = [await wallets.accountWith([100]), await wallets.accountWith([100])]
    const [one, other] = await Promise.all(accounts.map(walletOf))
    const moved = [one, one, other].map((wallet) =>
      watch.follow(wallet?.id ?? '').movedPast(wallet?.last ?? null),
    )
    for (const account of accounts) await wallets.spend(account, [10])
    turn()
    expect(await Promise.all(moved)).toEqual([true, true, true])
    expect(looks()).toHaveLength(1)
  })

  test('given a wallet that has moved before it is waited for, then that is told all the same', async () => {
    const { watch, turn } = handTurned()
    const account = await wallets.accountWith([100])
    const { id, last } = await walletOf(account)
    await wallets.spend(account, [10])
    const moved = watch.follow(id).movedPast(last)
    turn()
    expect(await moved).toBe(true)
  })

  test('given nobody who waits any more, then it looks no more', async () => {
    const { watch, turn, isPausing } = handTurned()
    const { id, last } = await walletOf(await wallets.accountWith([100]))
    const following = watch.follow(id)
    following.begin()
    const moved = following.movedPast(last)
    following.end()
    expect(await moved).toBe(false)
    turn()
    await nextTurnOfTheLoop()
    expect([isPausing(), looks(), watch.followers()]).toEqual([false, [], 0])
  })

  test('given a database that fails a look, then the next one tells', async () => {
    const { watch, turn, isPausing } = handTurned()
    const account = await wallets.accountWith([100])
    const { id, last } = await walletOf(account)
    await wallets.spend(account, [10])
    const moved = watch.follow(id).movedPast(last)
    await gateway.sql('alter table wallet rename to wallet_elsewhere')
    turn()
    while (!isPausing()) await nextTurnOfTheLoop()
    await gateway.sql('alter table wallet_elsewhere rename to wallet')
    turn()
    expect(await moved).toBe(true)
  })

  test('when it is closed, then whoever waits, and whoever comes later, hears that it is over', async () => {
    const { watch } = handTurned()
    const { id, last } = await walletOf(await wallets.accountWith([100]))
    const moved = watch.follow(id).movedPast(last)
    watch.close()
    expect(await moved).toBe(false)
    expect(await watch.follow(id).movedPast(null)).toBe(false)
  })
})

describe("a wallet's journals", () => {
  const followed = async (account: string, most?: number) => {
    const turned = handTurned(most)
    const { id, last } = await walletOf(account)
    return { ...turned, last, followed: { db: gateway.db, watch: turned.watch, wallet: id } }
  }

  test('given more than a page of them, then each page is read only when the one before is used up', async () => {
    const account = await wallets.accountWith([1_000])
    await wallets.spend(account, Array(249).fill(1))
    const { followed: parts } = await followed(account)
    gateway.statements.length = 0
    const journals = walletJournals(parts, null)
    const ids: string[] = []
    for await (const { id } of journals) {
      ids.push(id)
      expect(pagesRead()).toHaveLength(Math.ceil(ids.length / 100))
      if (ids.length === 250) break
    }
    expect(ids).toEqual([...new Set(ids)].sort())
    expect(parts.watch.followers()).toBe(0)
  })

  test('given a reader that waits, when it leaves, then it is let go, and nobody follows any more', async () => {
    const account = await wallets.accountWith([100])
    const { followed: parts, last, turn, isPausing } = await followed(account)
    const journals = walletJournals(parts, last)
    const next = journals.next()
    while (!isPausing()) await nextTurnOfTheLoop()
    expect(parts.watch.followers()).toBe(1)
    await journals.return?.()
    expect(await next).toEqual({ done: true, value: undefined })
    turn()
    await nextTurnOfTheLoop()
    expect([parts.watch.followers(), isPausing(), looks()]).toEqual([0, false, []])
  })

  test('given a reader that never begins, then nobody follows', async () => {
    const { followed: parts } = await followed(await wallets.accountWith([100]))
    await walletJournals(parts, null).return?.()
    walletJournals(parts, null)
    expect([parts.watch.followers(), pagesRead()]).toEqual([0, []])
  })

  test('given as many readers as there may be, then there is no room, until one leaves', async () => {
    const { followed: parts, watch } = await followed(await wallets.accountWith([100]), 1)
    const journals = walletJournals(parts, null)
    await journals.next()
    expect(watch.hasRoom()).toBe(false)
    await journals.return?.()
    expect(watch.hasRoom()).toBe(true)
  })
})
