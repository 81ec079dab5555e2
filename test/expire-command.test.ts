import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { KstDate } from '../src/domain/calendar.ts'
import type { ContractId } from '../src/domain/ids.ts'
import { isRefusal } from '../src/domain/refusal.ts'
import type { Command } from '../src/posting/command.ts'
import { readWords } from '../src/server/expiry/words.ts'
import { deliveredOrder, done, issuedOrder, registering } from './support/coupon-orders.ts'
import { type Expiring, openExpiring } from './support/expiring.ts'
import { type Ground, openGround } from './support/ground.ts'
import { engineWithClock } from './support/turned-engine.ts'
import { accrual, newAccounts, newContract, newMerchant, redemption } from './support/world.ts'

let ground: Ground
let expiring: Expiring
let short: ContractId
beforeAll(async () => {
  ground = await openGround()
  expiring = openExpiring(ground.url)
  await live()
})
afterAll(async () => {
  await ground.close()
  expiring.close()
})

/** Points of January 2044, valid through 29 February; for some there is no room, some are held into March. */
async function live(): Promise<void> {
  const { db } = ground
  short = await newContract(db, {
    ...{ partner: 'florist', credit: 1_000_000_000n },
    ...{ validityMonths: 1, validityNegotiated: true },
  })
  const long = await newContract(db, { credit: 1_000_000_000n })
  await newMerchant(db)
  await newAccounts(db, ['fills', 'spends', 'holds', 'waits', 'keeps'])
  const { engine, turn } = engineWithClock(db)
  const post = async (...commands: Command[]) => {
    for (const command of commands) {
      const answer = await engine.post(command)
      if (isRefusal(answer)) throw new Error(answer.code)
    }
  }
  turn('2044-01-15T00:00:00Z')
  await post(
    accrual(short, 'fills', 300n),
    accrual(long, 'fills', 2_000_000n),
    accrual(short, 'spends', 50n),
    redemption('spends', 20n),
    accrual(short, 'holds', 100n),
    accrual(long, 'waits', 2_000_000n),
    accrual(short, 'waits', 70n),
    accrual(long, 'keeps', 10n),
  )
  turn('2044-02-20T00:00:00Z')
  await post({ ...redemption('holds', 60n), kind: 'authorizeRedemption', holdDays: 30 })
  await engine.drain()
}

const expire = (clock: string, ...words: string[]) => expiring.run(clock, ...words)

const rowsOf = (text: string) => text.split('\n').map((line) => line.split(/ {2,}/))
const february = '2044-02-25T00:00:00Z'
const march = '2044-03-22T00:00:00Z'
const later = '2044-03-23T00:00:00Z'
/** Points of March are over by then. */
const may = '2044-05-02T00:00:00Z'
const dayAfter = '2044-05-03T00:00:00Z'
const atLast = '2044-05-04T00:00:00Z'

const everyRow = () =>
  ground.sql(`
    select table_name, (xpath('/row/n/text()', query_to_xml(
      format('select count(*) as n, max(xmin::text::bigint) as x from %I', table_name),
      false, true, '')))[1]::text as rows
    from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name`)
const everyWallet = () => ground.sql('select *, xmin::text from wallet order by id')
const everyLot = () => ground.sql('select *, xmin::text from lot order by id')

describe('expire --dry-run', () => {
  test('given a day, then it says what expires by its end, and writes nothing', async () => {
    const all = () => Promise.all([everyRow(), everyWallet(), everyLot()])
    const before = await all()
    const { code, stdout, stderr } = await expire(february, '--dry-run', '--at', '2044-02-29')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^By the end of 2044-02-29 in KST, unless spent before, there expire:\n/)
    expect(rowsOf(stdout).slice(1, 4)).toEqual([
      ['last day', 'partner', 'contract', ...['wallets', 'lots', 'available', 'pending']],
      ['2044-02-29', 'florist', short, '4', '4', '370', '70'],
      ['in all', '4', '4', '370', '70'],
    ])
    expect(stdout).toMatch(/^Pending points that become available before: 300\.$/m)
    expect(stdout).toMatch(/^Nothing was written\.\n$/m)
    expect(stdout).not.toMatch(/Holds/)
    expect(await all()).toEqual(before)
  })

  test('given a day by which a hold ends, then what it lets go of expires, too', async () => {
    const { stdout } = await expire(february, '--dry-run', '--at', '2044-03-21')
    expect(rowsOf(stdout)[3]).toEqual(['in all', '4', '4', '430', '70'])
    expect(stdout).toMatch(/^Holds that end by themselves before: 1\.$/m)
    const dayBefore = await expire(february, '--dry-run', '--at', '2044-03-20')
    expect(rowsOf(dayBefore.stdout)[3]).toEqual(['in all', '4', '4', '370', '70'])
  })

  test('given no day, then it says what is due now', async () => {
    const { stdout } = await expire(february, '--dry-run')
    expect(stdout).toMatch(/^By now, unless spent before, there expire:\n/)
    expect(rowsOf(stdout)[2]).toEqual(['in all', '0', '0', '0', '0'])
  })
})

describe('expire', () => {
  test('given what is due, then it carries out what the dry run said', async () => {
    const foreseen = await expire(march, '--dry-run')
    expect(rowsOf(foreseen.stdout)[3]).toEqual(['in all', '4', '4', '430', '70'])
    const { code, stdout } = await expire(march)
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'Carried out what was due in 4 wallets.\n',
    })
    expect(
      await ground.sql(`
        select count(distinct lot_id)::int as lots,
               -sum(amount) filter (where entry.account = 'WALLET_AVAILABLE')::int as available,
               -sum(amount) filter (where entry.account = 'WALLET_PENDING')::int as pending
        from entry join journal on journal.owner_id = entry.owner_id and id = journal_id
        where kind = 'EXPIRY' and lot_id is not null`),
    ).toEqual([{ lots: 4, available: 430, pending: 70 }])
    expect(await ground.isProven()).toBe(true)
  })

  test('given nothing that is due, then it does nothing', async () => {
    const { code, stdout } = await expire(later)
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'Carried out what was due in 0 wallets.\n',
    })
  })
})

describe('given orders of coupons past their deadline', () => {
  test('then the dry run says what would come of them by contract, and expire does that', async () => {
    const { engine, turn } = engineWithClock(ground.db)
    const press = { posting: engine, sql: ground.sql }
    turn('2044-03-24T00:00:00Z')
    const sells = { partner: 'sells', channel: 'COUPON', credit: 10_000n } as const
    const [contract, trial] = [
      await newContract(ground.db, sells),
      await newContract(ground.db, { ...sells, status: 'TESTING' }),
    ]
    const registerBy = '2044-03-31' as KstDate
    const { codes } = await deliveredOrder(press, contract, { registerBy })
    await issuedOrder(press, contract, { registerBy })
    await issuedOrder(press, contract)
    await deliveredOrder(press, trial, { registerBy })
    await done(engine.post<'registerCoupon'>(registering('keeps', codes[0] ?? '')))
    await engine.drain()

    const foreseen = await expire('2044-03-25T00:00:00Z', '--dry-run', '--at', '2044-03-31')
    expect(foreseen.stdout).toMatch(/^And coupons, unless registered before:$/m)
    expect(rowsOf(foreseen.stdout).slice(-4)).toEqual([
      ['last day', 'partner', 'contract', 'orders', 'coupons', 'to budget', 'lost'],
      ['2044-03-31', 'sells', contract, '2', '19', '1,000', '900'],
      ['Nothing was written.'],
      [''],
    ])
    const dayBefore = await expire('2044-03-25T00:00:00Z', '--dry-run', '--at', '2044-03-30')
    expect(dayBefore.stdout).not.toMatch(/coupons/)
    const early = await expire('2044-03-31T14:59:00Z')
    expect(early.stdout).toBe('Carried out what was due in 0 wallets.\n')
    const { code, stdout } = await expire('2044-03-31T15:00:00Z')
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'Carried out what was due in 0 wallets.\nCoupons of 3 orders have expired.\n',
    })
    const [row] = await ground.sql(
      'select reserved::int, budget::int from contract where id = $1',
      [contract],
    )
    expect(row).toEqual({ reserved: 1_000, budget: -2_000 })
    expect(await ground.isProven()).toBe(true)
  })
})

describe('expire, given a fault that lasts', () => {
  test('of one wallet, then the others are done and counted, and it ends with 1 and says why', async () => {
    const names = ['late-1', 'late-2', 'late-3']
    const [faulty] = await newAccounts(ground.db, names)
    const { engine, turn } = engineWithClock(ground.db)
    turn(later)
    await Promise.all(names.map((name) => engine.post(accrual(short, name, 9n))))
    await engine.drain()
    const setAvailable = (points: number) =>
      ground.sql('update wallet set available = $2 where id = $1', [faulty?.wallet, points])
    await setAvailable(0)
    const { code, stdout, stderr } = await expire(may)
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: 'Carried out what was due in 2 wallets.\n',
    })
    expect(stderr).toMatch(`Not carried out: wallet ${faulty?.wallet}: `)
    expect(stderr).toMatch(/violates check constraint/)
    await setAvailable(9)
    expect(await expire(dayAfter)).toMatchObject({
      code: 0,
      stdout: 'Carried out what was due in 1 wallets.\n',
    })
  })

  test('of reading what is due, then it ends with 1 and says so', async () => {
    await ground.sql('alter table lot rename to lot_elsewhere')
    const { code, stdout, stderr } = await expire(atLast).finally(() =>
      ground.sql('alter table lot_elsewhere rename to lot'),
    )
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: 'Carried out what was due in 0 wallets.\n',
    })
    expect(stderr).toMatch(/^Which wallets are due can't be read, and the rest is left: .*"lot"/s)
    expect(stderr).not.toMatch(/^ +at /m)
  })
})

describe('given words that ask for nothing, then a sentence says what is wanted', () => {
  test.each<[string[], string]>([
    [['--at', '2044-03-01'], 'Only what is due now can be carried out: --at goes with --dry-run.'],
    [['--dry-run', '--at', '2044-02-30'], '--at wants a date that exists, like 2028-07-31.'],
    [['now'], "Unexpected argument 'now'"],
  ])('%j', (words, sentence) => {
    expect(() => readWords(words)).toThrow(sentence)
  })

  test('a day that is over', async () => {
    const { code, stderr } = await expire(atLast, '--dry-run', '--at', '2044-05-03')
    expect({ code, stderr }).toEqual({ code: 1, stderr: '--at wants today or a later day.\n' })
  })

  test('another option', async () => {
    const { code, stderr } = await expire(atLast, '--all')
    expect(code).toBe(2)
    expect(stderr).toMatch(/^Unknown option '--all'.*\nUsage: npm run --silent expire/)
  })
})
