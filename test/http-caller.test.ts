import { describe, expect, test } from '@jest/globals'
import type { Caller } from '../src/domain/caller.ts'
import { extensions, give, good, serve } from './support/small-server.ts'

describe('a caller', () => {
  const partner: Caller = { kind: 'PARTNER', code: 'bakery' }

  test('is known to the resolvers, and so is the language', async () => {
    const { ask } = await serve({
      callers: { identify: async () => ({ caller: partner, until: new Date() }) },
    })
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
