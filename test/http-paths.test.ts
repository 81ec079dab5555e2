import { describe, expect, test } from '@jest/globals'
import { bothWays, extensions, isReady, serve } from './support/small-server.ts'

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
