import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Agenda, newPerson, openAgenda, toPerson } from './support/agenda.ts'
import { grant, localId, operator } from './support/market.ts'

let agenda: Agenda
beforeAll(async () => {
  agenda = await openAgenda()
})
afterAll(() => agenda.stop())

const kstDateOf = (instant: string) =>
  new Date(Date.parse(instant) + 9 * 3_600_000).toISOString().slice(0, 10)

/** The last day of the month that lies so many months after a date. */
const monthEndAfter = (date: string, months: number) => {
  const [year = 0, month = 0] = date.split('-').map(Number)
  return new Date(Date.UTC(year, month + months, 0)).toISOString().slice(0, 10)
}

const availableOf = async (account: string) => {
  const { body } = await agenda.ask(
    operator,
    'query ($account: String!) { wallet(account: $account) { available pending } }',
    { account },
  )
  return body.data.wallet
}

const reserved = 'RESERVATION: CONTRACT_BUDGET -300, CONTRACT_RESERVED 300'

describe('a scheduled accrual whose time has come is paid (R10)', () => {
  test('from what was set aside, and the user is told once', async () => {
    const contract = await agenda.newContract({ deposit: 1_000 })
    const account = await agenda.newAccount()
    const { id, createdAt } = await agenda.schedule(contract, account, 300)
    await agenda.payDue()
    await agenda.payDue(0)

    expect(await agenda.accrualOf(id)).toMatchObject({
      status: 'COMPLETED',
      availableAmount: 300,
      pendingAmount: 0,
      refusedCode: null,
      createdAt,
      wallet: { available: 300 },
    })
    expect(await agenda.budgetOf(contract)).toEqual({
      total: 1_000,
      granted: 300,
      reserved: 0,
      remaining: 700,
    })
    expect(await agenda.journalsOf(contract)).toEqual([
      reserved,
      'ACCRUAL: CONTRACT_RESERVED -300, WALLET_AVAILABLE 300',
    ])
    expect(await agenda.noticesOf(id)).toBe(1)
  })

  test('not before, and others of the same contract wait for their own time', async () => {
    const contract = await agenda.newContract({ deposit: 1_000 })
    const account = await agenda.newAccount()
    const soon = await agenda.schedule(contract, account, 1, { scheduledFor: agenda.inDays(2) })
    const late = await agenda.schedule(contract, account, 2, { scheduledFor: agenda.inDays(3) })

    await agenda.payDue(1.99)
    expect(await agenda.accrualOf(soon.id)).toMatchObject({ status: 'SCHEDULED' })
    await agenda.payDue(0.02)
    expect(await agenda.accrualOf(soon.id)).toMatchObject({ status: 'COMPLETED' })
    expect(await agenda.accrualOf(late.id)).toMatchObject({ status: 'SCHEDULED' })
    expect(await agenda.budgetOf(contract)).toMatchObject({ reserved: 2, granted: 1 })
  })

  test('and lives from the instant at which it is paid, not from when it was asked for (R5)', async () => {
    const contract = await agenda.newContract({ validityMonths: 24 })
    const { id } = await agenda.schedule(contract, await agenda.newAccount(), 5, {
      scheduledFor: agenda.inDays(70),
    })
    await agenda.payDue(100)

    const paid = await agenda.accrualOf(id)
    const paidAt = paid?.completedAt ?? ''
    expect(Date.parse(paidAt)).toBeGreaterThanOrEqual(Date.parse(paid?.scheduledFor ?? ''))
    expect(Date.parse(paidAt)).toBeLessThanOrEqual(agenda.now().getTime())
    expect(paid?.validThrough).toBe(monthEndAfter(kstDateOf(paidAt), 24))
    expect(
      await agenda.sql(
        `select lot.accrued_at = completed_at as "atOnce", posted_at = completed_at as posted
         from lot join accrual on accrual.id = lot.id
         join journal on journal.wallet_id = lot.wallet_id where lot.id = $1`,
        [localId(id)],
      ),
    ).toEqual([{ atOnce: true, posted: true }])
  })

  test('if it was for the contract’s last day, though its payment comes past midnight (R13)', async () => {
    const endsOn = kstDateOf(agenda.inDays(2))
    const midnight = Date.parse(`${endsOn}T15:00:00Z`)
    const contract = await agenda.newContract({ endsOn })
    const { id } = await agenda.schedule(contract, await agenda.newAccount(), 5, {
      scheduledFor: new Date(midnight - 1).toISOString(),
    })
    agenda.turnTo(new Date(midnight + 1_000))
    await agenda.payDue(0)

    const paid = await agenda.accrualOf(id)
    expect(paid).toMatchObject({ status: 'COMPLETED', availableAmount: 5 })
    expect(Date.parse(paid?.completedAt ?? '')).toBeGreaterThanOrEqual(midnight)
  })

  test('up to the cap of the wallet; the rest waits (R3)', async () => {
    const contract = await agenda.newContract({ deposit: 3_000_000 })
    const account = await agenda.newAccount()
    const { id } = await agenda.schedule(contract, account, 100_000)
    await agenda.does(operator, 'accruePoints', grant(contract, account, 1_950_000))
    await agenda.payDue()

    expect(await agenda.accrualOf(id)).toMatchObject({
      availableAmount: 50_000,
      pendingAmount: 50_000,
    })
    expect((await agenda.journalsOf(contract)).at(-1)).toBe(
      'ACCRUAL: CONTRACT_RESERVED -100000, WALLET_AVAILABLE 50000, WALLET_PENDING 50000',
    )
  })

  test('into a wallet in which something has expired meanwhile: that goes first (R19)', async () => {
    const terms = { validityMonths: 1, validityNegotiated: true, deposit: 2_000_300 }
    const contract = await agenda.newContract(terms)
    const account = await agenda.newAccount()
    await agenda.does(operator, 'accruePoints', grant(contract, account, 2_000_000))
    const scheduledFor = agenda.inDays(70)
    const { id } = await agenda.schedule(contract, account, 300, { scheduledFor })
    await agenda.payDue(71)

    expect((await agenda.journalsOf(contract)).slice(-2)).toEqual([
      'EXPIRY: WALLET_AVAILABLE -2000000, BREAKAGE 2000000',
      'ACCRUAL: CONTRACT_RESERVED -300, WALLET_AVAILABLE 300',
    ])
    expect(await agenda.accrualOf(id)).toMatchObject({ availableAmount: 300, pendingAmount: 0 })
  })

  test('although nothing is left in the budget, which it does not need any more (R12)', async () => {
    const contract = await agenda.newContract({ deposit: 1_000 })
    const account = await agenda.newAccount()
    const { id } = await agenda.schedule(contract, account, 300)
    await agenda.does(operator, 'accruePoints', grant(contract, account, 700))
    await agenda.payDue()

    expect(await agenda.accrualOf(id)).toMatchObject({ status: 'COMPLETED' })
    expect(await agenda.budgetOf(contract)).toMatchObject({ granted: 1_000, remaining: 0 })
  })

  test('to the account that the person has then, where the person was named (R9)', async () => {
    const contract = await agenda.newContract()
    const { person, account } = await newPerson(agenda)
    const { id } = await agenda.schedule(contract, '', 5, toPerson(person))
    await agenda.does(operator, 'closeAccount', { account })
    const next = await agenda.newAccount({ person })
    await agenda.payDue()

    expect(await agenda.accrualOf(id)).toMatchObject({ status: 'COMPLETED' })
    expect(await availableOf(next)).toEqual({ available: 5, pending: 0 })
  })
})

test('after all this, the ledger is proven', async () => {
  expect(await agenda.isProven()).toBe(true)
})
