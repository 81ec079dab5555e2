import { redemption } from '../support/world.ts'
import type { Benchmark } from './benchmark.ts'
import type { Ground } from './ground.ts'
import { atTill, compareSpending, merchant, posted } from './spending.ts'

/**
 * Redemptions in two steps: authorizing and capturing count as two commands; the
 * latency is that of both, one after the other.
 */
export const hold: Benchmark = {
  name: 'hold',
  unit: 'commands',
  run: (ground, course) =>
    compareSpending(ground, course, (account) => holdAndCapture(ground, account), 2),
}

async function holdAndCapture(ground: Ground, account: string): Promise<void> {
  const order = redemption(account, 1n, { caller: atTill, merchant })
  const held = await posted<'authorizeRedemption'>(ground, {
    ...order,
    kind: 'authorizeRedemption',
    holdDays: 7,
  })
  await posted<'captureRedemption'>(ground, {
    kind: 'captureRedemption',
    caller: atTill,
    idempotencyKey: `${order.idempotencyKey}-capture`,
    redemption: held.redemption,
    points: null,
  })
}
