import { randomInt } from 'node:crypto'
import { isRefusal } from '../../src/domain/refusal.ts'
import { accrual } from '../support/world.ts'
import type { Benchmark } from './benchmark.ts'
import { keepAsking } from './callers.ts'
import { amountGranted, type Ground, type Payer } from './ground.ts'
import { openReference } from './reference.ts'
import { type Comparison, type Side, takeTurns } from './turns.ts'

const asked = [
  { callers: 64, times: 2.5 },
  { callers: 256, times: 4 },
  { callers: 1_024, times: 5 },
] as const

/** One contract that all callers draw on may cost no more than a fifth. */
const askedOfHotContract = 0.8

/**
 * Accruals into the posting engine, from many callers over all wallets, on ten
 * contracts and on one, against what the database does by hand: the gain of
 * sharing commits. The reference draws on ten contracts, which is easier.
 */
export const engine: Benchmark = {
  name: 'engine',
  unit: 'accruals',
  async run(ground, course) {
    const reference = await openReference(ground)
    try {
      const comparisons = asked.flatMap(({ callers, times }): Comparison[] => {
        const ten = accruing(ground, callers, ground.payers)
        const one = accruing(ground, callers, ground.payers.slice(0, 1))
        return [
          { figure: ten, reference: reference.side, asked: times },
          { figure: one, reference: reference.side, asked: times },
          { figure: one, reference: ten, asked: askedOfHotContract },
        ]
      })
      return await takeTurns(comparisons, course)
    } finally {
      await reference.close()
    }
  },
}

const accruing = (ground: Ground, callers: number, payers: readonly Payer[]): Side => ({
  name: `${callers} callers, ${payers.length === 1 ? '1 contract' : `${payers.length} contracts`}`,
  turn: (seconds) => keepAsking(callers, seconds, () => accrue(ground, payers)),
})

async function accrue({ engine, wallets }: Ground, payers: readonly Payer[]): Promise<void> {
  const payer = payers[randomInt(payers.length)]
  if (!payer) throw new Error('Nobody pays')
  const answer = await engine.post(
    accrual(payer.contract, `user-${1 + randomInt(wallets)}`, amountGranted, {
      caller: payer.caller,
    }),
  )
  if (isRefusal(answer)) throw new Error(`Refused: ${answer.code}`)
}
