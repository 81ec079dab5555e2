import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { kstDateOf } from '../src/domain/calendar.ts'
import { type CouponDesk, openCouponDesk, usualOrder } from './support/coupon-desk.ts'
import { as, deedsOf, type Input, operator } from './support/market.ts'

let desk: CouponDesk
beforeAll(async () => {
  desk = await openCouponDesk()
})
afterAll(() => desk.stop())

const request = (input: Input, by = operator) =>
  desk.does(by, 'requestCouponOrder', { ...usualOrder, deliveredBy: 'PARTNER', ...input })
const contractOf = (partner?: string, told: Input = {}) =>
  desk.newContract({ channel: 'COUPON', deposit: 1_000, ...(partner && { partner }), ...told })
const today = () => kstDateOf(desk.now())
const onDay = (days: number) => kstDateOf(new Date(desk.now().getTime() + days * 86_400_000))

describe('requestCouponOrder (R14)', () => {
  test('asks for coupons, by the contract’s partner, and sets nothing aside', async () => {
    const partner = await desk.newPartner()
    const agency = await desk.newAgency()
    const contract = await contractOf(partner)
    const asked = { ...usualOrder, contract, agency }
    const { couponOrder } = await desk.does(as('PARTNER', partner), 'requestCouponOrder', asked)

    expect(couponOrder).toMatchObject({
      ...usualOrder,
      status: 'REQUESTED',
      test: false,
      requestedAt: expect.stringMatching(/Z$/),
      approvedAt: null,
      issuedAt: null,
      deliveredAt: null,
      settledAt: null,
      cancelledAt: null,
      voidedAt: null,
      counts: { issued: 0, delivered: 0, registered: 0, expired: 0 },
    })
    expect(await desk.budgetOf(contract)).toMatchObject({ reserved: 0, remaining: 1_000 })
    expect(await desk.journalsOf(contract)).toEqual([])
  })

  test('again orders again', async () => {
    const contract = await contractOf()
    const ids = [await request({ contract }), await request({ contract })].map(
      ({ couponOrder }) => couponOrder.id,
    )
    expect(new Set(ids).size).toBe(2)
  })

  test('may ask for more than the budget has: that is looked at when it is issued', async () => {
    const contract = await contractOf()
    expect(await request({ contract, quantity: 1_000_000, value: 2_000_000 })).toMatchObject({
      couponOrder: { status: 'REQUESTED', quantity: 1_000_000, value: 2_000_000 },
    })
  })

  test.each(['SMS', 'LMS', 'ALIMTALK'])('by channel %s', async (delivery) => {
    const contract = await contractOf()
    expect(await request({ contract, delivery })).toMatchObject({ couponOrder: { delivery } })
  })

  test('by operators is in the audit', async () => {
    const { couponOrder } = await request({ contract: await contractOf() })
    expect(await deedsOf(desk, couponOrder.id)).toMatchObject([
      { action: 'requestCouponOrder', details: { status: 'REQUESTED', value: '100' } },
    ])
  })

  test('given a contract in TESTING, then the order is a test (R13)', async () => {
    const contract = await contractOf(undefined, { status: 'TESTING' })
    expect(await request({ contract })).toMatchObject({ couponOrder: { test: true } })
  })
})

describe('requestCouponOrder is refused, and writes nothing', () => {
  let before: Awaited<ReturnType<CouponDesk['rowCounts']>>
  const refusedFor = async (input: Input, by = operator) => {
    before = await desk.rowCounts()
    const { code, path } = await request(input, by)
    expect(await desk.rowCounts()).toEqual(before)
    return [code, path?.join('.')]
  }

  test.each([0, -1, 2_000_001])('for a value of %d points (R2)', async (value) => {
    expect(await refusedFor({ contract: await contractOf(), value })).toEqual([
      'ACCRUAL_AMOUNT_OUT_OF_RANGE',
      'input.value',
    ])
  })

  test.each(['API', 'PROMOTION'])('for a contract of channel %s (R13)', async (channel) => {
    const contract = await contractOf(undefined, { channel })
    expect(await refusedFor({ contract })).toEqual(['CONTRACT_CHANNEL_MISMATCH', 'input.contract'])
  })

  test.each(['DRAFT', 'ENDED'])('for a contract that is %s (R13)', async (status) => {
    const contract = await contractOf(undefined, { status })
    expect(await refusedFor({ contract })).toEqual(['CONTRACT_NOT_LIVE', 'input.contract'])
  })

  test('for a suspended partner (R13)', async () => {
    const partner = await desk.newPartner()
    const contract = await contractOf(partner)
    await desk.does(operator, 'setPartnerStatus', { partner, status: 'SUSPENDED' })
    expect(await refusedFor({ contract }, as('PARTNER', partner))).toEqual([
      'PARTNER_SUSPENDED',
      'input.contract',
    ])
  })

  test('for an agency that there is none of, or that is suspended', async () => {
    const contract = await contractOf()
    const agency = await desk.newAgency()
    await desk.does(operator, 'setAgencyStatus', { agency, status: 'SUSPENDED' })
    expect(await refusedFor({ contract, agency: 'nobody' })).toEqual(['NOT_FOUND', 'input.agency'])
    expect(await refusedFor({ contract, agency })).toEqual(['INVALID_STATE_CHANGE', 'input.agency'])
  })

  test('for another partner’s contract, and for none', async () => {
    const other = as('PARTNER', await desk.newPartner())
    const none = Buffer.from('Contract:00000000-0000-7000-8000-000000000000').toString('base64')
    for (const [contract, by] of [[await contractOf(), other] as const, [none, operator] as const])
      expect(await refusedFor({ contract }, by)).toEqual(['NOT_FOUND', 'input.contract'])
  })

  test('for agencies, merchants and users: FORBIDDEN', async () => {
    const input = { ...usualOrder, contract: await contractOf() }
    for (const kind of ['AGENCY', 'MERCHANT', 'USER'] as const)
      expect(
        await desk.fails(as(kind, 'x'), 'requestCouponOrder', { ...input, deliveredBy: 'PARTNER' }),
      ).toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('malformed is', () => {
  const malformed = async (input: Input) => {
    const asked = { ...usualOrder, contract: await contractOf(), deliveredBy: 'PARTNER', ...input }
    const { code, path } = await desk.fails(operator, 'requestCouponOrder', asked)
    return [code, path.join('.')]
  }

  test('a last day that is over in KST; today is not', async () => {
    expect(await malformed({ registerBy: onDay(-1) })).toEqual([
      'BAD_USER_INPUT',
      'input.registerBy',
    ])
    expect(await request({ contract: await contractOf(), registerBy: today() })).toMatchObject({
      couponOrder: { registerBy: today() },
    })
  })

  test.each([0, -1, 1_000_001])('a quantity of %d', async (quantity) => {
    expect(await malformed({ quantity })).toEqual(['BAD_USER_INPUT', 'input.quantity'])
  })

  test('delivery by an agency where none is named', async () => {
    for (const told of [{}, { agency: null }])
      expect(await malformed({ ...told, deliveredBy: 'AGENCY' })).toEqual([
        'BAD_USER_INPUT',
        'input.deliveredBy',
      ])
  })
})
