import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startTestGateway, type TestGateway } from './support/gateway.ts'
import { operator } from './support/market.ts'
import { nodeTypes } from './support/two-sides.ts'

let gateway: TestGateway

beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(() => gateway.stop())

const ask = async (document: string, variables: object) =>
  (await gateway.ask(operator, document, { ...variables })).body
const one = 'query ($id: ID!) { node(id: $id) { id } }'
const several = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }'

describe('ids', () => {
  const uuid = '01a21090-54f6-7000-8002-9f2a07d20960'
  const idOf = (text: string) => Buffer.from(text).toString('base64')
  const wallet = idOf(`Wallet:${uuid}`)

  test.each([
    ['no base64', 'nonsense!'],
    ['empty', ''],
    ['of no type', idOf(`Nothing:${uuid}`)],
    ['of a property of all objects', idOf(`constructor:${uuid}`)],
    ['of no uuid', idOf('Wallet:17')],
    ['of half a journal', idOf(`Journal:${uuid}`)],
    ['of a line that no entry has', idOf(`LedgerEntry:${uuid}.${uuid}.9999999999`)],
    ['with a NUL', idOf('Wallet:\0')],
  ])('%s is malformed, and says where it stands', async (_what, id) => {
    const { errors } = await ask(one, { id })
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', path: ['id'] })
    const among = await ask(several, { ids: [wallet, id] })
    expect(among.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', path: ['ids', '1'] })
  })

  test.each(nodeTypes.map(({ name }) => name))(
    'of a %s that is not there is null',
    async (name) => {
      const local = { Journal: `${uuid}.${uuid}`, LedgerEntry: `${uuid}.${uuid}.1` }[name] ?? uuid
      expect(await ask(one, { id: idOf(`${name}:${local}`) })).toEqual({ data: { node: null } })
    },
  )

  test('are up to 100 at once', async () => {
    const of = (count: number) => ask(several, { ids: Array(count).fill(wallet) })
    expect((await of(100)).data.nodes).toHaveLength(100)
    const { errors } = await of(101)
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', path: ['ids'] })
  })
})
