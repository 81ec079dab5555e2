import { Writable } from 'node:stream'
import { afterEach, describe, expect, test } from '@jest/globals'
import { pino } from 'pino'
import { Webhook } from 'standardwebhooks'
import { kstDateOf } from '../src/domain/calendar.ts'
import { noticeOf } from '../src/domain/notice.ts'
import { points } from '../src/domain/points.ts'
import type { NoticeMessage } from '../src/jobs/notice-sender.ts'
import { openNoticeSender } from '../src/server/notice-sender.ts'
import { openHttpSender } from '../src/server/notice-sender-http.ts'
import { freePort } from '../src/server/port.ts'
import { type Arrival, openReceiver, type Reply, secret } from './support/receiver.ts'

const undo: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0)) await step()
})

const through = kstDateOf(new Date('2028-07-31T00:00:00Z'))
const links = { guide: 'https://points.example/guide', history: 'https://points.example/history' }
const expiring = { points: points(1_500n), through } as const
const message: NoticeMessage = {
  id: '019ab000-0000-7000-8000-000000000001',
  kind: 'EXPIRY_AHEAD',
  account: 'jiwoo',
  points: expiring.points,
  validThrough: through,
  createdAt: new Date('2028-07-01T00:00:00Z'),
  ...noticeOf({ kind: 'EXPIRY_AHEAD', ...expiring }, links),
}
const never = new AbortController().signal

const headersOf = (arrival: Arrival | undefined) => ({
  'webhook-id': String(arrival?.headers['webhook-id']),
  'webhook-timestamp': String(arrival?.headers['webhook-timestamp']),
  'webhook-signature': String(arrival?.headers['webhook-signature']),
})

async function receiverThat(reply: Reply) {
  const receiver = await openReceiver(() => reply)
  undo.push(receiver.close)
  return receiver
}

describe('a notice that is posted', () => {
  test('given a receiver that takes it, then it arrives as JSON, signed, under its id', async () => {
    const { url, arrivals } = await receiverThat(204)
    const sender = openHttpSender({ url, secret })
    expect(await sender.send(message, never)).toEqual({ isDelivered: true })
    const [arrival] = arrivals
    expect(arrival?.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': message.id,
    })
    const verified = new Webhook(secret).verify(arrival?.text ?? '', headersOf(arrival))
    expect(verified).toEqual({
      id: message.id,
      kind: 'EXPIRY_AHEAD',
      account: 'jiwoo',
      title: '포인트 소멸 예정 안내',
      body: message.body,
      push: message.push,
      buttons: [
        { name: '사용안내', url: links.guide },
        { name: '내역보기', url: links.history },
      ],
      points: 1_500,
      validThrough: '2028-07-31',
      createdAt: '2028-07-01T00:00:00.000Z',
    })
  })

  test('given another key, then its signature is not good', async () => {
    const { url, arrivals } = await receiverThat(200)
    await openHttpSender({ url, secret }).send(message, never)
    const other = new Webhook(`whsec_${Buffer.alloc(32, 1).toString('base64')}`)
    const [arrival] = arrivals
    expect(() => other.verify(arrival?.text ?? '', headersOf(arrival))).toThrow()
  })

  const elsewhere = { location: 'http://127.0.0.1:1/elsewhere' }
  test.each<[Reply, object]>([
    [200, { isDelivered: true }],
    [202, { isDelivered: true }],
    [400, { isDelivered: false, error: 'HTTP 400' }],
    [500, { isDelivered: false, error: 'HTTP 500' }],
    [
      { status: 302, headers: elsewhere },
      { isDelivered: false, error: 'HTTP 302' },
    ],
    [
      { status: 307, headers: elsewhere },
      { isDelivered: false, error: 'HTTP 307' },
    ],
    [
      { status: 429, headers: { 'retry-after': '120' } },
      { isDelivered: false, error: 'HTTP 429', retryAfterMs: 120_000 },
    ],
    [
      { status: 503, headers: { 'retry-after': 'soon' } },
      { isDelivered: false, error: 'HTTP 503' },
    ],
    [
      { status: 503, headers: { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' } },
      { isDelivered: false, error: 'HTTP 503' },
    ],
    ['break off', { isDelivered: false, error: expect.stringMatching(/^[A-Z_]+$/) }],
  ])(
    'given the receiver answers %j, then its sender is told whether it was taken',
    async (reply, outcome) => {
      const { url } = await receiverThat(reply)
      expect(await openHttpSender({ url, secret }).send(message, never)).toEqual(outcome)
    },
  )

  test('given the receiver wants to be left alone until a date, then the wait is told', async () => {
    const date = new Date(Date.now() + 600_000).toUTCString()
    const { url } = await receiverThat({ status: 503, headers: { 'retry-after': date } })
    const told = await openHttpSender({ url, secret }).send(message, never)
    expect(told).toEqual({
      isDelivered: false,
      error: 'HTTP 503',
      retryAfterMs: expect.any(Number),
    })
  })

  test('given nobody listens, then the system’s code is told, and not the address', async () => {
    const url = `http://127.0.0.1:${await freePort()}/?key=hidden`
    expect(await openHttpSender({ url, secret }).send(message, never)).toEqual({
      isDelivered: false,
      error: 'ECONNREFUSED',
    })
  })

  test('given the receiver never answers, when the time is up, then it counts as not taken', async () => {
    const { url } = await receiverThat('stall')
    const sender = openHttpSender({ url, secret, patienceMs: 50 })
    expect(await sender.send(message, never)).toEqual({
      isDelivered: false,
      error: 'no answer in time',
    })
  })

  test('given the receiver never answers, when the program stops, then the attempt is given up', async () => {
    const stopping = new AbortController()
    const receiver = await openReceiver(() => {
      stopping.abort()
      return 'stall'
    })
    undo.push(receiver.close)
    const sender = openHttpSender({ url: receiver.url, secret })
    expect(await sender.send(message, stopping.signal)).toMatchObject({ isDelivered: false })
    expect(await sender.send(message, stopping.signal)).toMatchObject({ isDelivered: false })
    expect(receiver.arrivals).toHaveLength(1)
  })
})

describe('a notice without a provider', () => {
  test('given no NOTICE_URL, then it is a line of the log, without the text that is for the user', async () => {
    const lines: string[] = []
    const stream = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk))
        done()
      },
    })
    const log = pino({ base: null, timestamp: false }, stream)
    const sender = openNoticeSender({ noticeUrl: undefined, noticeSecret: undefined }, log)
    expect(await sender.send(message, never)).toEqual({ isDelivered: true })
    const { id, kind, account, title } = message
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { level: 30, id, kind, account, title, msg: 'notice' },
    ])
  })

  test('given a NOTICE_URL and its key, then it is posted', async () => {
    const { url: noticeUrl, arrivals } = await receiverThat(200)
    const sender = openNoticeSender({ noticeUrl, noticeSecret: secret }, pino({ level: 'silent' }))
    expect(await sender.send(message, never)).toEqual({ isDelivered: true })
    expect(arrivals.map(({ id }) => id)).toEqual([message.id])
  })
})
