import { Webhook } from 'standardwebhooks'
import type { Delivery, NoticeMessage, NoticeSender } from '../jobs/notice-sender.ts'
import { causeOf, codeOf } from './errors.ts'

const usualPatienceMs = 10_000
const answerMost = 16_384

export interface HttpSenderOptions {
  readonly url: string
  /** As Standard Webhooks has it: whsec_ and base64. */
  readonly secret: string
  readonly patienceMs?: number
}

/**
 * Posts notices as JSON, signed as Standard Webhooks say. Any 2xx is delivered; redirects are not
 * followed.
 */
export function openHttpSender(options: HttpSenderOptions): NoticeSender {
  const { url, secret, patienceMs = usualPatienceMs } = options
  const webhook = new Webhook(secret)
  return {
    async send(message, signal) {
      const attempt = openAttempt(patienceMs, signal)
      try {
        const request = signed(webhook, message)
        const response = await fetch(url, { ...request, signal: attempt.signal })
        await letGo(response)
        return deliveryOf(response)
      } catch (error) {
        return {
          isDelivered: false,
          error: attempt.isLate() ? 'no answer in time' : faultIn(error),
        }
      } finally {
        attempt.close()
      }
    },
  }
}

function signed(webhook: Webhook, message: NoticeMessage) {
  const body = JSON.stringify({ ...message, points: Number(message.points) })
  // The receiver's clock is the real one, whatever the program's own is.
  const at = new Date()
  const headers = {
    'content-type': 'application/json',
    'webhook-id': message.id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': webhook.sign(message.id, at, body),
  }
  return { method: 'POST', redirect: 'manual', headers, body } as const
}

/**
 * A signal of its own, let go of after each attempt: those that are derived from one that lasts are
 * kept with it.
 */
function openAttempt(patienceMs: number, stopping: AbortSignal) {
  const ending = new AbortController()
  const stop = () => ending.abort()
  let isLate = false
  const late = setTimeout(() => {
    isLate = true
    stop()
  }, patienceMs)
  if (stopping.aborted) stop()
  stopping.addEventListener('abort', stop, { once: true })
  return {
    signal: ending.signal,
    isLate: () => isLate,
    close() {
      clearTimeout(late)
      stopping.removeEventListener('abort', stop)
    },
  }
}

/**
 * Reads a short answer to its end, which lets the connection be used again, and drops a long one:
 * beside the status, nothing counts.
 */
async function letGo({ body }: Response): Promise<void> {
  let left = answerMost
  try {
    for await (const chunk of body ?? []) {
      left -= chunk.length
      if (left < 0) return
    }
  } catch {
    // The status has come, whatever became of the rest.
  }
}

function deliveryOf({ ok, status, headers }: Response): Delivery {
  if (ok) return { isDelivered: true }
  const retryAfterMs = waitIn(headers.get('retry-after'))
  return { isDelivered: false, error: `HTTP ${status}`, retryAfterMs }
}

/** A number of seconds, or the date until when. */
function waitIn(text: string | null): number | undefined {
  if (text === null) return undefined
  const wait = /^\d{1,6}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now()
  return wait > 0 ? wait : undefined
}

/** The system's code, which says no more than that: an address may be a secret. */
const faultIn = (error: unknown): string => codeOf(causeOf(error)) ?? 'the connection failed'
