import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { Caller } from '../src/domain/caller.ts'
import { parseCouponCode, printedCode } from '../src/domain/coupon-code.ts'
import { freePort } from '../src/server/port.ts'
import { signToken } from '../src/server/signing-key.ts'
import { type CouponDesk, issuing, openCouponDesk, registering } from './support/coupon-desk.ts'
import { codesIn, download, exportedAt, linkTo, untilEnded } from './support/downloads.ts'
import { tell } from './support/gateway.ts'
import { as, operator } from './support/market.ts'
import { documentOf, type Mutation } from './support/mutations.ts'
import { type Program, runGateway, whenListening } from './support/program.ts'

jest.setTimeout(120_000)

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

let desk: CouponDesk
beforeAll(async () => {
  desk = await openCouponDesk()
  undo.push(() => desk.stop())
})

/** A gateway that logs whatever it can, and makes codes by itself. */
async function startTalkative() {
  const { databaseUrl = '', dataDir } = desk.config
  const port = String(await freePort())
  const publicUrl = `http://localhost:${port}`
  const own = { PORT: port, PUBLIC_URL: `${publicUrl}/`, LOG_LEVEL: 'trace', DUE_WORK: 'on' }
  const program = runGateway({ DATABASE_URL: databaseUrl, DATA_DIR: dataDir, ...own })
  undo.push(async () => {
    program.process.kill('SIGKILL')
    await program.ended
  })
  return { program, publicUrl, url: await whenListening(program) }
}

/** The whole route of an order through a gateway, with right codes and wrong ones. */
async function walk(url: string) {
  const ask: CouponDesk['ask'] = async (caller, query, variables) => {
    const authorization = `Bearer ${await signToken(desk.config, caller ?? operator)}`
    const headers = { authorization, 'content-type': 'application/json' }
    const body = JSON.stringify({ query, variables })
    return tell(await fetch(`${url}/graphql`, { method: 'POST', headers, body }))
  }
  const does = async (caller: Caller, mutation: Mutation, input: object) => {
    const { body } = await ask(caller, documentOf(mutation), { input })
    return body.data?.[mutation] ?? body.errors[0]
  }
  const order = await desk.bring(await desk.order({ quantity: 40 }), 'APPROVED')
  await does(order.deliverer, 'issueCouponOrder', issuing(order.id))
  const through = { ...desk, ask, does }
  while (await isInTheMaking(order.id));
  const links = [await linkTo(through, order), await linkTo(through, order)]
  const mistyped = links.map((link) => link.replace('/exports/', '/export/'))
  for (const link of mistyped) expect((await download(link)).status).toBe(404)
  const codes = codesIn(await download(links[1] ?? ''))
  await untilEnded(through, order)
  expect(await exportedAt(through, order)).not.toBeNull()
  for (const link of links) expect((await download(link)).status).toBeGreaterThan(400)
  await does(order.deliverer, 'markCouponOrderDelivered', { order: order.id })
  const account = await desk.newAccount()
  const user = as('USER', account)
  const register = (code: unknown) =>
    does(user, 'registerCoupon', { ...registering(account, ''), code })
  const strange = desk.strangeCode()
  const answers = [
    await register(codes[0]),
    await register(codes[0]),
    await register(strange),
    await register(codes[1]?.replace(/.$/, (last) => (last === '7' ? '8' : '7'))),
    await register(codes[2]?.repeat(20)),
    await register([codes[3]]),
    await ask(user, `mutation { registerCoupon(input: { code: "${codes[4]}" }) { __typename } }`),
    await ask(user, `query { node(id: "${codes[5]}") { id } }`),
  ]
  const tokens = [...links, ...mistyped].map((link) => link.split('/').at(-1) ?? '')
  return { codes: [...codes, strange], links, tokens, answers }
}

const isInTheMaking = async (id: string): Promise<boolean> => {
  const document =
    'query ($id: ID!) { node(id: $id) { ... on CouponOrder { quantity counts { issued } } } }'
  const { node } = (await desk.ask(operator, document, { id })).body.data
  return node.counts.issued < node.quantity
}

/** Every row of every table, as text. */
async function everyRow(): Promise<string> {
  const tables = await desk.sql(`select table_name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`)
  const rows = await Promise.all(
    tables.map(({ table_name }) => desk.sql(`select t::text as row from "${table_name}" t`)),
  )
  return rows
    .flat()
    .map(({ row }) => row)
    .join('\n')
}

/** Half a code or more of it, as it could stand anywhere. */
function halves(code: string): readonly string[] {
  const plain = parseCouponCode(code) ?? ''
  const windows = [...windowsOf(plain, 8), ...windowsOf(printedCode(plain as never), 9)]
  return windows.flatMap((text) => [text, hexOf(text), hexOf(text.toLowerCase())])
}

const windowsOf = (text: string, length: number): readonly string[] =>
  Array.from({ length: text.length - length + 1 }, (_, at) => text.slice(at, at + length))

const hexOf = (text: string): string => Buffer.from(text).toString('hex')

const secretsFound = (text: string, secrets: readonly string[]): readonly string[] => {
  const folded = text.toLowerCase()
  return secrets.filter((secret) => folded.includes(secret.toLowerCase()))
}

describe('given the whole route of an order, in a gateway that logs whatever it can', () => {
  test('then no code, half a code or link stands in a later answer, in its output or in any table', async () => {
    const { program, publicUrl, url } = await startTalkative()
    const { codes, links, tokens, answers } = await walk(url)
    for (const link of links) expect(link).toContain(`${publicUrl}/exports/`)
    expect(answers.map(nameOf)).toEqual([
      'RegisterCouponPayload',
      'COUPON_ALREADY_REGISTERED',
      'COUPON_NOT_FOUND',
      'COUPON_CODE_MALFORMED',
      'BAD_USER_INPUT',
      'BAD_USER_INPUT',
      'BAD_USER_INPUT',
      'BAD_USER_INPUT',
    ])
    const secrets = [...codes.flatMap(halves), ...tokens.flatMap((token) => windowsOf(token, 20))]
    expect(secrets.length).toBeGreaterThan(1_000)
    expect(secretsFound(JSON.stringify(answers), secrets)).toEqual([])
    const log = await wholeLog(program)
    expect(log).toContain('/exports/...')
    expect(log).toContain('"path":"/graphql"')
    expect(secretsFound(log, secrets)).toEqual([])
    const rows = await everyRow()
    expect(rows).toContain('download')
    expect(secretsFound(rows, secrets)).toEqual([])
    expect(secretsFound(`${rows} ${codes[0]?.replaceAll('-', '')}`, secrets)).not.toEqual([])
  })

  const nameOf = (answer: ReturnType<typeof JSON.parse>): unknown => {
    const error = answer.extensions ?? answer.body?.errors?.[0]?.extensions
    return error?.code ?? answer.code ?? answer.__typename
  }

  const wholeLog = async ({ process, ended, out, err }: Program): Promise<string> => {
    process.kill('SIGTERM')
    expect(await ended).toBe(0)
    return out() + err()
  }
})
