import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { openMarket, operator } from './support/market.ts'
import { contentOf, openReceiver, secret } from './support/receiver.ts'

const dayMs = 86_400_000
const askedMost = 500

interface ShownNotice {
  readonly id: string
  readonly status: string
  readonly attempts: number
  readonly sentAt: string | null
  readonly lastError: string | null
}

const noticesOf = `query ($account: String!) { wallet(account: $account) { notices {
  edges { node { id status attempts sentAt lastError } } } } }`

test('given a receiver that takes nothing for a day, then the notice is given up, and once it is resent it is tried again until it arrives (R28)', async () => {
  let left = Number.POSITIVE_INFINITY
  let aheadMs = 0
  const { url, arrivals, close } = await openReceiver(() => {
    left -= 1
    return left < 0 ? 200 : 503
  })
  const market = await openMarket({
    clock: { now: () => new Date(Date.now() + aheadMs), offsetMs: () => aheadMs },
    env: { DUE_WORK: 'on', NOTICE_URL: url, NOTICE_SECRET: secret },
  })
  try {
    const account = await market.newAccountWith(500)
    const once = async (isSo: (notice: ShownNotice) => boolean): Promise<ShownNotice> => {
      for (let asked = 0; ; asked += 1) {
        const { body } = await market.ask(operator, noticesOf, { account })
        const { node } = body.data.wallet.notices.edges[0]
        if (isSo(node)) return node
        if (asked === askedMost) throw new Error(`It stays ${JSON.stringify(node)}`)
        await sleep(50)
      }
    }
    await once(({ lastError }) => lastError === 'HTTP 503')
    aheadMs += dayMs
    const failed = await once(({ status }) => status === 'FAILED')
    expect(failed).toMatchObject({ lastError: 'HTTP 503', sentAt: null })
    const tried = arrivals.length
    expect(tried).toBe(failed.attempts)

    left = 1
    expect(await market.does(operator, 'resendNotice', { notice: failed.id })).toMatchObject({
      notice: { id: failed.id, status: 'QUEUED' },
    })
    expect(await once(({ status }) => status === 'SENT')).toMatchObject({
      id: failed.id,
      attempts: tried + 2,
      lastError: null,
    })
    const [first, ...others] = arrivals.map(contentOf)
    expect(others).toEqual(Array(tried + 1).fill(first))
  } finally {
    await market.stop()
    await close()
  }
})
