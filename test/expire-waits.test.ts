import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { createEngine } from '../src/posting/engine.ts'
import { connectDatabase, type Database } from '../src/server/database.ts'
import { carryOutAll } from '../src/server/expiry/carry-out-all.ts'
import { openCuttingProxy } from './support/cutting-proxy.ts'
import { writeDueLots } from './support/due-lots.ts'
import { type Ground, openGround } from './support/ground.ts'
import { newContract } from './support/world.ts'

/** More than a page. */
const wallets = 60

const undo: (() => unknown)[] = []
let ground: Ground
beforeEach(async () => {
  ground = await openGround()
  undo.push(ground.close)
  const contract = await newContract(ground.db, { credit: 1_000_000_000n })
  await writeDueLots(ground.url, { contract, wallets, lots: 2 })
})
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

/** Carries out all that is due; what that came to, and what was told meanwhile. */
async function carryOut(
  db: Database,
  { queueBound = 1_000, onSaid }: { queueBound?: number; onSaid?: () => void } = {},
) {
  const posting = createEngine({ db, queueBound })
  const clock = { now: () => new Date(), offsetMs: () => 0 }
  const counts: number[] = []
  const said: string[] = []
  const carriedOut = await carryOutAll({ db, posting, clock }, new AbortController().signal, {
    tell: (done) => counts.push(done),
    say(sentence) {
      said.push(sentence)
      onSaid?.()
    },
    end: () => undefined,
  }).finally(posting.drain)
  return { ...carriedOut, counts, said }
}

const leftDue = () => ground.db.wallet.count({ where: { nextDueAt: { lte: new Date() } } })

describe(`given ${wallets} wallets that are due`, () => {
  test('when the database can not be had at first, then it is waited for, and all are carried out', async () => {
    let isAway = true
    const url = new URL(ground.url)
    const proxy = await openCuttingProxy(Number(url.port), { isDismissed: () => isAway })
    undo.push(proxy.close)
    url.port = String(proxy.port)
    const db = connectDatabase(url.href, { max: 2 })
    undo.push(() => db.$disconnect())
    const onSaid = () => {
      isAway = false
    }
    expect(await carryOut(db, { onSaid })).toMatchObject({
      ...{ done: wallets, faults: [] },
      ...{ counts: [50, 60], said: ['waiting for the database'] },
    })
    expect(await leftDue()).toBe(0)
    expect(await ground.isProven()).toBe(true)
  })

  test('when there is no room for all at once, then the others have their turn after a pause', async () => {
    expect(await carryOut(ground.db, { queueBound: 40 })).toMatchObject({
      ...{ done: wallets, faults: [] },
      ...{ counts: [40, 60], said: ['waiting for the database'] },
    })
    expect(await leftDue()).toBe(0)
  })
})
