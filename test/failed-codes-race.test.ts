import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { isRefusal, type Refusal } from '../src/domain/refusal.ts'
import { deliveredOrder, done, registering, unknownCode } from './support/coupon-orders.ts'
import { type CouponRace, openCouponRace, times } from './support/coupon-race.ts'
import { type Fate, openCuttingProxy } from './support/cutting-proxy.ts'
import { type EngineProcess, startEngineProcess } from './support/engine-process.ts'

jest.setTimeout(600_000)

const rounds = process.env.LONG ? 50 : 5

let race: CouponRace
beforeAll(async () => {
  race = await openCouponRace()
})
afterAll(() => race.close())

const undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

const newUser = async (): Promise<string> => (await race.newUsers(1))[0] ?? ''
const wrong = (account: string) => registering(account, unknownCode())
const lefts = (answers: readonly object[]) =>
  (answers.filter(isRefusal) as Refusal[])
    .flatMap(({ attemptsLeft }) => attemptsLeft ?? [])
    .sort((a, b) => b - a)
const ten = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]

describe('given forty wrong codes of one account, at once in two processes (R17)', () => {
  test('then exactly ten answer their own code, and count down to the lock', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const account = await newUser()
      const commands = Array.from({ length: 40 }, () => wrong(account))
      const answers = await Promise.all(
        commands.map((command, n) => race.engine(n).post<'registerCoupon'>(command)),
      )

      expect(answers.map((one) => (isRefusal(one) ? one.code : 'done')).sort()).toEqual([
        ...times(30, 'COUPON_ATTEMPTS_EXCEEDED'),
        ...times(10, 'COUPON_NOT_FOUND'),
      ])
      expect(lefts(answers)).toEqual(ten)
      expect(await race.failuresOf(account)).toBe(10)
    }
  })

  test('then another account is not locked, and the lock holds for right codes too', async () => {
    const { codes } = await deliveredOrder(race.press, race.contract, { quantity: 2 })
    const [locked = '', free = ''] = await race.newUsers(2)
    await race.codesOf(Array.from({ length: 40 }, () => wrong(locked)))
    expect(await race.codesOf([registering(locked, codes[0] ?? '')])).toEqual([
      'COUPON_ATTEMPTS_EXCEEDED',
    ])
    expect(await race.codesOf([registering(free, codes[0] ?? '')])).toEqual(['done'])
  })

  test('then right ones among them are registered or locked out, and count nothing', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const { codes } = await deliveredOrder(race.press, race.contract, { quantity: 40 })
      const account = await newUser()
      const found = await race.codesOf(
        codes.flatMap((code) => [registering(account, code), wrong(account)]),
      )

      const granted = found.filter((code) => code === 'done').length
      expect(found).toEqual([
        ...times(70 - granted, 'COUPON_ATTEMPTS_EXCEEDED'),
        ...times(10, 'COUPON_NOT_FOUND'),
        ...times(granted, 'done'),
      ])
      expect(await race.grantsOf([account])).toEqual({ grants: granted, points: granted * 100 })
      expect(await race.failuresOf(account)).toBe(10)
    }
  })
})

test('given others’ and one’s own registered codes and a replay, then only others’ count', async () => {
  const { codes } = await deliveredOrder(race.press, race.contract, { quantity: 2 })
  const [account = '', other = ''] = await race.newUsers(2)
  const [mine, theirs] = [registering(account, codes[0] ?? ''), codes[1] ?? '']
  await done(race.engine(0).post<'registerCoupon'>(mine))
  await done(race.engine(1).post<'registerCoupon'>(registering(other, theirs)))
  const answers = await race.codesOf([
    ...Array.from({ length: 10 }, () => mine),
    ...Array.from({ length: 10 }, () => registering(account, codes[0] ?? '')),
    ...Array.from({ length: 9 }, () => registering(account, theirs)),
  ])
  expect(answers).toEqual([...times(19, 'COUPON_ALREADY_REGISTERED'), ...times(10, 'done')])
  expect(await race.failuresOf(account)).toBe(9)
  const answer = await race.engine(0).post<'registerCoupon'>(registering(account, theirs))
  expect(answer).toMatchObject({ code: 'COUPON_ALREADY_REGISTERED', attemptsLeft: 0 })
})

describe('given a commit of failed codes that is cut', () => {
  async function startCutEngine(atCommit: () => Fate): Promise<EngineProcess> {
    const url = new URL(race.url)
    const proxy = await openCuttingProxy(Number(url.port), { atCommit })
    undo.push(proxy.close)
    url.port = String(proxy.port)
    const engine = startEngineProcess({ url: url.href })
    undo.push(engine.kill)
    return engine
  }

  test.each<readonly [string, readonly Fate[]]>([
    ['before the server hears of it', ['unheard']],
    ['once the server has committed, unanswered', ['unanswered']],
    ['in both ways, one after the other', ['unanswered', 'unheard', 'unanswered']],
  ])('%s, then each counts once, and gets its own answer', async (_what, all) => {
    const fates = [...all]
    const engine = await startCutEngine(() => fates.pop() ?? 'spared')
    const account = await newUser()
    expect(await engine.post<'registerCoupon'>(wrong(account))).toMatchObject({
      code: 'COUPON_NOT_FOUND',
      attemptsLeft: 9,
    })
    expect(fates).toEqual([])
    expect(await race.failuresOf(account)).toBe(1)

    fates.push(...all)
    const commands = Array.from({ length: 12 }, () => wrong(account))
    const answers = await engine.postAll<'registerCoupon'>(commands)
    expect(fates).toEqual([])
    expect(answers.map((one) => isRefusal(one) && one.code)).toEqual([
      ...times(9, 'COUPON_NOT_FOUND'),
      ...times(3, 'COUPON_ATTEMPTS_EXCEEDED'),
    ])
    expect(lefts(answers)).toEqual(ten.slice(1))
    expect(await race.failuresOf(account)).toBe(10)
  })

  test('while right ones share the batch, then these are registered once, and the others count once', async () => {
    const { codes } = await deliveredOrder(race.press, race.contract, { quantity: 6 })
    const fates: Fate[] = ['unanswered', 'unheard']
    const engine = await startCutEngine(() => fates.pop() ?? 'spared')
    const account = await newUser()
    const commands = codes.flatMap((code) => [registering(account, code), wrong(account)])
    const answers = await engine.postAll<'registerCoupon'>(commands)
    const firsts = answers.filter((one) => !isRefusal(one) && !one.replayed)
    expect(firsts).toHaveLength(6)
    expect(lefts(answers)).toEqual(ten.slice(0, 6))
    expect(await race.failuresOf(account)).toBe(6)
    expect(await race.grantsOf([account])).toEqual({ grants: 6, points: 600 })
  })
})

test('after all this, no two waited for each other, and the ledger is proven', async () => {
  expect(await race.isProven()).toBe(true)
  expect(await race.deadlocks()).toBe(0)
})
