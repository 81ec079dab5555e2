import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import { type CouponDesk, openCouponDesk } from './support/coupon-desk.ts'
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
import { operator } from './support/market.ts'
import { type Program, runGateway, whenListening } from './support/program.ts'
import { done } from './support/till.ts'

jest.setTimeout(120_000)

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

let desk: CouponDesk
beforeAll(async () => {
  desk = await openCouponDesk()
})
afterAll(() => desk.stop())

/** Another gateway of the same database, whose links are those of the desk's. */
async function startAnother(): Promise<{ program: Program; url: string }> {
  const { databaseUrl = '', dataDir } = desk.config
  const own = { PORT: '0', LOG_LEVEL: 'error', DUE_WORK: 'off' }
  const program = runGateway({ DATABASE_URL: databaseUrl, DATA_DIR: dataDir, ...own })
  undo.push(async () => {
    program.process.kill('SIGKILL')
    await program.ended
  })
  return { program, url: await whenListening(program) }
}

/** An order whose codes are on their way from another gateway, to a client that does not read. */
async function underWay() {
  const { program, url } = await startAnother()
  const order = await desk.bring(await desk.order(), 'MADE')
  const codes = await desk.codesOf(order)
  const link = (await linkTo(desk, order)).replace(desk.url, url)
  const client = askUnread(link)
  undo.push(() => client.destroy())
  await untilBegun(desk, order)
  return { program, order, codes }
}

const allow = (id: string) =>
  desk.does(operator, 'allowCouponExport', { order: id, reason: 'It was killed' })

test('given a gateway that is killed while it exports, then the operator can allow another export, and that is whole', async () => {
  const { program, order, codes } = await underWay()
  program.process.kill('SIGKILL')
  await program.ended
  expect(await exportedAt(desk, order)).toBeNull()
  const asked = await desk.does(order.deliverer, 'exportCouponCodes', { order: order.id })
  expect(asked).toMatchObject({ code: 'INVALID_STATE_CHANGE' })
  done(await allow(order.id))
  expect(codesIn(await download(await linkTo(desk, order)))).toEqual(codes)
  await untilEnded(desk, order)
  expect(await exportedAt(desk, order)).not.toBeNull()
})

test('given a gateway that is told to stop while it exports, then it breaks off, says so in the audit, and ends in order', async () => {
  const { program, order } = await underWay()
  program.process.kill('SIGTERM')
  expect(await program.ended).toBe(0)
  expect(program.err()).toBe('')
  expect((await stepsOf(desk, order)).at(-1)).toContain('BROKEN_OFF')
  expect(await exportedAt(desk, order)).toBeNull()
  done(await allow(order.id))
})
