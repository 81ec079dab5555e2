import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'
import { createEngine } from '../src/posting/engine.ts'
import { isOverloaded } from '../src/posting/fault.ts'
import { type Ground, openGround } from './support/ground.ts'
import { accrual, newAccounts, newContract } from './support/world.ts'

let ground: Ground
beforeAll(async () => {
  ground = await openGround()
})
afterAll(() => ground.close())

test('given a wallet that a stranger has locked, when points are granted to it and to others, then it alone is refused as overloaded', async () => {
  const contract = await newContract(ground.db, { credit: 1_000n })
  const names = Array.from({ length: 20 }, (_, n) => `user-${n}`)
  const [locked] = await newAccounts(ground.db, names)
  const stranger = new pg.Client({ connectionString: ground.url })
  await stranger.connect()
  await stranger.query('begin')
  await stranger.query('select from wallet where id = $1 for update', [locked?.wallet])

  const engine = createEngine({ db: ground.db })
  const ask = accrual(contract, 'user-0', 10n)
  const [refused, ...others] = await Promise.allSettled([
    engine.post(ask),
    ...names.slice(1).map((name) => engine.post(accrual(contract, name, 10n))),
  ])
  await stranger.query('rollback')
  await stranger.end()

  expect(refused?.status === 'rejected' && isOverloaded(refused.reason)).toBe(true)
  expect(others.map(({ status }) => status)).toEqual(names.slice(1).map(() => 'fulfilled'))
  expect(await engine.post(ask)).toMatchObject({ replayed: false })
  expect(await ground.isProven()).toBe(true)
})
