import { randomInt } from 'node:crypto'
import type { Caller } from '../../src/domain/caller.ts'
import { isRefusal, type Refusal } from '../../src/domain/refusal.ts'
import type { Answer, Command, Kind } from '../../src/posting/command.ts'
import { accrual, newMerchant } from '../support/world.ts'
import { keepAsking } from './callers.ts'
import type { Ground } from './ground.ts'
import { openReference } from './reference.ts'
import { type Compared, type Comparison, type Course, takeTurns } from './turns.ts'

/** Where the benchmarks spend. */
export const merchant = 'bench-cafe'
export const atTill: Caller = { kind: 'MERCHANT', code: merchant }

const asked = [
  { callers: 64, times: 2 },
  { callers: 256, times: 3 },
  { callers: 1_024, times: 3 },
] as const

/**
 * Spends from many callers over all wallets that have points, against what the
 * database does by hand: accruals, on as many wallets, as the engine's own figures are.
 *
 * @param spend from that account; counts as so many commands.
 */
export async function compareSpending(
  ground: Ground,
  course: Course,
  spend: (account: string) => Promise<unknown>,
  commands = 1,
): Promise<readonly Compared[]> {
  // A reference that fills the wallets which are spent from would slow them more and more.
  const rest = { ...ground, wallets: Math.floor(ground.wallets / 2) }
  await fillPurses(ground, rest.wallets + 1)
  const oneAccount = () => `user-${randomInt(rest.wallets + 1, ground.wallets + 1)}`
  const reference = await openReference(rest)
  const comparisons = asked.map(
    ({ callers, times }): Comparison => ({
      figure: {
        name: `${callers} callers`,
        turn: (seconds) => keepAsking(callers, seconds, () => spend(oneAccount()), commands),
      },
      reference: reference.side,
      asked: times,
    }),
  )
  try {
    return await takeTurns(comparisons, course)
  } finally {
    await reference.close()
  }
}

/** More than anybody spends before the end. */
const purse = 1_000_000n
const grantedTogether = 5_000

/** Opens the merchant, and gives the wallets from that number on points, in one lot each. */
async function fillPurses({ db, engine, payers, wallets }: Ground, from: number): Promise<void> {
  await newMerchant(db, merchant)
  const [payer] = payers
  if (!payer) throw new Error('Nobody pays')
  const { contract, caller } = payer
  for (let first = from; first <= wallets; first += grantedTogether) {
    const count = Math.min(grantedTogether, wallets + 1 - first)
    const grants = Array.from({ length: count }, (_, index) =>
      accrual(contract, `user-${first + index}`, purse, { caller }),
    )
    for (const answer of await engine.postAll(grants)) accepted(answer)
  }
}

/** Posts a command. @throws where it is refused. */
export const posted = async <K extends Kind>(
  { engine }: Ground,
  command: Command<K>,
): Promise<Answer<K>> => accepted<Answer<K>>(await engine.post<K>(command))

function accepted<A extends object>(answer: A | Refusal): A {
  if (isRefusal(answer)) throw new Error(`Refused: ${answer.code}`)
  return answer
}
