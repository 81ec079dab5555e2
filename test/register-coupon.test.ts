import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endOf, kstDateOf } from '../src/domain/calendar.ts'
import { type CouponDesk, openCouponDesk, registering } from './support/coupon-desk.ts'
import { delivered, walletOf } from './support/delivered.ts'
import { as, deedsOf, fresh, grant, operator } from './support/market.ts'

let desk: CouponDesk
beforeAll(async () => {
  desk = await openCouponDesk()
})
afterAll(() => desk.stop())

describe('registerCoupon (R16)', () => {
  test('grants the coupon’s points, by the account’s user', async () => {
    const { code, contract, id } = await delivered(desk)
    const account = await desk.newAccount()
    const outcome = await desk.register(account, code)

    expect(outcome).toMatchObject({
      accrual: {
        status: 'COMPLETED',
        purpose: 'OTHER',
        amount: 100,
        availableAmount: 100,
        pendingAmount: 0,
        idempotencyKey: null,
        eventTitle: '가을 쿠폰',
        scheduledFor: null,
        test: false,
      },
      coupon: {
        suffix: code.replaceAll('-', '').slice(-4),
        value: 100,
        status: 'REGISTERED',
        registerBy: '2099-12-31',
        registeredAt: expect.stringMatching(/Z$/),
      },
      wallet: { available: 100, pending: 0 },
      replayed: false,
    })
    expect((await desk.journalsOf(contract)).at(-1)).toBe(
      'COUPON_REGISTRATION: CONTRACT_RESERVED -100, WALLET_AVAILABLE 100',
    )
    expect(await desk.budgetOf(contract)).toMatchObject({ granted: 100, reserved: 900 })
    expect(await desk.noticesOf(outcome.accrual.id)).toBe(1)
    const { body } = await desk.ask(
      operator,
      'query ($id: ID!) { node(id: $id) { ... on CouponOrder { counts { registered } } } }',
      { id },
    )
    expect(body.data.node.counts.registered).toBe(1)
  })

  test('however it was typed (R15)', async () => {
    const { codes } = await delivered(desk)
    const typed: ((code: string) => string)[] = [
      (code) => code.toLowerCase(),
      (code) => code.replaceAll('-', ' '),
      (code) => `  ${code.replaceAll('-', '')}\t`,
      (code) => code.replaceAll('1', 'l').replaceAll('0', 'o'),
      (code) => code.replaceAll('1', 'I').replaceAll('0', 'O'),
    ]
    const account = await desk.newAccount()
    for (const [place, type] of typed.entries())
      expect(await desk.register(account, type(codes[place] ?? ''))).toMatchObject({
        coupon: { status: 'REGISTERED' },
      })
    expect(await walletOf(desk, account)).toEqual({ available: 500, pending: 0 })
  })

  test('is done by operators for a user, and in the audit without the code', async () => {
    const { code } = await delivered(desk)
    const account = await desk.newAccount()
    const input = registering(account, code)
    const { accrual } = await desk.does(operator, 'registerCoupon', input)
    const deeds = await deedsOf(desk, accrual.id)

    expect(deeds).toMatchObject([{ action: 'registerCoupon', details: { amount: '100' } }])
    expect(JSON.stringify(deeds)).not.toContain(code.slice(0, 4))
  })

  test('fills the wallet to its cap, the rest waits (R3)', async () => {
    const { code, contract } = await delivered(desk)
    const account = await desk.newAccountWith(1_999_950)
    expect(await desk.register(account, code)).toMatchObject({
      accrual: { availableAmount: 50, pendingAmount: 50 },
      wallet: { available: 2_000_000, pending: 50 },
    })
    expect((await desk.journalsOf(contract)).at(-1)).toBe(
      'COUPON_REGISTRATION: CONTRACT_RESERVED -100, WALLET_AVAILABLE 50, WALLET_PENDING 50',
    )
  })

  test('goes on for a person with two accounts, to whom the API grants nothing (R9)', async () => {
    const { code, other } = await delivered(desk)
    const person = fresh('person')
    const accounts = [await desk.newAccount({ person }), await desk.newAccount({ person })]
    const api = grant(await desk.newContract(), accounts[0] ?? '', 1)
    expect(await desk.does(operator, 'accruePoints', api)).toMatchObject({
      code: 'RECIPIENT_HAS_MULTIPLE_ACCOUNTS',
    })
    for (const [place, one] of [code, other].entries())
      expect(await desk.register(accounts[place] ?? '', one)).toMatchObject({
        wallet: { available: 100 },
      })
  })

  test('goes on whatever has become of contract and partner', async () => {
    const { code, contract, partner } = await delivered(desk)
    await desk.does(operator, 'changeContractStatus', { contract, status: 'ENDED' })
    await desk.does(operator, 'setPartnerStatus', { partner: partner.code, status: 'SUSPENDED' })
    expect(await desk.register(await desk.newAccount(), code)).toMatchObject({
      coupon: { status: 'REGISTERED' },
    })
  })

  test('given the same key again, then it is a replay; with another code: IDEMPOTENCY_KEY_REUSED (R35)', async () => {
    const { code, other } = await delivered(desk)
    const account = await desk.newAccount()
    const input = registering(account, code)
    const by = desk.userOf(account)
    const first = await desk.does(by, 'registerCoupon', input)

    expect(await desk.does(by, 'registerCoupon', input)).toEqual({ ...first, replayed: true })
    const typed = { ...input, code: code.toLowerCase().replaceAll('-', '') }
    expect(await desk.does(by, 'registerCoupon', typed)).toEqual({ ...first, replayed: true })
    expect(await desk.does(by, 'registerCoupon', { ...input, code: other })).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    })
  })

  test('given the same code a hundred times at once, by many accounts, then it is registered once', async () => {
    const { code, contract } = await delivered(desk)
    const accounts = await Promise.all(Array.from({ length: 10 }, () => desk.newAccount()))
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, time) => desk.register(accounts[time % 10] ?? '', code)),
    )
    expect(outcomes.filter((outcome) => outcome.code === undefined)).toHaveLength(1)
    expect(await desk.budgetOf(contract)).toMatchObject({ granted: 100, reserved: 900 })
  })
})

describe('registerCoupon is refused', () => {
  test('for another’s account, as if there were none; for partners, agencies, merchants: FORBIDDEN', async () => {
    const { code, partner, agency } = await delivered(desk)
    const account = await desk.newAccount()
    const stranger = desk.userOf(await desk.newAccount())
    const refused = { code: 'NOT_FOUND', path: ['input', 'account'] }
    const input = registering(account, code)

    expect(await desk.does(stranger, 'registerCoupon', input)).toMatchObject(refused)
    const nobody = registering('nobody', code)
    expect(await desk.does(operator, 'registerCoupon', nobody)).toMatchObject(refused)
    for (const by of [partner, agency ?? partner, as('MERCHANT', 'x')])
      expect(await desk.fails(by, 'registerCoupon', input)).toMatchObject({ code: 'FORBIDDEN' })
    expect(await desk.register(account, code)).toMatchObject({ coupon: { status: 'REGISTERED' } })
  })

  test.each([
    ['a wrong character', (code: string) => (code[0] === 'A' ? 'B' : 'A') + code.slice(1)],
    ['two neighbours swapped', swapped],
    ['a character too few', (code: string) => code.slice(0, -1)],
    ['a character too many', (code: string) => `${code}0`],
    ['a U', (code: string) => `U${code.slice(1)}`],
    ['nothing', () => ''],
    ['something else altogether', () => '쿠폰 '.repeat(20)],
  ])(
    'for %s: COUPON_CODE_MALFORMED, before the database is asked, and without telling the code',
    async (_what, spoil) => {
      const { code } = await delivered(desk)
      const account = await desk.newAccount()
      const typed = spoil(code)
      desk.statements.length = 0
      const outcome = await desk.register(account, typed)

      expect(desk.statements).toEqual([])
      expect(outcome).toMatchObject({ code: 'COUPON_CODE_MALFORMED', path: ['input', 'code'] })
      expect(outcome.message).not.toMatch(/attempt/)
      if (typed) expect(JSON.stringify(outcome)).not.toContain(typed.slice(0, 4))
    },
  )

  test('for a closed wallet and a frozen one: WALLET_NOT_ACTIVE (R26)', async () => {
    const { code } = await delivered(desk)
    const [closed, frozen] = [await desk.newAccount(), await desk.newAccount()]
    await desk.does(operator, 'closeAccount', { account: closed })
    await desk.does(operator, 'setWalletStatus', { account: frozen, status: 'FROZEN' })
    for (const account of [closed, frozen])
      expect(await desk.register(account, code)).toMatchObject({
        code: 'WALLET_NOT_ACTIVE',
        path: ['input', 'account'],
      })
  })

  test('after the end of its last day in KST: COUPON_EXPIRED, and the value is given back (R18)', async () => {
    const registerBy = kstDateOf(new Date(desk.inDays(1)))
    const { code, other, contract } = await delivered(desk, { registerBy })
    const account = await desk.newAccount()
    desk.turnTo(new Date(endOf(registerBy).getTime() - 30_000))
    expect(await desk.register(account, code)).toMatchObject({ coupon: { status: 'REGISTERED' } })

    desk.turnTo(endOf(registerBy))
    expect(await desk.register(account, other)).toMatchObject({
      code: 'COUPON_EXPIRED',
      path: ['input', 'code'],
    })
    expect((await desk.journalsOf(contract)).at(-1)).toBe(
      'COUPON_EXPIRY: CONTRACT_RESERVED -900, BREAKAGE 900',
    )
  })
})

function swapped(code: string): string {
  const place = [...code].findIndex(
    (character, at) =>
      /\w/.test(character) && /\w/.test(code[at + 1] ?? '') && character !== code[at + 1],
  )
  const [one = '', next = ''] = code.slice(place)
  return code.slice(0, place) + next + one + code.slice(place + 2)
}

test('after all this, the ledger is proven', async () => {
  expect(await desk.isProven()).toBe(true)
})
