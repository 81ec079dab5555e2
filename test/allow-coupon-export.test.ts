import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { CouponOrderId } from '../src/domain/ids.ts'
import { hashOfToken } from '../src/schema/coupons/export-link.ts'
import { type Claim, claimExport, endExport } from '../src/server/coupon-export/claim.ts'
import { csvPieces } from '../src/server/coupon-export/exports.ts'
import { openCouponSecrets } from '../src/server/coupon-secrets.ts'
import { openSecrets } from '../src/server/secrets.ts'
import { type CouponDesk, type OrderAtDesk, openCouponDesk } from './support/coupon-desk.ts'
import {
  askUnread,
  codesIn,
  download,
  exportedAt,
  linkTo,
  stepsOf,
  untilBegun,
  untilEnded,
} from './support/downloads.ts'
import { localId, operator } from './support/market.ts'
import { done } from './support/till.ts'

const refused = { code: 'INVALID_STATE_CHANGE', path: ['input', 'order'] }

let desk: CouponDesk
beforeAll(async () => {
  desk = await openCouponDesk()
})
afterAll(() => desk.stop())

const made = async () => desk.bring(await desk.order(), 'MADE')
const allow = ({ id }: { readonly id: string }) =>
  desk.does(operator, 'allowCouponExport', { order: id, reason: 'The line was cut' })
const askAgain = ({ id, deliverer }: OrderAtDesk) =>
  desk.does(deliverer, 'exportCouponCodes', { order: id })

/** An order whose codes are on their way to a client that does not read them. */
async function unread() {
  const order = await made()
  const link = await linkTo(desk, order)
  const client = askUnread(link)
  await untilBegun(desk, order)
  return { order, link, client }
}

describe('given a download that broke off', () => {
  const brokenOff = async () => {
    const { client, ...rest } = await unread()
    client.destroy()
    await untilEnded(desk, rest.order)
    return rest
  }

  test('then the codes were not received, and there is no other link to them', async () => {
    const { order, link } = await brokenOff()
    expect(await exportedAt(desk, order)).toBeNull()
    expect((await download(link)).status).toBe(410)
    expect(await askAgain(order)).toMatchObject(refused)
  })

  test('when the operator allows another, then they can be had, once', async () => {
    const { order, link } = await brokenOff()
    const codes = await desk.codesOf(order)
    expect(done(await allow(order)).couponOrder.id).toBe(order.id)
    expect((await download(link)).status).toBe(404)
    expect(codesIn(await download(await linkTo(desk, order)))).toEqual(codes)
    await untilEnded(desk, order, 2)
    expect(await exportedAt(desk, order)).not.toBeNull()
    expect(await allow(order)).toMatchObject(refused)
  })

  test('then the audit tells all of it', async () => {
    const { order } = await brokenOff()
    done(await allow(order))
    await download(await linkTo(desk, order))
    await untilEnded(desk, order, 2)
    const agency = `AGENCY:${order.deliverer.code}`
    expect(await stepsOf(desk, order)).toEqual([
      `${agency} exportCouponCodes link MADE`,
      `${agency} exportCouponCodes download BEGUN`,
      `${agency} exportCouponCodes download BROKEN_OFF`,
      'OPERATOR:kim allowCouponExport reason The line was cut',
      `${agency} exportCouponCodes link MADE`,
      `${agency} exportCouponCodes download BEGUN`,
      `${agency} exportCouponCodes download RECEIVED`,
    ])
  })

  test.each([
    ['resets the connection', (client: ReturnType<typeof askUnread>) => client.resetAndDestroy()],
    [
      'goes away with the answer unread',
      (client: ReturnType<typeof askUnread>) => client.destroy(),
    ],
  ])('as its client %s, then it was not received whole', async (_how, leave) => {
    const { order, client } = await unread()
    leave(client)
    await once(client, 'close')
    await untilEnded(desk, order)
    expect(await exportedAt(desk, order)).toBeNull()
  })
})

describe('allowing an export', () => {
  test('that was not begun changes nothing: a link that was made still works', async () => {
    const order = await made()
    const link = await linkTo(desk, order)
    expect(done(await allow(order)).couponOrder.id).toBe(order.id)
    expect(await stepsOf(desk, order)).toHaveLength(1)
    expect(codesIn(await download(link))).toHaveLength(10)
  })

  test('again changes nothing more', async () => {
    const { order, client } = await unread()
    client.destroy()
    await untilEnded(desk, order)
    done(await allow(order))
    const steps = await stepsOf(desk, order)
    done(await allow(order))
    expect(await stepsOf(desk, order)).toEqual(steps)
  })

  test.each(['REQUESTED', 'ISSUED'] as const)(
    'of an order that is %s, with codes to be made, is refused',
    async (stage) => {
      const order = await desk.bring(await desk.order(), stage)
      expect(await allow(order)).toMatchObject(refused)
      await desk.makeCodes()
    },
  )

  test('of no order finds none', async () => {
    const id = Buffer.from('CouponOrder:0194fdc0-0000-7000-8000-000000000000').toString('base64')
    expect(await allow({ id })).toMatchObject({ code: 'NOT_FOUND', path: ['input', 'order'] })
  })
})

describe('given a download that is under way', () => {
  /** As the server has one, up to its head. */
  const underWay = async (order: OrderAtDesk) => {
    const claim = await claimOf(order)
    const pieces = csvPieces(desk.db, openCouponSecrets(openSecrets(desk.config).code), claim)
    await pieces.next()
    return { claim, pieces }
  }
  const claimOf = async (order: OrderAtDesk): Promise<Claim> => {
    const token = (await linkTo(desk, order)).split('/').at(-1) ?? ''
    const claim = await claimExport(desk.db, hashOfToken(token), desk.now())
    if (typeof claim === 'string') throw new Error(claim)
    return claim
  }
  const overtaken = { code: 'OVERTAKEN' }

  test('when the operator allows another, then it gives no more codes, and can’t end the other', async () => {
    const order = await made()
    const { claim, pieces } = await underWay(order)
    done(await allow(order))
    await expect(pieces.next()).rejects.toMatchObject(overtaken)
    await endExport(desk.db, claim, true, desk.now())
    expect(await exportedAt(desk, order)).toBeNull()
    expect((await stepsOf(desk, order)).at(-1)).toContain('BROKEN_OFF')
    expect(codesIn(await download(await linkTo(desk, order)))).toHaveLength(10)
  })

  test('when the other was received whole meanwhile, then it gives no more codes', async () => {
    const order = await made()
    const { pieces } = await underWay(order)
    done(await allow(order))
    await download(await linkTo(desk, order))
    await untilEnded(desk, order)
    await expect(pieces.next()).rejects.toMatchObject(overtaken)
  })

  test('when sheets lack codes, then it breaks off instead of passing for whole', async () => {
    const order = await made()
    const { claim, pieces } = await underWay(order)
    const id = localId(order.id) as CouponOrderId
    await desk.sql('delete from coupon_sheet where order_id = $1', [id])
    await expect(pieces.next()).rejects.toThrow(`Order ${claim.order} has 0 codes`)
  })
})
