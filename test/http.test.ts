import { once } from 'node:events'
import { request as nodeRequest } from 'node:http'
import { Writable } from 'node:stream'
import { afterEach, describe, expect, test } from '@jest/globals'
import { buildSchema, GraphQLError, type GraphQLScalarType } from 'graphql'
import { pino } from 'pino'
import type { Caller } from '../src/domain/caller.ts'
import { overloaded } from '../src/posting/fault.ts'
import { malformed } from '../src/schema/bad-input.ts'
import { type Asking, createHttp, type HttpParts } from '../src/server/http.ts'
import { listen } from '../src/server/port.ts'
import { type Told, tell } from './support/gateway.ts'

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

const isReady = {
  ready: true,
  database: 'reached',
  migrations: 'applied',
  queue: 'has room',
} as const

/** A server of the small schema above. */
async function serve(parts: Partial<HttpParts> = {}) {
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
const extensions = ({ body }: Told) =>
  body.errors.map(({ extensions: { requestId: _, ...rest } }: GraphQLError) => rest)

const give = 'mutation ($input: Give!) { give(input: $input) }'
const good = { key: 'k', to: { account: 'a' }, points: 1 }

// The second header is one that Yoga weighs, so that both ways of reading a request are tried.
const bothWays = ['application/json', 'application/json, text/plain;q=0.1']

describe.each(bothWays)('a request that accepts %s', (accept) => {
  test.each([
    ['a fraction', { ...good, points: 1.5 }, ['input', 'points']],
    ['a missing field', { key: 'k', to: { account: 'a' } }, ['input', 'points']],
    ['an unknown field', { ...good, pionts: 1 }, ['input', 'pionts']],
    ['null for a field that wants a value', { ...good, key: null }, ['input', 'key']],
    ['an unknown value of an enum', { ...good, purpose: 'THEFT' }, ['input', 'purpose']],
    [
      'both of which one is wanted',
      { ...good, to: { account: 'a', person: 'p' } },
      ['input', 'to'],
    ],
    ['none of which one is wanted', { ...good, to: {} }, ['input', 'to']],
    ['null where an object is wanted', null, ['input']],
    ['nothing where something is wanted', undefined, ['input']],
  ])('with %s in a variable is told where', async (_, input, path) => {
    const { ask } = await serve()
    const told = await ask(give, { input }, { accept })
    expect(told.status).toBe(200)
    expect(told.body.data).toBeUndefined()
    expect(extensions(told)).toEqual([{ code: 'BAD_USER_INPUT', path }])
  })

  test.each([
    ['give(input: {key: "k", to: {account: "a"}, points: 1.5})', ['input', 'points']],
    ['give(input: {key: "k", to: {account: "a"}})', ['input', 'points']],
    ['give(input: {key: "k", to: {account: "a"}, points: 1, pionts: 1})', ['input', 'pionts']],
    ['give(input: {key: 1, to: {account: "a"}, points: 1})', ['input', 'key']],
    ['give(input: {key: "k", to: {}, points: 1})', ['input', 'to']],
    [
      'give(input: {key: "k", to: {account: "a"}, points: 1, purpose: THEFT})',
      ['input', 'purpose'],
    ],
    ['give(input: null)', ['input']],
  ])('with %s is told where', async (field, path) => {
    const { ask } = await serve()
    const told = await ask(`mutation { ${field} }`, undefined, { accept })
    expect(told.status).toBe(200)
    expect(extensions(told)).toEqual([{ code: 'BAD_USER_INPUT', path }])
  })

  test.each([
    ['{ echo(words: [{text: "a"}, {text: 1}]) }', {}, ['words', '1', 'text']],
    [
      'query ($w: [Words!]) { echo(words: $w) }',
      { w: [{ text: 'a' }, {}] },
      ['words', '1', 'text'],
    ],
    ['query ($t: String!) { echo(words: [{text: $t}]) }', { t: 1 }, ['words', '0', 'text']],
    ['query ($max: Int) { echo(limit: $max) }', { max: 2 ** 31 }, ['limit']],
    ['query ($max: Int = "a") { echo(limit: $max) }', {}, ['max']],
    ['query ($on: Boolean!) { me @include(if: $on) }', { on: 'yes' }, ['if']],
  ])('with a bad value in %s is told where', async (query, variables, path) => {
    const { ask } = await serve()
    expect(extensions(await ask(query, variables, { accept }))).toEqual([
      { code: 'BAD_USER_INPUT', path },
    ])
  })

  test('is told of each bad value, and of at most 50', async () => {
    const { ask } = await serve()
    const words = (count: number) => ({ w: Array.from({ length: count }, () => ({ text: 1 })) })
    const document = 'query ($w: [Words!]) { echo(words: $w) }'
    expect(extensions(await ask(document, words(3), { accept }))).toHaveLength(3)
    expect(extensions(await ask(document, words(200), { accept }))).toHaveLength(50)
  })

  test.each([
    ['{', 'GRAPHQL_PARSE_FAILED'],
    ['{ you }', 'GRAPHQL_VALIDATION_FAILED'],
    ['query ($unused: Int) { me }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{ echo(limit: $undefined) }', 'GRAPHQL_VALIDATION_FAILED'],
    ['mutation { give }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('that asks %s fails with %s', async (query, code) => {
    const { ask } = await serve()
    const told = await ask(query, undefined, { accept })
    expect(told.status).toBe(200)
    expect(extensions(told)).toEqual([{ code }])
    const strict = await ask(query, undefined, { accept: 'application/graphql-response+json' })
    expect([strict.status, extensions(strict)]).toEqual([400, [{ code }]])
  })

  test.each([
    ['{ "broken', 400],
    ['', 400],
    ['null', 400],
    ['1', 400],
    ['[{"query":"{ me }"}]', 400],
    ['{"query":1}', 400],
    ['{"query":"{ me }","variables":[]}', 400],
    ['{"query":"{ me }","more":1}', 400],
    ['{}', 400],
  ])('whose body is %s is malformed', async (body, status) => {
    const { post } = await serve()
    const told = await post(body, { accept })
    expect(told.status).toBe(status)
    expect(extensions(told)).toEqual([{ code: 'BAD_USER_INPUT' }])
    expect(told.headers.get('content-type')).toBe('application/json; charset=utf-8')
  })

  test('given a fault of ours, learns the request’s id and no more; the log has the rest', async () => {
    const { ask, lines } = await serve()
    const told = await ask('{ fail(how: "defect") me }', { secret: 'identity' }, { accept })
    const requestId = told.headers.get('x-request-id')
    expect(told.status).toBe(200)
    expect(told.body.data).toEqual({ fail: null, me: 'en' })
    expect(told.body.errors).toEqual([
      {
        message: expect.stringMatching(/^Something went wrong here\./),
        locations: expect.anything(),
        path: ['fail'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
      },
    ])
    const logged = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 50)
    expect(logged).toMatchObject([{ requestId, msg: 'the pool at 10.1.2.3 knows person-secret' }])
    expect(lines.join()).not.toContain('identity')
  })

  test('keeps an error that was meant to be seen', async () => {
    const { ask } = await serve()
    const told = await ask('{ fail(how: "forbidden") }', undefined, { accept })
    expect(told.body.errors).toMatchObject([{ message: 'No.', extensions: { code: 'FORBIDDEN' } }])
  })

  test('is put off with 503 where the overload is the whole answer, and told of it where not', async () => {
    const { ask } = await serve()
    for (const query of ['{ fail(how: "overload") }', '{ must }']) {
      const told = await ask(query, undefined, { accept })
      expect([told.status, told.headers.get('retry-after')]).toEqual([503, '1'])
      expect(extensions(told)).toEqual([{ code: 'OVERLOADED' }])
    }
    const told = await ask('{ me fail(how: "overload") }', undefined, { accept })
    expect([told.status, told.headers.get('retry-after')]).toEqual([200, null])
    expect(extensions(told)).toEqual([{ code: 'OVERLOADED' }])
  })
})

describe('a body', () => {
  const mebibyte = 1_048_576
  const bulk = (bytes: number) => {
    const body = JSON.stringify({ query: '{ me }', variables: { filler: '' } })
    return body.replace('""', `"${'x'.repeat(bytes - body.length)}"`)
  }

  test('of a megabyte is read, and one of a byte more is not', async () => {
    const { post } = await serve()
    expect((await post(bulk(mebibyte))).status).toBe(200)
    const told = await post(bulk(mebibyte + 1))
    expect(told.status).toBe(413)
    expect(extensions(told)).toEqual([{ code: 'BAD_USER_INPUT' }])
  })

  test('of 10 MB gets its answer although it is sent to the end, also where it hides its length', async () => {
    const { post, port } = await serve()
    expect((await post(bulk(10 * mebibyte))).status).toBe(413)
    const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }
    const sending = nodeRequest({ port, method: 'POST', path: '/graphql', headers })
    for (let part = 0; part < 10; part += 1) sending.write('x'.repeat(mebibyte))
    const [[answer]] = await Promise.all([
      once(sending, 'response'),
      new Promise((sent) => sending.end(sent)),
    ])
    answer.resume()
    expect(answer.statusCode).toBe(413)
  })

  test('is UTF-8 or refused, rather than read with other letters', async () => {
    const { post } = await serve()
    const latin = Buffer.from('{"query":"{ echo(words: [{text: \\"caf\xe9\\"}]) }"}', 'latin1')
    expect((await post(new Uint8Array(latin))).status).toBe(400)
    const utf = await post('{"query":"{ echo(words: [{text: \\"café 포인트\\"}]) }"}')
    expect(utf.body.data.echo).toContain('café 포인트')
  })

  const deep = (open: string, close: string) => open.repeat(150_000) + close.repeat(150_000)
  test.each([
    ['{', { query: deep('{', '}') }],
    ['{ me }', { query: deep('{ me', '}') }],
    ['a list', { query: `{ echo(words: ${deep('[', ']')}) }` }],
    ['an object', { query: `{ echo(words: ${deep('{a:', '}').replace('}', '1}')}) }` }],
  ])('with %s nested without end harms nobody', async (_, asked) => {
    const { ask, post } = await serve()
    const told = await post(JSON.stringify(asked))
    expect(extensions(told)).toEqual([{ code: 'GRAPHQL_PARSE_FAILED' }])
    expect((await ask('{ me }')).status).toBe(200)
  })

  test.each(['multipart/form-data; boundary=a', 'text/plain', 'image/png'])(
    'of %s is carried out for nobody',
    async (type) => {
      const { post } = await serve()
      const told = await post('{"query":"mutation { give }"}', { 'content-type': type })
      expect([403, 415]).toContain(told.status)
    },
  )
})

describe('a caller', () => {
  const partner: Caller = { kind: 'PARTNER', code: 'bakery' }

  test('is known to the resolvers, and so is the language', async () => {
    const { ask } = await serve({ callers: { identify: async () => partner } })
    const told = await ask('{ me }', {}, { 'accept-language': 'ko-KR,ko;q=0.9,en;q=0.8' })
    expect(told.body).toEqual({ data: { me: 'PARTNER bakery ko' } })
  })

  test.each([
    ['ko', 'ko'],
    ['en, ko', 'en'],
    ['en;q=0.5, ko;q=0.6', 'ko'],
    ['fr, ko;q=0.1', 'ko'],
    ['fr', 'en'],
    ['ko;q=0', 'en'],
    ['*', 'en'],
    ['*;q=0.5, ko', 'ko'],
    ['ko;q=2', 'en'],
    ['', 'en'],
    [';;,q=1,,', 'en'],
  ])('who likes %s is spoken to in %s', async (header, language) => {
    const { ask } = await serve()
    expect((await ask('{ me }', {}, { 'accept-language': header })).body.data.me).toBe(language)
  })

  test('with a bad token is refused whatever they ask, and told why', async () => {
    const { ask, send } = await serve({
      callers: { identify: async () => ({ unauthenticated: 'The token has expired.' }) },
    })
    for (const told of [await ask('{ me }'), await send('/graphql?query={me}')]) {
      expect(told.status).toBe(401)
      expect(told.headers.get('www-authenticate')).toBe('Bearer')
      expect(told.body.errors).toEqual([
        { message: 'The token has expired.', extensions: { code: 'UNAUTHENTICATED' } },
      ])
    }
  })

  test('who can’t be checked because the identity provider is away may try again', async () => {
    const { ask, lines } = await serve({
      callers: { identify: () => Promise.reject(new Error('no route to keys')) },
    })
    const told = await ask('{ me }')
    expect([told.status, told.headers.get('retry-after')]).toEqual([503, '1'])
    expect(extensions(told)).toEqual([{ code: 'OVERLOADED' }])
    expect(lines.join()).toContain('no route to keys')
  })

  test('gets back the id that they gave the request, if it is sane', async () => {
    const { ask } = await serve()
    const idOf = async (given: string) =>
      (await ask('{ me }', {}, { 'x-request-id': given })).headers.get('x-request-id')
    expect(await idOf('order-4711/a')).toBe('order-4711/a')
    for (const given of ['', 'a b', 'x'.repeat(65), '"'])
      expect(await idOf(given)).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('is logged in one line, without what they asked or the token', async () => {
    const { ask, lines } = await serve()
    await ask(
      give,
      { input: { ...good, to: { person: 'identity' } } },
      { authorization: 'Bearer t0k3n' },
    )
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      method: 'POST',
      path: '/graphql',
      status: 200,
    })
    expect(lines.join()).not.toMatch(/identity|t0k3n/)
  })
})

describe('GET', () => {
  test('asks, and changes nothing', async () => {
    const { send } = await serve()
    expect((await send('/graphql?query={me}')).body).toEqual({ data: { me: 'en' } })
    const told = await send(`/graphql?query=${encodeURIComponent('mutation { __typename }')}`)
    expect([told.status, told.headers.get('allow')]).toEqual([405, 'POST'])
  })

  test('with variables that are no JSON is malformed', async () => {
    const { send, lines } = await serve()
    const told = await send('/graphql?query={me}&variables={')
    expect(told.status).toBe(400)
    expect(extensions(told)).toEqual([{ code: 'BAD_USER_INPUT' }])
    expect(lines.join()).not.toContain('"level":50')
  })

  test.each([{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://elsewhere.example' }])(
    'from a page of another site (%p) is refused',
    async (headers) => {
      const { send } = await serve()
      const told = await send('/graphql?query={me}', { headers })
      expect(told.status).toBe(403)
      expect(extensions(told)).toEqual([{ code: 'FORBIDDEN' }])
    },
  )

  test.each(['/', '/graphql/more', '/Graphql', '/healthy', '/../graphql'])(
    '%s finds nothing',
    async (path) => {
      const { send } = await serve()
      expect((await send(path, { headers: { accept: 'text/html' } })).status).toBe(404)
    },
  )

  test('/health answers as long as the process does, /readiness by whether it can work', async () => {
    const notReady = { ...isReady, ready: false, database: 'not reached' } as const
    const states = [isReady, notReady]
    const { send } = await serve({ readiness: async () => states.shift() ?? isReady })
    expect(await send('/health')).toMatchObject({ status: 200, body: { status: 'ok' } })
    expect(await send('/readiness')).toMatchObject({ status: 200, body: { status: 'ready' } })
    expect(await send('/readiness')).toMatchObject({
      status: 503,
      body: { status: 'not ready', database: 'not reached' },
    })
  })
})

describe('what is closed', () => {
  test('without GraphiQL a browser gets no page', async () => {
    const { send } = await serve()
    const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
    const told = await send('/graphql', { headers: { accept } })
    expect(told.status).toBe(404)
    expect(told.headers.get('content-type')).not.toContain('html')
  })

  test.each(bothWays)(
    'without introspection nothing tells the schema, accepting %s',
    async (accept) => {
      const { ask } = await serve({ introspection: false })
      for (const query of [
        '{ __schema { types { name } } }',
        '{ __type(name: "Give") { name } }',
        '{ mee }',
      ]) {
        const told = await ask(query, undefined, { accept })
        expect(extensions(told)[0]).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' })
        expect(JSON.stringify(told.body)).not.toContain('Did you mean')
      }
      expect((await ask('{ me __typename }', undefined, { accept })).body.errors).toBeUndefined()
    },
  )

  test('other sites get no leave to read answers', async () => {
    const { ask, url } = await serve()
    const origin = 'https://elsewhere.example'
    const preflight = await fetch(`${url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    })
    expect(preflight.ok).toBe(false)
    for (const { headers } of [preflight, await ask('{ me }', {}, { origin })])
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})

describe('Accept', () => {
  test.each([
    ['application/json', 'application/json'],
    ['application/graphql-response+json', 'application/graphql-response+json'],
    ['*/*', 'application/json'],
    [
      'application/graphql-response+json, application/json;q=0.9',
      'application/graphql-response+json',
    ],
    ['application/json;q=0.9, application/graphql-response+json', 'application/json'],
  ])('%s is answered in %s', async (accept, type) => {
    const { ask } = await serve()
    const told = await ask('{ me }', {}, { accept })
    expect(told).toMatchObject({ status: 200, body: { data: { me: 'en' } } })
    expect(told.headers.get('content-type')).toBe(`${type}; charset=utf-8`)
  })

  test('of something else is not answered', async () => {
    const { ask } = await serve()
    expect((await ask('{ me }', {}, { accept: 'text/csv' })).status).toBe(406)
  })
})
