import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { checkLedger } from '../src/posting/ledger-check.ts'
import { openClock } from '../src/server/clock.ts'
import { connectDatabase, type Database } from '../src/server/database.ts'
import { seedDemo } from '../src/server/demo/seed.ts'
import { steps } from '../src/server/demo/steps.ts'
import { stepsOfToday } from '../src/server/demo/today.ts'
import { freshDatabase, type TestDatabase } from './support/database.ts'

const secrets = {
  person: 'a secret of at least 32 characters',
  code: 'another one of 32 characters at least',
}

describe('the demo world', () => {
  let database: TestDatabase
  let db: Database
  const seedUntil = (instant?: string) =>
    seedDemo({
      db,
      clock: openClock({ clock: instant === undefined ? undefined : new Date(instant) }),
      secrets,
    })
  const walletOf = (externalId: string) =>
    db.wallet.findFirstOrThrow({ where: { account: { externalId } }, include: { account: true } })

  beforeAll(async () => {
    database = await freshDatabase()
    db = connectDatabase(database.url, { max: 4 })
  })
  afterAll(async () => {
    await db.$disconnect()
    await database.drop()
  })

  test('given a clock of 2024, when it is seeded, then what happened later is not there yet', async () => {
    const played = await seedUntil('2024-05-10T00:00:00+09:00')
    expect(played).toBeGreaterThan(30)
    expect(played).toBeLessThan(steps.length)
    expect(await walletOf('seoyeon')).toMatchObject({ available: 2_000_000n, pending: 50_000n })
  })

  test('given a seed that stopped half-way, when it is seeded again, then it goes on to its end', async () => {
    expect(await seedUntil()).toBe(steps.length + stepsOfToday(new Date()).length)
    expect(await walletOf('seoyeon')).toMatchObject({ available: 1_993_881n, pending: 0n })
    expect(await db.partner.count()).toBe(2)
    expect(await db.contract.count()).toBe(6)
  })

  test('given its end, when it is seeded again, then nothing is played', async () => {
    expect(await seedUntil()).toBe(0)
  })

  test('has the guide’s example: 10 P accrued 2023-07-13 are valid through 2028-07-31', async () => {
    const lot = await db.lot.findFirstOrThrow({
      where: { amount: 10n },
      include: { accrual: true },
    })
    expect(lot.accrual.completedAt?.toISOString()).toMatch(/^2023-07-13T01:00:0/)
    expect(lot.accrual.validThrough?.toISOString()).toBe('2028-07-31T00:00:00.000Z')
    expect(lot.expiresAt.toISOString()).toBe('2028-07-31T15:00:00.000Z')
    expect(lot).toMatchObject({ remaining: 10n, status: 'AVAILABLE' })
  })

  test('was recorded in the order in which it was played', async () => {
    const deeds = await db.auditEvent.findMany({ orderBy: { id: 'asc' } })
    const instants = deeds.map(({ at }) => at.getTime())
    expect(instants).toEqual(instants.toSorted((a, b) => a - b))
    const made = deeds.findIndex(({ action }) => action === 'createContract')
    expect(deeds.findIndex(({ action }) => action === 'depositBudget')).toBeGreaterThan(made)
  })

  test('has a wallet that is frozen, an account that forfeited its points, and a person with two', async () => {
    expect(await walletOf('eunji')).toMatchObject({ status: 'FROZEN' })
    expect(await walletOf('taeo')).toMatchObject({
      status: 'CLOSED',
      account: { status: 'CLOSED' },
    })
    expect((await walletOf('haru-1')).account.personId).toBe(
      (await walletOf('haru-2')).account.personId,
    )
    const kinds = await db.journal.groupBy({ by: ['kind'] })
    expect(kinds.map(({ kind }) => kind).toSorted()).toEqual([
      'ACCRUAL',
      'DEPOSIT',
      'EXPIRY',
      'FORFEIT',
      'HOLD',
      'PENDING_FILL',
      'REDEMPTION',
      'RESERVATION',
    ])
  })

  test('ends with two holds for weeks, an order to refund and an accrual to cancel', async () => {
    const weeks = new Date(Date.now() + 28 * 86_400_000)
    const merchant = { code: 'cafe-seoul' }
    const open = { status: 'AUTHORIZED', merchant, holdExpiresAt: { gt: weeks } } as const
    expect(await db.redemption.count({ where: open })).toBe(2)
    const spent = { status: 'CAPTURED', merchant, orderId: '1003' } as const
    expect(await db.redemption.count({ where: spent })).toBe(1)
    const scheduled = { status: 'SCHEDULED', scheduledFor: { gt: weeks } } as const
    expect(await db.accrual.count({ where: scheduled })).toBe(1)
  })

  test('given a clock far ahead, when all points of old have expired, then it is seeded to its end all the same', async () => {
    const later = await freshDatabase()
    const far = connectDatabase(later.url, { max: 4 })
    const clock = openClock({ clock: new Date('2040-01-31T23:59:00+09:00') })
    expect(await seedDemo({ db: far, clock, secrets })).toBeGreaterThan(steps.length)
    expect(await seedDemo({ db: far, clock, secrets })).toBe(0)
    expect(await checkLedger(far, { offsetMs: clock.offsetMs() })).toMatchObject({ ok: true })
    await far.$disconnect()
    await later.drop()
  })

  test('was posted by the engine: the ledger is in step', async () => {
    expect(await checkLedger(db)).toMatchObject({ ok: true })
  })
})
