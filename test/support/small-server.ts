import { Writable } from 'node:stream'
import { afterEach } from '@jest/globals'
import { buildSchema, GraphQLError, type GraphQLScalarType } from 'graphql'
import { pino } from 'pino'
import { overloaded } from '../../src/posting/fault.ts'
import { malformed } from '../../src/schema/bad-input.ts'
import { type Asking, createHttp, type HttpParts } from '../../src/server/http.ts'
import { listen } from '../../src/server/port.ts'
import { type Told, tell } from './gateway.ts'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

const typeDefs = `
  scalar Points
  type Query {
    me: String
    echo(words: [Words!], limit: Int, points: Points): String
    fail(how: String): String
    must: String!
  }
  type Mutation { give(input: Give!): String! }
  input Give { key: String! to: To! points: Points! purpose: Purpose! = OTHER note: String }
  input To @oneOf { account: String person: String }
  input Words { text: String! }
  enum Purpose { OTHER GIFT }`

const faults: Readonly<Record<string, () => unknown>> = {
  defect: () => new Error('the pool at 10.1.2.3 knows person-secret'),
  overload: overloaded,
  forbidden: () => new GraphQLError('No.', { extensions: { code: 'FORBIDDEN' } }),
}

const root = {
  me: (_: unknown, { caller, language }: Asking) =>
    caller ? `${caller.kind} ${caller.code} ${language}` : language,
  echo: (args: object) => JSON.stringify(args),
  give: ({ input }: { input: { key: string } }) => `given ${input.key}`,
  fail({ how }: { how: string }) {
    throw faults[how]?.()
  },
  must() {
    throw overloaded()
  },
}

function newSchema() {
  const schema = buildSchema(typeDefs)
  const scalar = schema.getType('Points') as GraphQLScalarType
  scalar.parseValue = (value) => {
    if (Number.isInteger(value)) return value
    throw malformed('A whole number is wanted.')
  }
  scalar.parseLiteral = (node) => {
    if (node.kind === 'IntValue') return Number(node.value)
    throw malformed('A whole number is wanted.', node)
  }
  for (const type of [schema.getQueryType(), schema.getMutationType()])
    for (const field of Object.values(type?.getFields() ?? {}))
      field.resolve = (_, args, context) => root[field.name as 'me'](args as never, context)
  return schema
}

export const isReady = {
  ready: true,
  database: 'reached',
  migrations: 'applied',
  queue: 'has room',
} as const

/** A server of the small schema above. */
export async function serve(parts: Partial<HttpParts> = {}) {
  const lines: string[] = []
  const sink = new Writable({
    write(chunk, _encoding, written) {
      lines.push(String(chunk))
      written()
    },
  })
  const { server, dispose } = createHttp({
    schema: newSchema(),
    introspection: true,
    log: pino({ level: 'debug' }, sink),
    callers: { identify: async () => undefined },
    contextOf: (asking) => asking,
    readiness: async () => isReady,
    couponExports: undefined,
    page: undefined,
    ...parts,
  })
  const port = await listen(server, { host: '127.0.0.1', port: 0, portGiven: true })
  undo.push(dispose, () => new Promise((closed) => server.close(closed)))
  undo.push(() => server.closeAllConnections())
  const url = `http://127.0.0.1:${port}`
  const send = async (path: string, init?: RequestInit) => tell(await fetch(`${url}${path}`, init))
  const post = (body: BodyInit, headers?: Record<string, string>) =>
    send('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })
  const ask = (query: unknown, variables?: unknown, headers?: Record<string, string>) =>
    post(JSON.stringify({ query, variables }), headers)
  return { url, port, send, post, ask, lines }
}

/** Of each error its extensions, without the request's id. */
export const extensions = ({ body }: Told) =>
  body.errors.map(({ extensions: { requestId: _, ...rest } }: GraphQLError) => rest)

export const give = 'mutation ($input: Give!) { give(input: $input) }'
export const good = { key: 'k', to: { account: 'a' }, points: 1 }

// The second header is one that Yoga weighs, so that both ways of reading a request are tried.
export const bothWays = ['application/json', 'application/json, text/plain;q=0.1']
