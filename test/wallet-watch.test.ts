import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { createEngine } from '../src/posting/engine.ts'
import { walletJournals } from '../src/schema/accounts/wallet-journals.ts'
import {
  type Following,
  openWalletWatch,
  type WatchOptions,
} from '../src/schema/accounts/wallet-watch.ts'
import { startTestGateway, type TestGateway } from './support/gateway.ts'
import { openWallets, type Wallets } from './support/wallets.ts'
import { accrual, newContract } from './support/world.ts'

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
function handTurned(bounds: Partial<WatchOptions> = {}) {
  const pauses: (() => void)[] = []
  const pause = () => new Promise<void>((resolve) => pauses.push(resolve))
  const watch = openWalletWatch({ db: gateway.db, pause, ...bounds })
  const follow = (wallet: string, until?: Date): Following => {
    const following = watch.follow(wallet, until)
    if (!following) throw new Error('All places are taken')
    return following
  }
  return {
    watch,
    follow,
    turn: () => pauses.shift()?.(),
    /** Whether it means to look again. */
    isPausing: () => pauses.length > 0,
  }
}

const nextTurnOfTheLoop = () => new Promise((resolve) => setImmediate(resolve))

describe('a watch over wallets', () => {
  test('given several who wait, when it looks, then one statement asks for all their wallets', async () => {
    const { follow, turn } = handTurned()
    const accounts = [await wallets.accountWith([100]), await wallets.accountWith([100])]
    const [one, other] = await Promise.all(accounts.map(walletOf))
    const moved = [one, one, other].map((wallet) =>
      follow(wallet?.id ?? '').movedPast(wallet?.last ?? null),
    )
    for (const account of accounts) await wallets.spend(account, [10])
    turn()
    expect(await Promise.all(moved)).toEqual([true, true, true])
    expect(looks()).toHaveLength(1)
  })

  test('given a wallet that has moved before it is waited for, then that is told all the same', async () => {
    const { follow, turn } = handTurned()
    const account = await wallets.accountWith([100])
    const { id, last } = await walletOf(account)
    await wallets.spend(account, [10])
    const moved = follow(id).movedPast(last)
    turn()
    expect(await moved).toBe(true)
  })

  test('given nobody who waits any more, then it looks no more', async () => {
    const { watch, follow, turn, isPausing } = handTurned()
    const { id, last } = await walletOf(await wallets.accountWith([100]))
    const following = follow(id)
    following.begin()
    const moved = following.movedPast(last)
    following.end()
    expect(await moved).toBe(false)
    turn()
    await nextTurnOfTheLoop()
    expect([isPausing(), looks(), watch.followers()]).toEqual([false, [], 0])
  })

  test('given a database that fails a look, then the next one tells', async () => {
    const { follow, turn, isPausing } = handTurned()
    const account = await wallets.accountWith([100])
    const { id, last } = await walletOf(account)
    await wallets.spend(account, [10])
    const moved = follow(id).movedPast(last)
    await gateway.sql('alter table wallet rename to wallet_elsewhere')
    turn()
    while (!isPausing()) await nextTurnOfTheLoop()
    await gateway.sql('alter table wallet_elsewhere rename to wallet')
    turn()
    expect(await moved).toBe(true)
  })

  test('when it is closed, then whoever waits, and whoever comes later, hears that it is over', async () => {
    const { watch, follow } = handTurned()
    const { id, last } = await walletOf(await wallets.accountWith([100]))
    const moved = follow(id).movedPast(last)
    watch.close()
    expect(await moved).toBe(false)
    expect(await follow(id).movedPast(null)).toBe(false)
  })
})

describe('a wallet that an engine of the same process moves', () => {
  test('given somebody who waits for it, then that is told after the commit, without a look', async () => {
    const { watch, follow, isPausing } = handTurned()
    const account = await wallets.accountWith([])
    const { id } = await walletOf(account)
    const others = await walletOf(await wallets.accountWith([100]))
    const moved = follow(id).movedPast(null)
    const waiting = follow(others.id).movedPast(others.last)
    const engine = createEngine({ db: gateway.db, onCommitted: watch.wake })
    const contract = await newContract(gateway.db, { credit: 1_000n })
    await engine.post(accrual(contract, account, 500n))
    expect(await moved).toBe(true)
    expect([await Promise.race([waiting, 'still waits']), looks(), isPausing()]).toEqual([
      ...['still waits', [], true],
    ])
    watch.close()
    expect(await waiting).toBe(false)
  })
})

describe('places of those who follow', () => {
  const [one, other] = [randomUUID(), randomUUID()]

  test('given as many as a wallet may have, then it has none left, until one is free; others have theirs', () => {
    const { watch, follow } = handTurned({ mostOfWallet: 2 })
    const [first] = [follow(one), follow(one)]
    expect(watch.follow(one)).toBeUndefined()
    expect(watch.follow(other)).toBeDefined()
    first?.end()
    first?.end()
    expect(watch.follow(one)).toBeDefined()
    expect(watch.follow(one)).toBeUndefined()
  })

  test('given as many as all wallets may have together, then none has any left, until one is free', () => {
    const { watch, follow } = handTurned({ most: 2 })
    const [first] = [follow(one), follow(other)]
    expect(watch.follow(randomUUID())).toBeUndefined()
    first?.end()
    expect(watch.follow(randomUUID())).toBeDefined()
  })

  test('given one that nobody begins to use, then it is soon free again; one that is begun is kept', async () => {
    const { watch, follow } = handTurned({ keptMs: 20 })
    const [begun, forgotten] = [follow(one), follow(one)]
    begun.begin()
    while (watch.followers() > 1) await nextTurnOfTheLoop()
    expect([begun.isOver(), forgotten.isOver()]).toEqual([false, true])
    expect(await forgotten.movedPast(null)).toBe(false)
    begun.end()
  })

  test('given an end that lies further ahead than a timer reaches, then it is not over', async () => {
    const { follow } = handTurned()
    const following = follow(one, new Date(8_640_000_000_000_000))
    await sleep(20)
    expect(following.isOver()).toBe(false)
    following.end()
  })
})

describe("a wallet's journals", () => {
  const followed = async (account: string, until?: Date) => {
    const turned = handTurned()
    const { id, last } = await walletOf(account)
    const following = turned.follow(id, until)
    return { ...turned, last, followed: { db: gateway.db, wallet: id, following } }
  }

  test('given more than a page of them, then each page is read only when the one before is used up', async () => {
    const account = await wallets.accountWith([1_000])
    await wallets.spend(account, Array(249).fill(1))
    const { followed: parts, watch } = await followed(account)
    gateway.statements.length = 0
    const journals = walletJournals(parts, null)
    const ids: string[] = []
    for await (const { id } of journals) {
      ids.push(id)
      expect(pagesRead()).toHaveLength(Math.ceil(ids.length / 100))
      if (ids.length === 250) break
    }
    expect(ids).toEqual([...new Set(ids)].sort())
    expect(watch.followers()).toBe(0)
  })

  test('given a reader that waits, when it leaves, then it is let go, and nobody follows any more', async () => {
    const account = await wallets.accountWith([100])
    const { followed: parts, watch, last, turn, isPausing } = await followed(account)
    const journals = walletJournals(parts, last)
    const next = journals.next()
    while (!isPausing()) await nextTurnOfTheLoop()
    expect(watch.followers()).toBe(1)
    await journals.return?.()
    expect(await next).toEqual({ done: true, value: undefined })
    turn()
    await nextTurnOfTheLoop()
    expect([watch.followers(), isPausing(), looks()]).toEqual([0, false, []])
  })

  test('given a reader that never begins, when it leaves, then nobody follows', async () => {
    const { followed: parts, watch } = await followed(await wallets.accountWith([100]))
    await walletJournals(parts, null).return?.()
    expect([watch.followers(), pagesRead()]).toEqual([0, []])
  })

  test('given a reader in the midst of a page, when its time is up, then it is given no more of it', async () => {
    const account = await wallets.accountWith([100])
    await wallets.spend(account, [1, 2, 3])
    const { followed: parts, watch } = await followed(account, new Date(Date.now() + 100))
    const journals = walletJournals(parts, null)
    expect(await journals.next()).toMatchObject({ done: false, value: { kind: 'ACCRUAL' } })
    while (watch.followers() > 0) await nextTurnOfTheLoop()
    expect(await journals.next()).toEqual({ done: true, value: undefined })
  })
})
