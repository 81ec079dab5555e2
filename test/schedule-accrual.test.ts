import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Agenda, newPerson, openAgenda, toPerson } from './support/agenda.ts'
import { deedsOf, fresh, grant, type Input, operator } from './support/market.ts'

let agenda: Agenda
beforeAll(async () => {
  agenda = await openAgenda()
})
afterAll(() => agenda.stop())

/** Asks an operator's grant, in a day unless told. */
const asks = (contract: string, account: string, amount: number, told: Input = {}) =>
  grant(contract, account, amount, { scheduledFor: agenda.inDays(1), ...told })

const does = (asked: Input) => agenda.does(operator, 'accruePoints', asked)

describe('accruePoints with scheduledFor (R10)', () => {
  test('sets the points aside in the budget at once, and grants nothing yet', async () => {
    const contract = await agenda.newContract({ deposit: 1_000 })
    const account = await agenda.newAccount()

    const asked = asks(contract, account, 300, { purpose: 'EVENT_PRIZE', eventTitle: '봄 이벤트' })
    const { accrual, ...rest } = await does(asked)
    expect(accrual).toMatchObject({
      status: 'SCHEDULED',
      amount: 300,
      purpose: 'EVENT_PRIZE',
      eventTitle: '봄 이벤트',
      idempotencyKey: asked.idempotencyKey,
      scheduledFor: asked.scheduledFor,
      availableAmount: null,
      pendingAmount: null,
      validThrough: null,
      completedAt: null,
      refusedCode: null,
      test: false,
    })
    expect(rest).toMatchObject({ wallet: { available: 0, pending: 0 }, replayed: false })
    expect(await agenda.budgetOf(contract)).toEqual({
      total: 1_000,
      granted: 0,
      reserved: 300,
      remaining: 700,
    })
    expect(await agenda.journalsOf(contract)).toEqual([
      'RESERVATION: CONTRACT_BUDGET -300, CONTRACT_RESERVED 300',
    ])
    expect(await agenda.accrualOf(accrual.id)).toMatchObject({ ...accrual, wallet: null })
    expect(await agenda.noticesOf(accrual.id)).toBe(0)
  })

  test('leaves what is set aside to nobody else (R12)', async () => {
    const contract = await agenda.newContract({ deposit: 1_000 })
    const account = await agenda.newAccount()
    await agenda.schedule(contract, account, 700)

    const refused = { code: 'CONTRACT_BUDGET_EXCEEDED', path: ['input', 'amount'] }
    expect(await does(asks(contract, account, 301))).toMatchObject(refused)
    expect(await does(grant(contract, account, 301))).toMatchObject(refused)
    expect(await does(asks(contract, account, 300))).toMatchObject({ replayed: false })
  })

  test('is in the audit where an operator asked', async () => {
    const contract = await agenda.newContract()
    const { id } = await agenda.schedule(contract, await agenda.newAccount(), 5)

    expect(await deedsOf(agenda, id)).toMatchObject([{ action: 'accruePoints' }])
  })
})

describe('when an accrual can be scheduled (R10)', () => {
  test.each([
    ['now', 0],
    ['in the past', -1],
    ['more than 400 days ahead', 400 + 1 / 144],
  ])('for %s is malformed, and nothing is written', async (_, days) => {
    const contract = await agenda.newContract()
    const account = await agenda.newAccount()
    const before = await agenda.rowCounts()

    const asked = asks(contract, account, 1, { scheduledFor: agenda.inDays(days) })
    expect(await agenda.fails(operator, 'accruePoints', asked)).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: ['input', 'scheduledFor'],
    })
    expect(await agenda.rowCounts()).toEqual(before)
  })

  test('400 days ahead, and in a moment, are accepted', async () => {
    const contract = await agenda.newContract()
    const account = await agenda.newAccount()

    for (const days of [400, 1 / 1_440])
      expect(
        await does(asks(contract, account, 1, { scheduledFor: agenda.inDays(days) })),
      ).toMatchObject({ accrual: { status: 'SCHEDULED' } })
  })

  test('asked again after its time, it is a replay and not malformed (R35)', async () => {
    const contract = await agenda.newContract({ deposit: 10 })
    const asked = asks(contract, await agenda.newAccount(), 10)
    const { accrual } = await does(asked)

    expect(await does(asked)).toMatchObject({ accrual, replayed: true })
    await agenda.payDue(2)
    expect(await does(asked)).toMatchObject({
      accrual: { id: accrual.id, status: 'COMPLETED' },
      replayed: true,
    })
    expect(await does({ ...asked, scheduledFor: agenda.inDays(-1) })).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    })
  })

  test.each([
    ['at another time', { scheduledFor: '2030-01-01T00:00:00.001Z' }],
    ['at once', { scheduledFor: null }],
  ])('asked with the same key and %s is IDEMPOTENCY_KEY_REUSED (R35)', async (_, told) => {
    const asked = asks(await agenda.newContract(), await agenda.newAccount(), 10)
    await does(asked)

    expect(await does({ ...asked, ...told })).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
      path: ['input', 'idempotencyKey'],
    })
  })

  test('the same instant, written in another time zone, is the same input (R35)', async () => {
    const instant = new Date(agenda.inDays(1))
    const inSeoul = new Date(instant.getTime() + 9 * 3_600_000).toISOString().replace('Z', '+09:00')
    const asked = asks(await agenda.newContract(), await agenda.newAccount(), 10, {
      scheduledFor: instant.toISOString(),
    })
    await does(asked)

    expect(await does({ ...asked, scheduledFor: inSeoul })).toMatchObject({ replayed: true })
  })
})

describe('an accrual that is scheduled is refused at once', () => {
  const kstDateIn = (days: number) =>
    new Date(Date.parse(agenda.inDays(days)) + 9 * 3_600_000).toISOString().slice(0, 10)

  test.each([
    ['after the contract’s last day', { endsOn: 1 }, 2, 'CONTRACT_NOT_LIVE'],
    ['on the contract’s last day', { endsOn: 2 }, 2, undefined],
    ['before the contract’s first day', { startsOn: 3 }, 2, 'CONTRACT_NOT_LIVE'],
    ['on the contract’s first day, which has not come', { startsOn: 2 }, 2, undefined],
  ])('for a time %s: %j', async (_, days, ahead, code) => {
    const dates = Object.entries(days).map(([name, n]) => [name, kstDateIn(n)])
    const contract = await agenda.newContract(Object.fromEntries(dates))
    const account = await agenda.newAccount()

    const outcome = await does(asks(contract, account, 1, { scheduledFor: agenda.inDays(ahead) }))
    expect(outcome.code).toBe(code)
  })

  test('for what an accrual at once would be refused for, and writes nothing', async () => {
    const contract = await agenda.newContract({ deposit: 100 })
    const account = await agenda.newAccount()
    const { person } = await newPerson(agenda)
    await agenda.newAccount({ person })
    const frozen = await agenda.newAccount()
    await agenda.does(operator, 'setWalletStatus', { account: frozen, status: 'FROZEN' })
    const partner = await agenda.newPartner()
    const suspended = await agenda.newContract({ partner })
    await agenda.does(operator, 'setPartnerStatus', { partner, status: 'SUSPENDED' })
    const refusals: readonly (readonly [Input, string])[] = [
      [
        asks(await agenda.newContract({ channel: 'COUPON' }), account, 1),
        'CONTRACT_CHANNEL_MISMATCH',
      ],
      [asks(suspended, account, 1), 'PARTNER_SUSPENDED'],
      [asks(await agenda.newContract({ status: 'ENDED' }), account, 1), 'CONTRACT_NOT_LIVE'],
      [asks(contract, account, 0), 'ACCRUAL_AMOUNT_OUT_OF_RANGE'],
      [asks(contract, account, 2_000_001), 'ACCRUAL_AMOUNT_OUT_OF_RANGE'],
      [asks(contract, fresh('nobody'), 1), 'RECIPIENT_NOT_FOUND'],
      [asks(contract, account, 1, toPerson(fresh('nobody'))), 'RECIPIENT_NOT_FOUND'],
      [asks(contract, account, 1, toPerson(person)), 'RECIPIENT_HAS_MULTIPLE_ACCOUNTS'],
      [asks(contract, frozen, 1), 'WALLET_NOT_ACTIVE'],
      [asks(contract, account, 101), 'CONTRACT_BUDGET_EXCEEDED'],
    ]
    const before = await agenda.rowCounts()
    for (const [asked, code] of refusals) expect(await does(asked)).toMatchObject({ code })
    expect(await agenda.rowCounts()).toEqual(before)
  })
})

test('after all this, the ledger is proven', async () => {
  expect(await agenda.isProven()).toBe(true)
})
