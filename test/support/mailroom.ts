import type { NoticeLinks } from '../../src/domain/notice.ts'
import { isRefusal } from '../../src/domain/refusal.ts'
import type { Job } from '../../src/jobs/due-work.ts'
import { sendNotices } from '../../src/jobs/send-notices.ts'
import { createEngine } from '../../src/posting/engine.ts'
import { openHttpSender } from '../../src/server/notice-sender-http.ts'
import { type Ground, openGround } from './ground.ts'
import { type Arrival, openReceiver, type Receiver, type Reply, secret } from './receiver.ts'
import { accrual, newAccounts, newContract } from './world.ts'

export const links: NoticeLinks = {
  guide: 'https://a.example/guide',
  history: 'https://a.example/history',
}

/** A ground with accounts whose notices are sent to receivers. */
export interface Mailroom extends Ground {
  readonly accounts: readonly string[]
  /** Grants so many times; the accruals' ids. */
  readonly grant: (count: number) => Promise<readonly string[]>
  readonly receiverThat: (
    replyTo: (arrival: Arrival) => Reply | Promise<Reply>,
  ) => Promise<Receiver>
  readonly senderTo: (
    url: string,
    options?: { readonly at?: Date; readonly patienceMs?: number },
  ) => Sender
  /** How many notices there are of each status. */
  readonly standing: () => Promise<Readonly<Record<string, number>>>
}

interface Sender {
  readonly lanes: readonly Job[]
  /** Sets its clock ahead, and sends what is due then. */
  readonly runAfter: (ms: number) => Promise<void>
}

export async function openMailroom(): Promise<Mailroom> {
  const ground = await openGround()
  const { db } = ground
  const accounts = Array.from({ length: 20 }, (_, n) => `told-${n}`)
  const contract = await newContract(db, { credit: 1_000_000_000n })
  await newAccounts(db, accounts)
  const receivers: Receiver[] = []
  return {
    ...ground,
    accounts,
    async grant(count) {
      const engine = createEngine({ db })
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
    },
    async receiverThat(replyTo) {
      const receiver = await openReceiver(replyTo)
      receivers.push(receiver)
      return receiver
    },
    senderTo(url, { at = new Date(), patienceMs = 50_000 } = {}) {
      let aheadMs = at.getTime() - Date.now()
      const now = () => new Date(Date.now() + aheadMs)
      const lanes = sendNotices({
        db,
        sender: openHttpSender({ url, secret, patienceMs }),
        links,
        now,
      })
      return {
        lanes,
        async runAfter(ms) {
          aheadMs += ms
          await runAll(lanes)
        },
      }
    },
    async standing() {
      const rows = await ground.sql('select status, count(*)::int from notice group by status')
      return Object.fromEntries(rows.map(({ status, count }) => [status, count]))
    },
    async close() {
      await Promise.all(receivers.map(({ close }) => close()))
      await ground.close()
    },
  }
}

/** Works off what is due now, in all lanes at once. */
export async function runAll(lanes: readonly Job[], signal?: AbortSignal): Promise<void> {
  const ended = await Promise.allSettled(
    lanes.map(async ({ runPage }) => {
      while (await runPage(signal));
    }),
  )
  for (const each of ended) if (each.status === 'rejected') throw each.reason
}

export const idsOf = (arrivals: readonly Arrival[]) => arrivals.map(({ id }) => id).toSorted()
