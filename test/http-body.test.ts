import { once } from 'node:events'
import { request as nodeRequest } from 'node:http'
import { describe, expect, test } from '@jest/globals'
import { extensions, serve } from './support/small-server.ts'

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
