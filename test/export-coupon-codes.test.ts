import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { CouponOrderId } from '../src/domain/ids.ts'
import { makeCoupons } from '../src/jobs/make-coupons.ts'
import { openCouponSecrets } from '../src/server/coupon-secrets.ts'
import { openSecrets } from '../src/server/secrets.ts'
import {
  type CouponDesk,
  type OrderAtDesk,
  openCouponDesk,
  type Stage,
} from './support/coupon-desk.ts'
import { codesIn, download, exportedAt, linkTo, stepsOf, untilEnded } from './support/downloads.ts'
import { as, localId, operator } from './support/market.ts'
import { done } from './support/till.ts'

const refused = {
  __typename: 'RuleViolation',
  code: 'INVALID_STATE_CHANGE',
  path: ['input', 'order'],
}

let desk: CouponDesk
beforeAll(async () => {
  desk = await openCouponDesk()
})
afterAll(() => desk.stop())

const made = async (told = {}) => desk.bring(await desk.order(told), 'MADE')
const deliver = async ({ id, deliverer }: OrderAtDesk) =>
  done(await desk.does(deliverer, 'markCouponOrderDelivered', { order: id }))
const ask = ({ id }: { id: string }, by = operator) =>
  desk.does(by, 'exportCouponCodes', { order: id })

describe('given an order whose codes are made, when whoever delivers it asks for them', () => {
  test.each(['AGENCY', 'PARTNER'])(
    'as its %s, then a link gives them as CSV',
    async (deliveredBy) => {
      const order = await made({ deliveredBy, value: 1_500, registerBy: '2098-02-28' })
      const codes = await desk.codesOf(order)
      const asked = done(await ask(order, order.deliverer))
      expect(asked.couponOrder).toMatchObject({ id: order.id, status: 'ISSUED' })
      expect(asked.csvUrl).toMatch(new RegExp(`^${desk.url}/exports/[\\w-]{43}$`))
      const told = await download(asked.csvUrl)
      expect(told.status).toBe(200)
      expect(Object.fromEntries(told.headers)).toMatchObject({
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="coupons-${localId(order.id)}.csv"`,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      const lines = codes.map((code) => `${code},1500,2098-02-28\r\n`)
      expect(told.body).toBe(`code,value,registerBy\r\n${lines.join('')}`)
      expect(codes).toHaveLength(10)
      for (const code of codes) expect(code).toMatch(/^(\w{4}-){4}\w$/)
    },
  )

  test('then the file begins with the byte order mark, by which spreadsheets know UTF-8', async () => {
    const response = await fetch(await linkTo(desk, await made()))
    const bytes = Buffer.from(await response.arrayBuffer())
    expect(bytes.subarray(0, 7).toString('hex')).toBe(
      `efbbbf${Buffer.from('code').toString('hex')}`,
    )
    expect(response.headers.get('content-length')).toBe(String(bytes.length))
  })

  test('then a code of the file can be registered once the order is delivered', async () => {
    const order = await made()
    const [code = '', other = ''] = codesIn(await download(await linkTo(desk, order)))
    await deliver(order)
    const account = await desk.newAccount()
    for (const each of [code, other]) done(await desk.register(account, each))
  })

  test('after it was delivered, then it is the same', async () => {
    const order = await desk.bring(await desk.order(), 'DELIVERED')
    expect(codesIn(await download(await linkTo(desk, order)))).toHaveLength(10)
  })

  test('under a contract that is tested, then it is the same', async () => {
    const partner = await desk.newPartner()
    const contract = await desk.newContract({ partner, channel: 'COUPON', status: 'TESTING' })
    const order = await made({ contract })
    expect(codesIn(await download(await linkTo(desk, order)))).toHaveLength(10)
  })
})

describe('given codes that were received whole', () => {
  const received = async () => {
    const order = await made()
    const codes = await desk.codesOf(order)
    const link = await linkTo(desk, order)
    await download(link)
    await untilEnded(desk, order)
    return { order, link, codes }
  }

  test('then the order says when, the link is used up, and nobody gets another', async () => {
    const { order, link } = await received()
    const at = Date.parse(await exportedAt(desk, order))
    expect(desk.now().getTime() - at).toBeLessThan(60_000)
    const told = await download(link)
    expect([told.status, told.headers.get('content-type')]).toEqual([
      410,
      'text/plain; charset=utf-8',
    ])
    expect(told.body).toContain('allowCouponExport')
    expect(await ask(order, order.deliverer)).toMatchObject(refused)
    const allowing = { order: order.id, reason: 'please' }
    expect(await desk.does(operator, 'allowCouponExport', allowing)).toMatchObject(refused)
    await deliver(order)
    expect(await ask(order, order.deliverer)).toMatchObject(refused)
  })

  test('then its key is gone, and nothing that is left opens the sheets, not even with CODE_SECRET', async () => {
    const { order, codes } = await received()
    const id = localId(order.id) as CouponOrderId
    const secrets = openCouponSecrets(openSecrets(desk.config).code)
    const [sheet] = await desk.sql('select * from coupon_sheet where order_id = $1', [id])
    const sealed = sheet?.sealed as Buffer
    const open = (key: Uint8Array) => () => secrets.unseal(key, { order: id, number: 1 }, sealed)
    expect(sealed.length).toBeGreaterThan(codes.length * 17)
    const left = await everyBlob()
    expect(left.length).toBeGreaterThan(10)
    for (const blob of [...left, secrets.newSealKey(id)]) expect(open(blob)).toThrow()
    const [kept] = await desk.sql('select seal_key from coupon_export where order_id = $1', [id])
    expect(kept?.seal_key).toBeNull()
  })

  const everyBlob = async (): Promise<readonly Buffer[]> => {
    const columns = await desk.sql(`select table_name, column_name from information_schema.columns
      where table_schema = 'public' and data_type = 'bytea'`)
    const found = await Promise.all(
      columns.map(({ table_name, column_name }) =>
        desk.sql(
          `select ${column_name} as blob from ${table_name} where ${column_name} is not null`,
        ),
      ),
    )
    return found.flat().map(({ blob }) => blob as Buffer)
  }

  test('then the audit tells each step, and who took it', async () => {
    const { order } = await received()
    const { code } = order.deliverer
    expect(await stepsOf(desk, order)).toEqual([
      `AGENCY:${code} exportCouponCodes link MADE`,
      `AGENCY:${code} exportCouponCodes download BEGUN`,
      `AGENCY:${code} exportCouponCodes download RECEIVED`,
    ])
  })
})

describe('given a caller who does not deliver the order', () => {
  const forbidden = { code: 'FORBIDDEN' }
  const asking = (order: { id: string }) => ({ order: order.id })

  test('then who may see it is FORBIDDEN, the operator too, and gets no link', async () => {
    const byAgency = await made({ deliveredBy: 'AGENCY' })
    const byPartner = await made({ deliveredBy: 'PARTNER' })
    const others = [
      [byAgency, byAgency.partner],
      [byPartner, byPartner.agency ?? operator],
      [byAgency, operator],
      [byAgency, as('USER', await desk.newAccount())],
      [byAgency, as('MERCHANT', await desk.newMerchant())],
    ] as const
    const before = await desk.rowCounts()
    for (const [order, by] of others)
      expect(await desk.fails(by, 'exportCouponCodes', asking(order))).toMatchObject(forbidden)
    expect(await desk.rowCounts()).toEqual(before)
    const kept = await desk.sql('select token_hash from coupon_export where order_id = any($1)', [
      [byAgency, byPartner].map(({ id }) => localId(id)),
    ])
    expect(kept).toEqual([{ token_hash: null }, { token_hash: null }])
  })

  test('then for any other partner or agency there is no such order', async () => {
    const order = await made()
    const notFound = { code: 'NOT_FOUND', path: ['input', 'order'] }
    for (const by of [as('PARTNER', await desk.newPartner()), as('AGENCY', await desk.newAgency())])
      expect(await ask(order, by)).toMatchObject(notFound)
  })
})

describe('given an order whose codes are not to be had', () => {
  test.each<Stage>(['REQUESTED', 'APPROVED', 'ISSUED'])(
    'as it is %s, then it is refused',
    async (stage) => {
      const order = await desk.bring(await desk.order(), stage)
      expect(await ask(order, order.deliverer)).toMatchObject(refused)
      await desk.makeCodes()
    },
  )

  test('then it waits for the last code', async () => {
    const order = await desk.bring(await desk.order({ quantity: 7 }), 'ISSUED')
    const secrets = openCouponSecrets(openSecrets(desk.config).code)
    const offsetMs = () => desk.now().getTime() - Date.now()
    const job = makeCoupons({ db: desk.db, secrets, offsetMs, pageSize: 3 })
    for (const ready of [false, false, true]) {
      await job.runPage()
      const { __typename } = await ask(order, order.deliverer)
      expect(__typename).toBe(ready ? 'ExportCouponCodesPayload' : 'RuleViolation')
    }
    const codes = codesIn(await download(await linkTo(desk, order)))
    expect(new Set(codes).size).toBe(7)
  })

  test('as it was stopped, then it is refused, and a link that was made before gives nothing', async () => {
    const order = await made()
    const link = await linkTo(desk, order)
    done(await desk.does(operator, 'voidCouponOrder', { order: order.id, reason: 'leaked' }))
    const told = await download(link)
    expect([told.status, told.body]).toEqual([410, expect.stringContaining('stopped')])
    expect(await ask(order, order.deliverer)).toMatchObject(refused)
    const allowing = { order: order.id, reason: 'please' }
    expect(await desk.does(operator, 'allowCouponExport', allowing)).toMatchObject(refused)
  })
})
