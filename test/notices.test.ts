import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { kstDateOf } from '../src/domain/calendar.ts'
import { as, deedsOf, grant, localId, operator } from './support/market.ts'
import { openTill, type Till } from './support/till.ts'

let till: Till
beforeAll(async () => {
  till = await openTill()
})
afterAll(() => till.stop())

const noticesOf = async (account: string, args = '') => {
  const document = `query ($account: String!) { wallet(account: $account) { notices${args} {
    edges { cursor node { id kind title body push status createdAt sentAt attempts lastError } } } } }`
  const { data } = (await till.ask(operator, document, { account })).body
  return data.wallet.notices.edges as readonly {
    readonly cursor: string
    readonly node: Readonly<Record<string, unknown>>
  }[]
}

const statusDocument = 'query ($notice: ID!) { node(id: $notice) { ... on Notice { status } } }'

/** A notice that was given up. */
async function failedNotice(): Promise<string> {
  const [first] = await noticesOf(await till.newAccountWith(10))
  const id = String(first?.node.id)
  await till.sql(
    `update notice set status = 'FAILED', next_attempt_at = null, attempts = 9,
       last_error = 'answered 500', queued_at = '2023-01-01', first_tried_at = '2023-01-01' where id = $1`,
    [localId(id)],
  )
  return id
}

describe('the notices of a wallet (R28)', () => {
  test('given a grant for an event, then its user is told what the guide says', async () => {
    const account = await till.newAccount()
    const told = { purpose: 'EVENT_PRIZE', eventTitle: '가을 이벤트' }
    const contract = await till.newContract()
    const { accrual } = await till.does(
      operator,
      'accruePoints',
      grant(contract, account, 500, told),
    )
    const [row] = await till.sql(
      `select to_char(completed_at at time zone 'Asia/Seoul', 'YYYY.MM.DD') as accrued,
              to_char(valid_through, 'YYYY.MM.DD') as through, partner.name
       from accrual join contract on contract.id = contract_id
       join partner on partner.id = partner_id where accrual.id = $1`,
      [localId(accrual.id)],
    )
    const [notice] = await noticesOf(account)
    expect(notice?.node).toEqual({
      id: Buffer.from(`Notice:${localId(accrual.id)}`).toString('base64'),
      kind: 'ACCRUAL',
      title: '이벤트 당첨 포인트가 적립되었습니다.',
      body: [
        '적립 포인트: 500P',
        `적립일시: ${row?.accrued}`,
        `유효기간: ${row?.through}`,
        '적립 내용: 가을 이벤트',
        `지급처: ${row?.name}`,
      ].join('\n'),
      push: '500포인트가 적립되었어요',
      status: 'QUEUED',
      createdAt: accrual.createdAt,
      sentAt: null,
      attempts: 0,
      lastError: null,
    })
  })

  test('given several grants, then the newest comes first, page by page', async () => {
    const account = await till.newAccount()
    const contract = await till.newContract()
    for (const amount of [1, 2, 3])
      await till.does(operator, 'accruePoints', grant(contract, account, amount))
    const all = await noticesOf(account)
    expect(all.map(({ node }) => node.push)).toEqual(
      [3, 2, 1].map((points) => `${points}포인트가 적립되었어요`),
    )
    expect(await noticesOf(account, `(first: 2, after: "${all[0]?.cursor}")`)).toEqual(all.slice(1))
  })

  test('given many notices, then their words cost one statement', async () => {
    const account = await till.newAccount()
    const contract = await till.newContract()
    for (let n = 0; n < 5; n += 1)
      await till.does(operator, 'accruePoints', grant(contract, account, 1))
    till.statements.length = 0
    await noticesOf(account)
    expect(till.statements).toHaveLength(2)
  })

  test.each([
    ['a refused grant', { amount: 2_000_001 }, {}],
    ['a test', { amount: 10 }, { status: 'TESTING' }],
  ])('given %s, then nobody is told', async (_given, told, terms) => {
    const account = await till.newAccount()
    const contract = await till.newContract(terms)
    await till.does(operator, 'accruePoints', grant(contract, account, told.amount))
    expect(await noticesOf(account)).toEqual([])
  })

  test('given a grant for later, then its user is told once it is paid', async () => {
    const account = await till.newAccount()
    const contract = await till.newContract()
    const scheduledFor = new Date(till.now().getTime() + 3_600_000).toISOString()
    await till.does(operator, 'accruePoints', grant(contract, account, 7, { scheduledFor }))
    expect(await noticesOf(account)).toEqual([])
  })
})

describe('resendNotice', () => {
  test('given a notice that was given up, then it is tried for another day, and the audit says so', async () => {
    const notice = await failedNotice()
    expect(await till.does(operator, 'resendNotice', { notice })).toMatchObject({
      notice: { id: notice, status: 'QUEUED', attempts: 9, lastError: 'answered 500' },
    })
    const [row] = await till.sql(
      `select queued_at > '2024-01-01' as anew, next_attempt_at = queued_at as now, first_tried_at
       from notice where id = $1`,
      [localId(notice)],
    )
    expect(row).toEqual({ anew: true, now: true, first_tried_at: null })
    expect(await deedsOf(till, notice)).toMatchObject([{ action: 'resendNotice' }])
  })

  test.each(['QUEUED', 'SENT'])(
    'given a notice that is %s, then it stays as it is, and nothing is recorded',
    async (status) => {
      const notice = await failedNotice()
      await till.does(operator, 'resendNotice', { notice })
      if (status === 'SENT')
        await till.sql(
          `update notice set status = 'SENT', sent_at = now(), next_attempt_at = null where id = $1`,
          [localId(notice)],
        )
      const before = await till.sql('select * from notice where id = $1', [localId(notice)])
      expect(await till.does(operator, 'resendNotice', { notice })).toMatchObject({
        notice: { id: notice, status },
      })
      expect(await till.sql('select * from notice where id = $1', [localId(notice)])).toEqual(
        before,
      )
      expect(await deedsOf(till, notice)).toHaveLength(1)
    },
  )

  test.each([
    [1, 'INVALID_STATE_CHANGE', 'FAILED', 0],
    [0, undefined, 'QUEUED', 1],
  ])(
    'given a notice ahead of an expiry that was given up, %i days after the last day: %s, and it is %s',
    async (daysLate, refused, status, deeds) => {
      const notice = await failedNotice()
      const today = kstDateOf(till.now())
      await till.sql(
        `update notice set kind = 'EXPIRY_AHEAD', days_ahead = 7,
           valid_through = $2::date - $3::int where id = $1`,
        [localId(notice), today, daysLate],
      )
      const { code } = await till.does(operator, 'resendNotice', { notice })
      expect(code).toBe(refused)
      const { body } = await till.ask(operator, statusDocument, { notice })
      expect(body.data.node).toEqual({ status })
      expect(await deedsOf(till, notice)).toHaveLength(deeds)
    },
  )

  test('given a notice that does not exist: NOT_FOUND', async () => {
    const notice = Buffer.from('Notice:0194fdc0-0000-7000-8000-000000000000').toString('base64')
    expect(await till.does(operator, 'resendNotice', { notice })).toMatchObject({
      code: 'NOT_FOUND',
      path: ['input', 'notice'],
    })
  })

  test('given a user, then even their own notice is FORBIDDEN', async () => {
    const account = await till.newAccountWith(10)
    const [first] = await noticesOf(account)
    expect(
      await till.fails(as('USER', account), 'resendNotice', { notice: first?.node.id }),
    ).toMatchObject({ code: 'FORBIDDEN' })
  })
})
