import { describe, expect, test } from '@jest/globals'
import { bothWays, extensions, give, good, serve } from './support/small-server.ts'

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
