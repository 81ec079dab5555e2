import { accrual, newMerchant, redemption } from '../support/world.ts'
import type { Benchmark } from './benchmark.ts'
import type { Ground } from './ground.ts'
import { writeHistories } from './history.ts'
import { atTill, merchant, posted } from './spending.ts'
import { type Side, type Turn, takeTurns } from './turns.ts'

const lotCount = 10_000
/** Under 50 times the time: more than a fiftieth as many in the same time. */
const asked = 1 / 50

/** Of wallets with many lots, a turn uses up few. */
const spendsATurn = { many: 3, one: 100 } as const

/**
 * One user's spend that draws on 10,000 lots of one point, against one of as many
 * points that draws on a single lot. Each finds its wallet untouched.
 */
export const lots: Benchmark = {
  name: 'lots',
  unit: 'redemptions',
  async run(ground, course) {
    const turns = course.rounds + 1
    const afterMany = spendsATurn.many * turns
    await fillWithLots(ground, afterMany)
    await fillWithOne(ground, afterMany, spendsATurn.one * turns)
    const figure = spending(ground, `${lotCount} lots`, spendsATurn.many, 1)
    const reference = spending(ground, '1 lot', spendsATurn.one, afterMany + 1)
    return takeTurns([{ figure, reference, asked }], course)
  },
}

/** The first so many wallets of the ground. */
async function fillWithLots(ground: Ground, wallets: number): Promise<void> {
  const usual = {
    contract: payerOf(ground).contract,
    merchant: await newMerchant(ground.db, merchant),
    from: new Date(Date.now() - 3_600_000),
    ...{ stepMs: 1, grants: lotCount, spends: 0 },
  }
  const histories = Array.from({ length: wallets }, (_, index) => ({ wallet: index + 1, ...usual }))
  await writeHistories(ground, histories)
}

/** The next so many. */
async function fillWithOne(ground: Ground, after: number, wallets: number): Promise<void> {
  const { contract, caller } = payerOf(ground)
  for (let wallet = after + 1; wallet <= after + wallets; wallet += 1)
    await posted(ground, accrual(contract, `user-${wallet}`, BigInt(lotCount), { caller }))
}

function payerOf({ payers }: Ground) {
  const [payer] = payers
  if (!payer) throw new Error('Nobody pays')
  return payer
}

/** Spends all of one wallet after the other, from that number on. */
function spending(ground: Ground, name: string, spends: number, from: number): Side {
  let wallet = from
  const turn = async (): Promise<Turn> => {
    const latenciesMs: number[] = []
    for (const until = wallet + spends; wallet < until; wallet += 1) {
      const asked = performance.now()
      await posted(
        ground,
        redemption(`user-${wallet}`, BigInt(lotCount), { caller: atTill, merchant }),
      )
      latenciesMs.push(performance.now() - asked)
    }
    const seconds = latenciesMs.reduce((sum, each) => sum + each, 0) / 1_000
    return { done: spends, seconds, latenciesMs }
  }
  return { name, turn }
}
