import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endOf, kstDateOf, kstTimeOf } from '../src/domain/calendar.ts'
import { type CouponDesk, openCouponDesk, registering } from './support/coupon-desk.ts'
import { type Input, operator, reply } from './support/market.ts'
import type { Outcome } from './support/mutations.ts'

let desk: CouponDesk
beforeAll(async () => {
  desk = await openCouponDesk()
})
afterAll(() => desk.stop())

const minutes = (count: number) => new Date(desk.now().getTime() + count * 60_000)

async function delivered() {
  const order = await desk.bring(await desk.order(), 'DELIVERED')
  return { ...order, codes: await desk.codesOf(order) }
}

/** What a user reads in that language. */
async function told(account: string, code: string, language: string): Promise<Outcome> {
  const headers = { 'accept-language': language }
  const input = registering(account, code)
  const { data } = await reply(desk, desk.userOf(account), 'registerCoupon', input, headers)
  return data?.registerCoupon as Outcome
}

/** As many codes that fail; the codes that they are answered with. */
async function failing(account: string, times: number) {
  const codes: (string | undefined)[] = []
  for (let time = 0; time < times; time += 1)
    codes.push((await desk.register(account, desk.strangeCode())).code)
  return codes
}

const notFound = (times: number) => Array(times).fill('COUPON_NOT_FOUND')

describe('ten failed codes (R17)', () => {
  const words = {
    en: {
      wrong: 'There is no such coupon.',
      left: (count: number) => (count === 1 ? '1 attempt is left.' : `${count} attempts are left.`),
      none: 'No attempt is left: coupon entry is locked for thirty minutes.',
      locked: 'Too many wrong codes: coupon entry is locked for thirty minutes.',
      until: (time: string) => `Try again after ${time} (KST).`,
    },
    ko: {
      wrong: '존재하지 않는 쿠폰입니다.',
      left: (count: number) => `남은 시도 횟수는 ${count}회입니다.`,
      none: '남은 시도가 없어 30분간 등록이 제한됩니다.',
      locked: '잘못된 코드를 여러 번 입력하여 30분간 등록이 제한됩니다.',
      until: (time: string) => `${time} 이후에 다시 시도해 주세요.`,
    },
  } as const

  test.each(['en', 'ko'] as const)(
    'tell in %s what is left, the tenth by its own code, then until when entry is locked',
    async (language) => {
      const { wrong, left, none, locked, until } = words[language]
      const account = await desk.newAccount()
      const failed: Outcome[] = []
      const started = desk.now()
      for (let time = 1; time <= 10; time += 1)
        failed.push(await told(account, desk.strangeCode(), language))
      const ended = desk.now()

      expect(failed.map(({ code }) => code)).toEqual(notFound(10))
      expect(failed.map(({ message }) => message)).toEqual([
        ...[9, 8, 7, 6, 5, 4, 3, 2, 1].map((count) => `${wrong} ${left(count)}`),
        `${wrong} ${none}`,
      ])
      const { code, message, path } = await told(account, desk.strangeCode(), language)
      expect([code, path]).toEqual(['COUPON_ATTEMPTS_EXCEEDED', ['input', 'code']])
      const times = [started, ended].map((at) => kstTimeOf(new Date(at.getTime() + 30 * 60_000)))
      expect(times.map((time) => `${locked} ${until(time)}`)).toContain(message)
    },
  )

  test('lock out a right code too, until thirty minutes are over; then it goes on by itself', async () => {
    const { codes } = await delivered()
    const account = await desk.newAccount()
    expect(await failing(account, 11)).toEqual([...notFound(10), 'COUPON_ATTEMPTS_EXCEEDED'])

    expect(await desk.register(account, codes[0] ?? '')).toMatchObject({
      code: 'COUPON_ATTEMPTS_EXCEEDED',
    })
    desk.turnTo(minutes(29))
    expect(await desk.register(account, codes[0] ?? '')).toMatchObject({
      code: 'COUPON_ATTEMPTS_EXCEEDED',
    })
    desk.turnTo(minutes(2))
    expect(await desk.register(account, codes[0] ?? '')).toMatchObject({
      coupon: { status: 'REGISTERED' },
    })
    expect((await told(account, desk.strangeCode(), 'en')).message).toMatch(/9 attempts are left/)
  })

  test('lock nothing where ten minutes lie between the first and the tenth', async () => {
    const account = await desk.newAccount()
    await failing(account, 5)
    desk.turnTo(minutes(10.1))
    expect(await failing(account, 9)).toEqual(notFound(9))
    expect((await told(account, desk.strangeCode(), 'en')).message).toMatch(/No attempt is left/)
    expect(await failing(account, 1)).toEqual(['COUPON_ATTEMPTS_EXCEEDED'])
  })

  test('are counted for each account on its own, whoever enters them', async () => {
    const [account, other] = [await desk.newAccount(), await desk.newAccount()]
    await failing(account, 5)
    for (let time = 0; time < 5; time += 1)
      await desk.does(operator, 'registerCoupon', registering(account, desk.strangeCode()))

    expect(await failing(account, 1)).toEqual(['COUPON_ATTEMPTS_EXCEEDED'])
    expect(await failing(other, 1)).toEqual(notFound(1))
  })

  test('are counted each where one request has twelve, by aliases: ten answer their own code', async () => {
    const account = await desk.newAccount()
    const inputs = Array.from({ length: 12 }, () => registering(account, desk.strangeCode()))
    const body = await askAliased(account, inputs)

    expect(inputs.map((_, place) => body.data[`m${place}`].code)).toEqual([
      ...notFound(10),
      'COUPON_ATTEMPTS_EXCEEDED',
      'COUPON_ATTEMPTS_EXCEEDED',
    ])
  })

  test('are counted exactly where forty requests come at once', async () => {
    const account = await desk.newAccount()
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, () => desk.register(account, desk.strangeCode())),
    )
    const own = outcomes.filter(({ code }) => code === 'COUPON_NOT_FOUND')
    const locked = outcomes.filter(({ code }) => code === 'COUPON_ATTEMPTS_EXCEEDED')
    expect([own.length, locked.length]).toEqual([10, 30])
    const left = own.map(({ message }) =>
      Number(/(\d) attempts? (is|are)/.exec(message ?? '')?.[1] ?? 0),
    )
    expect(left.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })
})

async function askAliased(account: string, inputs: readonly Input[]) {
  const variables = Object.fromEntries(inputs.map((input, place) => [`i${place}`, input]))
  const parameters = Object.keys(variables).map((name) => `$${name}: RegisterCouponInput!`)
  const fields = inputs.map(
    (_, place) => `m${place}: registerCoupon(input: $i${place}) { ... on RuleViolation { code } }`,
  )
  const document = `mutation (${parameters.join(', ')}) { ${fields.join('\n')} }`
  return (await desk.ask(desk.userOf(account), document, variables)).body
}

describe('what counts as failed', () => {
  const left = async (account: string) =>
    Number(
      /(\d) attempts? (is|are)/.exec(
        (await told(account, desk.strangeCode(), 'en')).message ?? '',
      )?.[1],
    )

  test('is a code that is unknown, void, not delivered, expired or registered by another', async () => {
    const account = await desk.newAccount()
    const another = await delivered()
    await desk.register(await desk.newAccount(), another.codes[0] ?? '')
    const stopped = await delivered()
    await desk.does(operator, 'voidCouponOrder', { order: stopped.id, reason: 'leaked' })
    const made = await desk.bring(await desk.order(), 'MADE')
    const [undelivered = ''] = await desk.codesOf(made)
    const registerBy = kstDateOf(new Date(desk.inDays(1)))
    const late = await desk.bring(await desk.order({ registerBy }), 'DELIVERED')
    const [expired = ''] = await desk.codesOf(late)
    desk.turnTo(endOf(registerBy))
    const cases = [
      [desk.strangeCode(), 'COUPON_NOT_FOUND'],
      [stopped.codes[0] ?? '', 'COUPON_NOT_FOUND'],
      [undelivered, 'COUPON_NOT_DELIVERED'],
      [expired, 'COUPON_EXPIRED'],
      [another.codes[0] ?? '', 'COUPON_ALREADY_REGISTERED'],
    ] as const

    for (const [place, [code, answer]] of cases.entries()) {
      const outcome = await told(account, code, 'en')
      expect(outcome.code).toBe(answer)
      expect(outcome.message).toMatch(`${9 - place} attempts are left.`)
    }
  })

  test('is none that is malformed, one’s own, right, for another’s account, or a replay', async () => {
    const { codes } = await delivered()
    const account = await desk.newAccount()
    const by = desk.userOf(account)
    const first = registering(account, codes[0] ?? '')
    await desk.does(by, 'registerCoupon', first)
    for (let time = 0; time < 12; time += 1) {
      const outcomes = [
        await desk.register(account, 'ABCD'),
        await desk.register(account, codes[0] ?? ''),
        await desk.does(by, 'registerCoupon', first),
        await desk.does(by, 'registerCoupon', registering('nobody', desk.strangeCode())),
      ]
      expect(outcomes.map(({ code, replayed }) => code ?? replayed)).toEqual([
        'COUPON_CODE_MALFORMED',
        'COUPON_ALREADY_REGISTERED',
        true,
        'NOT_FOUND',
      ])
      expect(outcomes.map(({ message }) => message ?? '').join(' ')).not.toMatch(/attempt/)
    }
    expect(await left(account)).toBe(9)
  })

  test('is no attempt while locked: the lock does not grow', async () => {
    const account = await desk.newAccount()
    await failing(account, 10)
    desk.turnTo(minutes(15))
    await failing(account, 5)
    desk.turnTo(minutes(15.1))
    expect(await failing(account, 1)).toEqual(notFound(1))
  })

  test('is kept, though the refusal writes nothing else', async () => {
    const account = await desk.newAccount()
    const before = await desk.rowCounts()
    await failing(account, 3)
    const after = await desk.rowCounts()
    const changed = after.filter(({ rows }, place) => rows !== before[place]?.rows)
    expect(changed.map(({ table_name }) => table_name)).toEqual(['coupon_entry'])
  })
})

test('after all this, the ledger is proven', async () => {
  expect(await desk.isProven()).toBe(true)
})
