import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { holdPerson } from '../src/posting/person-lock.ts'
import { newId } from '../src/schema/new-id.ts'
import {
  deedsOf,
  fresh,
  grant,
  type Input,
  type Market,
  openMarket,
  operator,
} from './support/market.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

describe('createAccount', () => {
  test('makes an active account with an empty wallet', async () => {
    const externalId = fresh('user')
    const input = { externalId, person: fresh('ci'), birthDate: '2010-02-28' }

    const outcome = await market.does(operator, 'createAccount', input)
    expect(outcome).toMatchObject({
      account: {
        externalId,
        status: 'ACTIVE',
        birthDate: '2010-02-28',
        wallet: { status: 'ACTIVE', available: 0, held: 0, pending: 0, room: 2_000_000 },
      },
    })
    expect(await deedsOf(market, outcome.account.id)).toEqual([
      { actor: 'OPERATOR:kim', action: 'createAccount', details: { externalId } },
    ])
  })

  test('makes several for one person, who is entered once', async () => {
    const person = fresh('ci')
    const accounts = await Promise.all(
      Array.from({ length: 6 }, () => market.newAccount({ person })),
    )
    expect(
      await market.sql(
        `select count(*)::int as accounts, count(distinct person_id)::int as persons
         from account where external_id = any($1)`,
        [accounts],
      ),
    ).toEqual([{ accounts: 6, persons: 1 }])
  })

  test('keeps of the identity value a keyed hash alone, in the audit too', async () => {
    const person = fresh('very secret')
    await market.newAccount({ person })
    const everything = await market.sql(
      `select coalesce(string_agg(text, ' '), '') as text from (
         select to_jsonb(person)::text as text from person
         union all select to_jsonb(account)::text from account
         union all select to_jsonb(audit_event)::text from audit_event) as rows`,
    )
    expect(everything[0]?.text).toContain('createAccount')
    expect(everything[0]?.text).not.toContain(person)
  })

  test.each([['2010-02-28'], [undefined]])(
    'given a birth date of %s, a repeat is answered the same account, and writes nothing (R35)',
    async (birthDate) => {
      const input = { externalId: fresh('user'), person: fresh('ci'), birthDate }
      const first = await market.does(operator, 'createAccount', input)
      const before = await market.rowCounts()

      expect(await market.does(operator, 'createAccount', input)).toEqual(first)
      expect(await market.rowCounts()).toEqual(before)
    },
  )

  test.each<[string, Input]>([
    ['person', { person: 'another ci' }],
    ['birth date', { birthDate: '2010-03-01' }],
    ['birth date, left out', { birthDate: null }],
  ])(
    'refuses an external id of an account of another %s, and writes nothing (R35)',
    async (_of, other) => {
      const input = { externalId: fresh('user'), person: fresh('ci'), birthDate: '2010-02-28' }
      await market.does(operator, 'createAccount', input)
      const before = await market.rowCounts()

      expect(await market.does(operator, 'createAccount', { ...input, ...other })).toMatchObject({
        code: 'ALREADY_EXISTS',
        rule: null,
        path: ['input', 'externalId'],
      })
      expect(await market.rowCounts()).toEqual(before)
    },
  )

  test('of one that was closed since is ALREADY_EXISTS (R35)', async () => {
    const input = { externalId: fresh('user'), person: fresh('ci') }
    await market.does(operator, 'createAccount', input)
    await market.does(operator, 'closeAccount', { account: input.externalId })

    expect(await market.does(operator, 'createAccount', input)).toMatchObject({
      code: 'ALREADY_EXISTS',
    })
  })

  test('asked for eight times at once makes one account, which all get (R35)', async () => {
    const input = { externalId: fresh('user'), person: fresh('ci'), birthDate: '2010-02-28' }
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => market.does(operator, 'createAccount', input)),
    )
    const id = String(answers[0]?.account.id)
    expect(answers.map(({ account }) => account?.id)).toEqual(Array(8).fill(id))
    expect(await deedsOf(market, id)).toHaveLength(1)
  })

  test('waits for an accrual by API that is under way for the same person (R9)', async () => {
    const person = fresh('ci')
    const first = await market.newAccount({ person })
    const held = gate()
    const accrual = gate()
    const underWay = market.db.$transaction(async (tx) => {
      await tx.$queryRaw`
        select wallet.id from wallet join account on account.id = wallet.account_id
        where external_id = ${first} for no key update of wallet`
      held.open()
      await accrual.opened
    })
    await held.opened
    const done: string[] = []
    const created = market.newAccount({ person }).then(() => done.push('account'))
    await aWaitForALock()
    done.push('accrual')
    accrual.open()
    await Promise.all([underWay, created])

    expect(done).toEqual(['accrual', 'account'])
  })

  test('under way makes an accrual by API for the same person wait, and be refused (R9)', async () => {
    const person = fresh('ci')
    const first = await market.newAccount({ person })
    const contract = await market.newContract()
    const held = gate()
    const creation = gate()
    const [known] = await market.sql(
      `select encode(identity_hash, 'hex') as hash
       from person join account on person_id = person.id where external_id = $1`,
      [first],
    )
    const underWay = market.db.$transaction(async (tx) => {
      const createdAt = new Date()
      const identityHash = String(known?.hash)
      const personId = await holdPerson(tx, { id: newId(createdAt), identityHash, createdAt })
      const wallet = { create: { id: newId(createdAt) } }
      const externalId = fresh('user')
      await tx.account.create({
        data: { id: newId(createdAt), externalId, personId, createdAt, wallet },
      })
      held.open()
      await creation.opened
    })
    await held.opened
    const accrued = market.does(operator, 'accruePoints', grant(contract, first, 1))
    await aWaitForALock()
    creation.open()
    await underWay

    expect(await accrued).toMatchObject({ code: 'RECIPIENT_HAS_MULTIPLE_ACCOUNTS' })
  })
})

/** A promise that waits until it is told. */
function gate() {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}

/** Resolves once someone waits for a lock of this database. */
async function aWaitForALock(): Promise<void> {
  const waiting = () =>
    market.sql(
      `select pid from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    )
  while ((await waiting()).length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
}
