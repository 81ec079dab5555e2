import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { startDueWork } from '../src/jobs/due-work.ts'
import { idsOf, links, type Mailroom, openMailroom, runAll } from './support/mailroom.ts'
import { startNoticingProcess } from './support/noticing-process.ts'
import { contentOf, type Reply, secret } from './support/receiver.ts'

jest.setTimeout(300_000)

const hour = 3_600_000

let room: Mailroom
beforeEach(async () => {
  room = await openMailroom()
})
afterEach(() => room.close())

describe('given accruals that were granted', () => {
  test('when the receiver fails, stalls, breaks off and at last takes each, then each arrives under its accrual’s id, signed, and with the same content', async () => {
    const ids = await room.grant(120)
    const seen = new Map<string, number>()
    const trouble: readonly Reply[] = [500, 'break off', { status: 307, headers: {} }, 'stall']
    const { url, arrivals } = await room.receiverThat(({ id }) => {
      const times = seen.get(id) ?? 0
      seen.set(id, times + 1)
      const troubles = ids.indexOf(id) % (trouble.length + 1)
      return times < troubles ? (trouble[times] ?? 200) : 200
    })
    const { runAfter } = room.senderTo(url, { patienceMs: 1_000 })
    for (let n = 0; n < 20 && (await room.standing()).QUEUED; n += 1) await runAfter(hour)

    expect(await room.standing()).toEqual({ SENT: ids.length })
    expect([...seen.keys()].toSorted()).toEqual(ids.toSorted())
    for (const [index, id] of ids.entries()) {
      const own = arrivals.filter((arrival) => arrival.id === id)
      expect(own.length).toBeGreaterThan(index % (trouble.length + 1))
      const [first, ...others] = own.map(contentOf)
      expect(first).toMatchObject({ id, kind: 'ACCRUAL', points: index + 1 })
      for (const other of others) expect(other).toEqual(first)
    }
  })

  test('when it is sent, then the notice says what was granted, to whom, by whom and until when', async () => {
    const [id] = await room.grant(1)
    const { url, arrivals } = await room.receiverThat(() => 200)
    await room.senderTo(url).runAfter(0)
    const [row] = await room.sql(
      `select to_char(completed_at at time zone 'Asia/Seoul', 'YYYY.MM.DD') as "on",
              to_char(valid_through, 'YYYY.MM.DD') as through, valid_through::text as "iso"
       from accrual`,
    )
    expect(arrivals.map(contentOf)).toEqual([
      {
        id,
        kind: 'ACCRUAL',
        account: room.accounts[0],
        title: '포인트가 적립되었습니다.',
        body: `적립 포인트: 1P\n적립일시: ${row?.on}\n유효기간: ${row?.through}\n적립 내용: bakery\n지급처: bakery`,
        push: '1포인트가 적립되었어요',
        buttons: [
          { name: '사용안내', url: links.guide },
          { name: '내역보기', url: links.history },
        ],
        points: 1,
        validThrough: row?.iso,
        createdAt: expect.stringMatching(/Z$/),
      },
    ])
  })

  test('when two runners send at once, then each notice is sent once', async () => {
    const ids = await room.grant(400)
    const { url, arrivals } = await room.receiverThat(() => 200)
    await Promise.all([runAll(room.senderTo(url).lanes), runAll(room.senderTo(url).lanes)])
    expect(await room.standing()).toEqual({ SENT: ids.length })
    expect(idsOf(arrivals)).toEqual(ids.toSorted())
  })

  test('when senders run while points are granted, then nothing arrives before its accrual is committed', async () => {
    const before: string[] = []
    const { url, arrivals } = await room.receiverThat(async ({ id }) => {
      const found = await room.db.accrual.count({ where: { id, status: 'COMPLETED' } })
      if (found === 0) before.push(id)
      return 200
    })
    const { runAfter } = room.senderTo(url)
    let isGranted = false
    const granting = room.grant(500).finally(() => {
      isGranted = true
    })
    while (!isGranted) await runAfter(0)
    await runAfter(0)
    expect(before).toEqual([])
    expect(idsOf(arrivals)).toEqual((await granting).toSorted())
  })

  test('when the receiver takes none for a day, then they are given up, with the last error, and left alone', async () => {
    await room.grant(3)
    const { url, arrivals } = await room.receiverThat(() => 503)
    const { runAfter } = room.senderTo(url)
    for (let n = 0; n < 24; n += 1) await runAfter(hour)
    expect(await room.standing()).toEqual({ QUEUED: 3 })
    await runAfter(hour)
    expect(await room.standing()).toEqual({ FAILED: 3 })
    expect(
      await room.sql(
        'select distinct last_error, next_attempt_at, sent_at, attempts > 1 as tried from notice',
      ),
    ).toEqual([{ last_error: 'HTTP 503', next_attempt_at: null, sent_at: null, tried: true }])

    const count = arrivals.length
    await runAfter(24 * hour)
    expect(arrivals).toHaveLength(count)
  })

  test('when nobody sent them for a day, then they are still tried for a whole day', async () => {
    await room.grant(2)
    await room.sql(
      `update notice set created_at = created_at - interval '25 hours',
         queued_at = queued_at - interval '25 hours', next_attempt_at = queued_at`,
    )
    const { url } = await room.receiverThat(() => 503)
    const { runAfter } = room.senderTo(url)
    for (let n = 0; n < 24; n += 1) await runAfter(hour)
    expect(await room.standing()).toEqual({ QUEUED: 2 })
    await runAfter(hour)
    expect(await room.standing()).toEqual({ FAILED: 2 })
  })

  test('when another process gives one up whose attempt is under way, and it arrives, then it is sent', async () => {
    const [id] = await room.grant(1)
    const { url } = await room.receiverThat(async () => {
      await room.sql(`update notice set status = 'FAILED', next_attempt_at = null`)
      return 200
    })
    await room.senderTo(url).runAfter(0)
    const [row] = await room.sql('select id, status, sent_at <= now() as told from notice')
    expect(row).toEqual({ id, status: 'SENT', told: true })
  })

  test('when an attempt fails once another process has begun the next, then that one is left as it is', async () => {
    await room.grant(1)
    const answers: ((reply: Reply) => void)[] = []
    const { url, arrivals } = await room.receiverThat(
      () => new Promise((answer) => void answers.push(answer)),
    )
    const [first, next] = [room.senderTo(url), room.senderTo(url)]
    const firstRun = first.runAfter(0)
    while (arrivals.length < 1) await sleep(5)
    const nextRun = next.runAfter(hour)
    while (arrivals.length < 2) await sleep(5)
    const claimed = await room.sql('select * from notice')
    answers[0]?.(503)
    await firstRun
    expect(await room.sql('select * from notice')).toEqual(claimed)
    answers[1]?.(200)
    await nextRun
    expect(await room.standing()).toEqual({ SENT: 1 })
  })

  test('when the receiver stalls on one of them, then those that come after it are sent meanwhile', async () => {
    const [stalled] = await room.grant(1)
    const { url, arrivals } = await room.receiverThat(({ id }) => (id === stalled ? 'stall' : 200))
    const { lanes } = room.senderTo(url, { patienceMs: 50_000 })
    const work = startDueWork(lanes, { onFault: () => undefined, pauseMs: 5 })
    while (arrivals.length === 0) await sleep(5)
    const others = await room.grant(150)
    while ((await room.standing()).SENT !== others.length) await sleep(5)
    const rows = await room.sql(
      `select id, status, attempts, last_error from notice where status <> 'SENT'`,
    )
    await work.stop()
    expect(rows).toEqual([{ id: stalled, status: 'QUEUED', attempts: 1, last_error: null }])
    expect(idsOf(arrivals)).toEqual([stalled, ...others].toSorted())
  })

  test('when one of them can not be told of, then the fault is heard, and the others are sent', async () => {
    const [spoiled, ...others] = await room.grant(10)
    const { url, arrivals } = await room.receiverThat(() => 200)
    const { runAfter } = room.senderTo(url)
    await room.sql(`update notice set id = '00000000-0000-7000-8000-000000000000' where id = $1`, [
      spoiled,
    ])
    await expect(runAfter(0)).rejects.toThrow(/accrual of notice/)
    expect(idsOf(arrivals)).toEqual(others.toSorted())
    expect(await room.standing()).toEqual({ QUEUED: 1, SENT: others.length })
  })

  test('when the work is stopped, then the attempt under way is broken off, and made again later', async () => {
    const [id] = await room.grant(1)
    const stopping = new AbortController()
    let isFirst = true
    const { url, arrivals } = await room.receiverThat(() => {
      stopping.abort()
      const reply = isFirst ? 'stall' : 200
      isFirst = false
      return reply
    })
    const { lanes, runAfter } = room.senderTo(url)
    await runAll(lanes, stopping.signal)
    expect(await room.sql('select status, attempts, last_error from notice')).toEqual([
      { status: 'QUEUED', attempts: 1, last_error: null },
    ])
    await runAfter(hour)
    expect(await room.standing()).toEqual({ SENT: 1 })
    expect(idsOf(arrivals)).toEqual([id, id])
  })

  test('when a process is killed while it sends, then another sends what it left', async () => {
    const ids = await room.grant(400)
    let heard = 0
    const { url, arrivals } = await room.receiverThat(() => {
      heard += 1
      return heard <= 60 ? 200 : 'stall'
    })
    const killed = await startNoticingProcess({ url: room.url, noticeUrl: url, secret })
    while (heard < 100) await sleep(10)
    await killed.kill()
    expect((await room.standing()).SENT ?? 0).toBeLessThan(ids.length)

    const healed = await room.receiverThat(() => 200)
    const at = new Date(Date.now() + hour).toISOString()
    const other = await startNoticingProcess({ url: room.url, noticeUrl: healed.url, secret, at })
    while ((await room.standing()).QUEUED) await sleep(20)
    await other.kill()
    expect(await room.standing()).toEqual({ SENT: ids.length })
    expect([...new Set(idsOf([...arrivals, ...healed.arrivals]))]).toEqual(ids.toSorted())
  })
})
