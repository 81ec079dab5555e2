import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import type { ContractId } from '../src/domain/ids.ts'
import type { NoticeLinks } from '../src/domain/notice.ts'
import { isRefusal } from '../src/domain/refusal.ts'
import type { Job } from '../src/jobs/due-work.ts'
import { sendNotices } from '../src/jobs/send-notices.ts'
import { createEngine } from '../src/posting/engine.ts'
import { openHttpSender } from '../src/server/notice-sender-http.ts'
import { type Ground, openGround } from './support/ground.ts'
import { startNoticingProcess } from './support/noticing-process.ts'
import { type Arrival, contentOf, openReceiver, type Reply, secret } from './support/receiver.ts'
import { accrual, newAccounts, newContract } from './support/world.ts'

jest.setTimeout(300_000)

const hour = 3_600_000
const links: NoticeLinks = {
  guide: 'https://a.example/guide',
  history: 'https://a.example/history',
}
const accounts = Array.from({ length: 20 }, (_, n) => `told-${n}`)

let ground: Ground
let contract: ContractId
const undo: (() => Promise<void>)[] = []
beforeEach(async () => {
  ground = await openGround()
  contract = await newContract(ground.db, { credit: 1_000_000_000n })
  await newAccounts(ground.db, accounts)
})
afterEach(async () => {
  for (const step of undo.splice(0)) await step()
  await ground.close()
})

/** Grants so many times; the accruals' ids. */
async function grant(count: number): Promise<readonly string[]> {
  const engine = createEngine({ db: ground.db })
  const answers = await engine.postAll<'accruePoints'>(
    Array.from({ length: count }, (_, n) =>
      accrual(contract, accounts[n % accounts.length] ?? '', BigInt(n + 1)),
    ),
  )
  await engine.drain()
  return answers.map((answer) => {
    if (isRefusal(answer)) throw new Error(answer.code)
    return String(Reflect.get(answer, 'accrual'))
  })
}

async function receiverThat(replyTo: (arrival: Arrival) => Reply | Promise<Reply>) {
  const receiver = await openReceiver(replyTo)
  undo.push(receiver.close)
  return receiver
}

/** The job, by a clock that tests set ahead. */
function senderTo(url: string, patienceMs = 10_000) {
  let aheadMs = 0
  const now = () => new Date(Date.now() + aheadMs)
  const sender = openHttpSender({ url, secret, patienceMs })
  const job = sendNotices({ db: ground.db, sender, links, now })
  const runAfter = async (ms: number) => {
    aheadMs += ms
    await job.runPage()
  }
  return { job, runAfter }
}

const standing = async () => {
  const rows = await ground.sql('select status, count(*)::int from notice group by status')
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]))
}

const idsOf = (arrivals: readonly Arrival[]) => arrivals.map(({ id }) => id).toSorted()

describe('given accruals that were granted', () => {
  test('when the receiver fails, stalls, breaks off and at last takes each, then each arrives under its accrual’s id, signed, and with the same content', async () => {
    const ids = await grant(120)
    const seen = new Map<string, number>()
    const trouble: readonly Reply[] = [500, 'break off', { status: 307, headers: {} }, 'stall']
    const { url, arrivals } = await receiverThat(({ id }) => {
      const times = seen.get(id) ?? 0
      seen.set(id, times + 1)
      const troubles = ids.indexOf(id) % (trouble.length + 1)
      return times < troubles ? (trouble[times] ?? 200) : 200
    })
    const { runAfter } = senderTo(url, 1_000)
    for (let n = 0; n < 20 && (await standing()).QUEUED; n += 1) await runAfter(hour)

    expect(await standing()).toEqual({ SENT: ids.length })
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
    const [id] = await grant(1)
    const { url, arrivals } = await receiverThat(() => 200)
    await senderTo(url).runAfter(0)
    const [row] = await ground.sql(
      `select to_char(completed_at at time zone 'Asia/Seoul', 'YYYY.MM.DD') as "on",
              to_char(valid_through, 'YYYY.MM.DD') as through, valid_through::text as "iso"
       from accrual`,
    )
    expect(arrivals.map(contentOf)).toEqual([
      {
        id,
        kind: 'ACCRUAL',
        account: accounts[0],
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
    const ids = await grant(400)
    const { url, arrivals } = await receiverThat(() => 200)
    const jobs: readonly Job[] = [senderTo(url).job, senderTo(url).job]
    await Promise.all(jobs.map((job) => job.runPage()))
    expect(await standing()).toEqual({ SENT: ids.length })
    expect(idsOf(arrivals)).toEqual(ids.toSorted())
  })

  test('when senders run while points are granted, then nothing arrives before its accrual is committed', async () => {
    const before: string[] = []
    const { url, arrivals } = await receiverThat(async ({ id }) => {
      const found = await ground.db.accrual.count({ where: { id, status: 'COMPLETED' } })
      if (found === 0) before.push(id)
      return 200
    })
    const { job } = senderTo(url)
    let isGranted = false
    const granting = grant(500).finally(() => {
      isGranted = true
    })
    while (!isGranted) await job.runPage()
    await job.runPage()
    expect(before).toEqual([])
    expect(idsOf(arrivals)).toEqual((await granting).toSorted())
  })

  test('when the receiver takes none for a day, then they are given up, with the last error, and left alone', async () => {
    await grant(3)
    const { url, arrivals } = await receiverThat(() => 503)
    const { runAfter } = senderTo(url)
    for (let n = 0; n < 23; n += 1) await runAfter(hour)
    expect(await standing()).toEqual({ QUEUED: 3 })
    await runAfter(hour)
    expect(await standing()).toEqual({ FAILED: 3 })
    expect(
      await ground.sql(
        'select distinct last_error, next_attempt_at, sent_at, attempts > 1 as tried from notice',
      ),
    ).toEqual([{ last_error: 'HTTP 503', next_attempt_at: null, sent_at: null, tried: true }])

    const count = arrivals.length
    await runAfter(24 * hour)
    expect(arrivals).toHaveLength(count)
  })

  test('when one of them can not be told of, then the fault is heard, and the others are sent', async () => {
    const [spoiled, ...others] = await grant(10)
    const { url, arrivals } = await receiverThat(() => 200)
    const { job } = senderTo(url)
    await ground.sql(
      `update notice set id = '00000000-0000-7000-8000-000000000000' where id = $1`,
      [spoiled],
    )
    await expect(job.runPage()).rejects.toThrow(/accrual of notice/)
    expect(idsOf(arrivals)).toEqual(others.toSorted())
    expect(await standing()).toEqual({ QUEUED: 1, SENT: others.length })
  })

  test('when the work is stopped, then the attempt under way is broken off, and made again later', async () => {
    const [id] = await grant(1)
    const stopping = new AbortController()
    let isFirst = true
    const { url, arrivals } = await receiverThat(() => {
      stopping.abort()
      const reply = isFirst ? 'stall' : 200
      isFirst = false
      return reply
    })
    const { job, runAfter } = senderTo(url)
    await job.runPage(stopping.signal)
    expect(await standing()).toEqual({ QUEUED: 1 })
    await runAfter(hour)
    expect(await standing()).toEqual({ SENT: 1 })
    expect(idsOf(arrivals)).toEqual([id, id])
  })

  test('when a process is killed while it sends, then another sends what it left', async () => {
    const ids = await grant(400)
    let heard = 0
    const { url, arrivals } = await receiverThat(() => {
      heard += 1
      return heard <= 60 ? 200 : 'stall'
    })
    const killed = await startNoticingProcess({ url: ground.url, noticeUrl: url, secret })
    while (heard < 100) await sleep(10)
    await killed.kill()
    expect((await standing()).SENT ?? 0).toBeLessThan(ids.length)

    const healed = await receiverThat(() => 200)
    const at = new Date(Date.now() + hour).toISOString()
    const other = await startNoticingProcess({ url: ground.url, noticeUrl: healed.url, secret, at })
    while ((await standing()).QUEUED) await sleep(20)
    await other.kill()
    expect(await standing()).toEqual({ SENT: ids.length })
    expect([...new Set(idsOf([...arrivals, ...healed.arrivals]))]).toEqual(ids.toSorted())
  })
})
