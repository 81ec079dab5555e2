import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, test } from '@jest/globals'
import { buildSchema } from 'graphql'
import { mapAsyncIterator } from 'graphql-yoga'
import { overloaded } from '../src/posting/fault.ts'
import { listen } from '../src/server/port.ts'
import { openStreams } from '../src/server/streams.ts'
import { serve } from './support/small-server.ts'
import { subscribe, subscribeByGet } from './support/sse.ts'

type Event = { readonly heard: string }

/** A server of one subscription, and what its source is asked for. */
async function serveEvents(source: () => AsyncIterable<Event> | Promise<AsyncIterable<Event>>) {
  const schema = buildSchema('type Query { me: String } type Subscription { heard: String! }')
  const heard = schema.getSubscriptionType()?.getFields().heard
  Object.assign(heard ?? {}, { subscribe: source })
  return serve({ schema })
}

/** Events without end; `left` resolves once nobody wants more. */
function endless(text: string, pause: () => Promise<unknown> = async () => undefined) {
  let leave = () => {}
  const left = new Promise<void>((resolve) => {
    leave = resolve
  })
  const asked = { count: 0 }
  const events: AsyncIterableIterator<Event> = {
    [Symbol.asyncIterator]: () => events,
    async next() {
      asked.count += 1
      await pause()
      return { done: false, value: { heard: text } }
    },
    async return() {
      leave()
      return { done: true, value: undefined }
    },
  }
  return { events, asked, left }
}

async function* listed(...words: string[]): AsyncGenerator<Event> {
  for (const heard of words) yield { heard }
}

const query = 'subscription { heard }'
const forever = () => new Promise(() => undefined)

describe('a subscription', () => {
  test.each([
    ['POST', subscribe],
    ['GET', subscribeByGet],
  ])('by %s is answered event by event, and complete at its end', async (_method, ask) => {
    const { url } = await serveEvents(() => listed('a', 'b'))
    const stream = await ask(url, { query })
    expect(stream.status).toBe(200)
    expect(stream.headers.get('content-type')).toBe('text/event-stream')
    expect(stream.headers.get('cache-control')).toBe('no-store')
    expect(stream.headers.get('content-encoding')).toBeNull()
    expect(await stream.take(2)).toEqual([{ data: { heard: 'a' } }, { data: { heard: 'b' } }])
    expect(await stream.next()).toBeUndefined()
  })

  test('by GET from a page of this site, with a token, is heard', async () => {
    const { url } = await serveEvents(() => listed('a'))
    const headers = { 'sec-fetch-site': 'same-origin', authorization: 'Bearer t0k3n' }
    const stream = await subscribeByGet(url, { query }, headers)
    expect(await stream.next()).toEqual({ data: { heard: 'a' } })
  })

  test('in which nothing happens is kept alive by comments', async () => {
    const { url } = await serveEvents(() => endless('', forever).events)
    const asked = `${url}/graphql?query=${encodeURIComponent(query)}`
    const { body } = await fetch(asked, { headers: { accept: 'text/event-stream' } })
    let text = ''
    for await (const chunk of body ?? []) {
      text += Buffer.from(chunk).toString()
      if (text.length >= 9) break
    }
    expect(text).toBe(':\n\n'.repeat(3))
  })

  test.each(['application/json', 'application/json, text/plain;q=0.1'])(
    'that accepts %s alone is not acceptable, and nothing of it is begun',
    async (accept) => {
      const { events, asked } = endless('a')
      const { post } = await serveEvents(() => events)
      expect((await post(JSON.stringify({ query }), { accept })).status).toBe(406)
      expect(asked.count).toBe(0)
    },
  )

  test('that there is no room for may be tried again', async () => {
    const { url } = await serveEvents(() => {
      throw overloaded()
    })
    const stream = await subscribe(url, { query })
    expect([stream.status, stream.headers.get('retry-after')]).toEqual([503, '1'])
    const { errors } = await stream.next()
    expect(errors[0].extensions).toEqual({ code: 'OVERLOADED' })
  })

  test('whose source fails says that it was a fault, and no more; the log has the rest', async () => {
    const { url, lines } = await serveEvents(async function* () {
      yield { heard: 'a' }
      throw new Error('the pool at 10.1.2.3')
    })
    const stream = await subscribe(url, { query })
    expect(await stream.next()).toEqual({ data: { heard: 'a' } })
    const { errors } = await stream.next()
    const requestId = stream.headers.get('x-request-id')
    expect(errors[0].extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', requestId })
    expect(JSON.stringify(errors)).not.toContain('10.1.2.3')
    expect(await stream.next()).toBeUndefined()
    expect(lines.join()).toContain('the pool at 10.1.2.3')
  })
})

describe('a client', () => {
  test('that goes away is not worked for any longer, though nothing has happened', async () => {
    const { events, left } = endless('', forever)
    const { url } = await serveEvents(() => events)
    const stream = await subscribe(url, { query })
    stream.leave()
    await left
  })

  test('that goes away before it is accepted does no harm, and nothing is begun', async () => {
    const { events, asked } = endless('a')
    let accept = (_events: AsyncIterable<Event>) => {}
    const accepted = new Promise<AsyncIterable<Event>>((resolve) => {
      accept = resolve
    })
    let arrive = () => {}
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve
    })
    const { port, send } = await serveEvents(() => {
      arrive()
      return accepted
    })
    const client = connect(port, '127.0.0.1')
    const path = `/graphql?query=${encodeURIComponent(query)}`
    client.write(`GET ${path} HTTP/1.1\r\nhost: a\r\naccept: text/event-stream\r\n\r\n`)
    await arrived
    client.resetAndDestroy()
    await once(client, 'close')
    expect((await send('/health')).status).toBe(200)
    accept(events)
    expect((await send('/health')).status).toBe(200)
    expect(asked.count).toBe(0)
  })

  test('that does not read is not read for: events wait where they come from', async () => {
    const { events, asked, left } = endless('x'.repeat(10_000))
    const { port, send } = await serveEvents(() => events)
    const client = connect(port, '127.0.0.1').pause()
    const path = `/graphql?query=${encodeURIComponent(query)}`
    client.write(`GET ${path} HTTP/1.1\r\nhost: a\r\naccept: text/event-stream\r\n\r\n`)
    let before = -1
    while (asked.count !== before) {
      before = asked.count
      for (let n = 0; n < 50; n += 1) await send('/health')
    }
    expect(asked.count).toBeGreaterThan(0)
    expect(asked.count).toBeLessThan(5_000)
    client.destroy()
    await left
  })

  test('that does not read is cut off when the server can wait no longer', async () => {
    const streams = openStreams()
    const { events, left } = endless('')
    const pieces = mapAsyncIterator(events, () => Buffer.alloc(100_000))
    const sent: Promise<void>[] = []
    const server = createServer((_request, response) => {
      sent.push(streams.send(response, { status: 200, headers: {}, pieces }))
    })
    const port = await listen(server, { host: '127.0.0.1', port: 0, portGiven: true })
    const client = connect(port, '127.0.0.1').pause()
    client.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    await once(server, 'request')
    streams.cut()
    await expect(sent[0]).rejects.toThrow('Premature close')
    await left
    client.destroy()
    server.close()
  })
})
