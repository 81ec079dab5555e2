import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { isRefusal, type Refusal } from '../src/domain/refusal.ts'
import { createEngine } from '../src/posting/engine.ts'
import { deliveredOrder, registering, unknownCode } from './support/coupon-orders.ts'
import { type CouponRace, openCouponRace } from './support/coupon-race.ts'

const seconds = 1_000
const minutes = 60 * seconds

let race: CouponRace
beforeAll(async () => {
  race = await openCouponRace()
})
afterAll(() => race.close())

/** A user whose clock is turned, and the platform's with it. */
async function openEntry() {
  const [account = ''] = await race.newUsers(1)
  let offsetMs = 0
  const engine = createEngine({ db: race.db, offsetMs: () => offsetMs })
  const enter = async (codeHash = unknownCode()) => {
    const answer = await engine.post<'registerCoupon'>(registering(account, codeHash))
    return isRefusal(answer) ? tell(answer) : 'registered'
  }
  const turn = (ms: number) => {
    offsetMs += ms
  }
  return { account, enter, turn, drain: engine.drain }
}

const tell = ({ code, attemptsLeft }: Refusal): string =>
  attemptsLeft === undefined ? code : `${code} ${attemptsLeft}`

test('R17: given codes that fail so slowly that nine are within ten minutes, then entry is never locked', async () => {
  const { account, enter, turn, drain } = await openEntry()
  const told: string[] = []
  for (let n = 0; n < 25; n += 1) {
    told.push(await enter())
    turn(67 * seconds)
  }
  expect(told.slice(0, 9)).toEqual(
    [9, 8, 7, 6, 5, 4, 3, 2, 1].map((left) => `COUPON_NOT_FOUND ${left}`),
  )
  expect(new Set(told.slice(9))).toEqual(new Set(['COUPON_NOT_FOUND 1']))
  expect(await race.failuresOf(account)).toBe(10)
  await drain()
})

test('R17: given ten, then entry is locked for thirty minutes from the tenth, opens by itself, and counts anew', async () => {
  const { codes } = await deliveredOrder(race.press, race.contract, { quantity: 1 })
  const { account, enter, turn, drain } = await openEntry()
  for (let n = 0; n < 9; n += 1) await enter()
  turn(9 * minutes)
  expect(await enter()).toBe('COUPON_NOT_FOUND 0')
  turn(29 * minutes + 50 * seconds)
  expect(await enter(codes[0])).toBe('COUPON_ATTEMPTS_EXCEEDED')
  expect(await enter()).toBe('COUPON_ATTEMPTS_EXCEEDED')
  expect(await race.failuresOf(account)).toBe(10)

  turn(11 * seconds)
  expect(await enter()).toBe('COUPON_NOT_FOUND 9')
  expect(await enter(codes[0])).toBe('registered')
  for (let left = 8; left >= 0; left -= 1) expect(await enter()).toBe(`COUPON_NOT_FOUND ${left}`)
  expect(await enter()).toBe('COUPON_ATTEMPTS_EXCEEDED')
  await drain()
})
