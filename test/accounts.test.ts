import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { holdPerson } from '../src/posting/person-lock.ts'
import { newId } from '../src/schema/new-id.ts'
import { fresh, grant, type Market, openMarket, operator, order } from './support/market.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

const deedsOf = async (account: string) =>
  market.sql(
    `select action, details
     from audit_event
     join account on account.external_id = $1
     join wallet on wallet.account_id = account.id
     where target_id in (account.id::text, wallet.id::text)
     order by audit_event.id`,
    [account],
  )

describe('createAccount', () => {
  test('makes an active account with an empty wallet', async () => {
    const externalId = fresh('user')
    const input = { externalId, person: fresh('ci'), birthDate: '2010-02-28' }

    expect(await market.does(operator, 'createAccount', input)).toMatchObject({
      account: {
        externalId,
        status: 'ACTIVE',
        birthDate: '2010-02-28',
        wallet: { status: 'ACTIVE', available: 0, held: 0, pending: 0, room: 2_000_000 },
      },
    })
    expect(await deedsOf(externalId)).toEqual([
      { action: 'createAccount', details: { externalId } },
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

  test('refuses an external id that is taken, and leaves no person behind', async () => {
    const externalId = await market.newAccount()
    const persons = () => market.sql('select count(*) from person')
    const before = await persons()

    expect(
      await market.does(operator, 'createAccount', { externalId, person: fresh('ci') }),
    ).toMatchObject({ code: 'ALREADY_EXISTS', rule: null, path: ['input', 'externalId'] })
    expect(await persons()).toEqual(before)
  })

  test('waits for an accrual by API that is under way for the same person (R9)', async () => {
    const person = fresh('ci')
    const first = await market.newAccount({ person })
    const accrual = gate()
    const underWay = market.db.$transaction(async (tx) => {
      await tx.$queryRaw`
        select wallet.id from wallet join account on account.id = wallet.account_id
        where external_id = ${first} for no key update of wallet`
      await accrual.opened
    })
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
      await creation.opened
    })
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

describe('closeAccount', () => {
  test('forfeits what is available and pending, for ever (R26)', async () => {
    const account = await market.newAccountWith(2_000_000)
    const contract = await market.newContract()
    await market.does(operator, 'accruePoints', grant(contract, account, 500))

    for (const _repeat of [1, 2])
      expect(await market.does(operator, 'closeAccount', { account })).toMatchObject({
        account: {
          externalId: account,
          status: 'CLOSED',
          wallet: { status: 'CLOSED', available: 0, held: 0, pending: 0 },
        },
      })
    expect(await ofWallet(account)).toMatchObject({
      journals: ['ACCRUAL', 'ACCRUAL', 'FORFEIT'],
      lots: ['EXPIRED', 'EXPIRED'],
      breakage: 2_000_500,
    })
    expect((await deedsOf(account)).filter(({ action }) => action === 'closeAccount')).toHaveLength(
      1,
    )
  })

  test('closes one that is frozen', async () => {
    const account = await market.newAccountWith(5)
    await market.does(operator, 'setWalletStatus', { account, status: 'FROZEN' })
    expect(await market.does(operator, 'closeAccount', { account })).toMatchObject({
      account: { status: 'CLOSED' },
    })
  })

  test('leaves a person’s other account alone, which can be granted points again (R9)', async () => {
    const person = fresh('ci')
    const [closed, open] = [
      await market.newAccount({ person }),
      await market.newAccount({ person }),
    ]
    const contract = await market.newContract()
    await market.does(operator, 'closeAccount', { account: closed })

    const outcome = await market.does(operator, 'accruePoints', grant(contract, open, 7))
    expect(outcome.wallet.available).toBe(7)
  })

  test('refuses an account that does not exist: NOT_FOUND', async () => {
    expect(await market.does(operator, 'closeAccount', { account: 'nobody' })).toMatchObject({
      code: 'NOT_FOUND',
      path: ['input', 'account'],
    })
  })

  test('and spending at once: points are spent or forfeited, never both', async () => {
    const account = await market.newAccountWith(100)
    const merchant = await market.newMerchant()
    const spends = Array.from({ length: 5 }, () =>
      market.does(operator, 'redeemPoints', order(account, merchant, 10)),
    )
    const closing = market.does(operator, 'closeAccount', { account })
    const spent = (await Promise.all(spends)).filter(({ redemption }) => redemption).length
    await closing

    expect(await ofWallet(account)).toMatchObject({ breakage: 100 - 10 * spent })
  })
})

const ofWallet = async (account: string) => {
  const [row] = await market.sql(
    `select
       array(select kind::text from journal where owner_id = wallet.id order by id) as journals,
       array(select status::text from lot where wallet_id = wallet.id order by id) as lots,
       (select coalesce(sum(amount), 0)::int from entry
        where owner_id = wallet.id and account = 'BREAKAGE') as breakage
     from wallet
     join account on account.id = wallet.account_id
     where account.external_id = $1`,
    [account],
  )
  return row
}

describe('setWalletStatus', () => {
  test('freezes and lets go on; a repeat is answered, and not recorded again (R26)', async () => {
    const account = await market.newAccountWith(10)
    for (const status of ['FROZEN', 'FROZEN', 'ACTIVE', 'ACTIVE'])
      expect(await market.does(operator, 'setWalletStatus', { account, status })).toMatchObject({
        wallet: { status, available: 10 },
      })
    expect(
      (await deedsOf(account)).filter(({ action }) => action === 'setWalletStatus'),
    ).toMatchObject([{ details: { status: 'FROZEN' } }, { details: { status: 'ACTIVE' } }])
    expect(
      await market.does(operator, 'redeemPoints', order(account, await market.newMerchant(), 10)),
    ).toMatchObject({ wallet: { available: 0 } })
  })

  test.each([
    ['an open wallet', 'CLOSED', false],
    ['a closed one', 'ACTIVE', true],
    ['a closed one', 'FROZEN', true],
    ['a closed one', 'CLOSED', true],
  ])('given %s refuses %s: INVALID_STATE_CHANGE', async (_given, status, isClosed) => {
    const account = await market.newAccount()
    if (isClosed) await market.does(operator, 'closeAccount', { account })
    expect(await market.does(operator, 'setWalletStatus', { account, status })).toMatchObject({
      code: 'INVALID_STATE_CHANGE',
      path: ['input', 'status'],
    })
  })

  test('refuses an account that does not exist: NOT_FOUND', async () => {
    expect(
      await market.does(operator, 'setWalletStatus', { account: 'nobody', status: 'FROZEN' }),
    ).toMatchObject({ code: 'NOT_FOUND', path: ['input', 'account'] })
  })
})
