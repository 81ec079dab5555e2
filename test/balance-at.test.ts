import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import fc from 'fast-check'
import { startTestGateway, type TestGateway } from './support/gateway.ts'
import { type Course, openCourse, type Step, someSteps } from './support/life.ts'
import { operator } from './support/market.ts'
import { chanceOf, printedSeed } from './support/random.ts'

jest.setTimeout(1_200_000)

const runs = process.env.LONG ? 100 : 8
const questions = 100

let aheadMs = 0
const clock = { now: () => new Date(Date.now() + aheadMs), offsetMs: () => aheadMs }

let gateway: TestGateway
let course: Course
beforeAll(async () => {
  gateway = await startTestGateway({ clock })
  course = await openCourse(gateway.db, {
    offsetMs: clock.offsetMs,
    passDays: (days) => {
      aheadMs += days * 86_400_000
    },
  })
})
afterAll(async () => {
  await course.stop()
  await gateway.stop()
})

interface Posted {
  readonly kind: string
  readonly at: number
  readonly amount: number
}

/** What was posted on the available and the held points of an account. */
const postedOn = async (account: string): Promise<readonly Posted[]> => {
  const rows = await gateway.sql(
    `select kind, round(extract(epoch from posted_at) * 1000)::float8 as at, amount::int
     from entry
     join journal on journal.owner_id = entry.owner_id and journal.id = entry.journal_id
     join wallet on wallet.id = entry.owner_id
     join account on account.id = account_id
     where external_id = $1 and entry.account in ('WALLET_AVAILABLE', 'WALLET_HELD')`,
    [account],
  )
  return rows as unknown as readonly Posted[]
}

/** What they sum up to at an instant, the ledger played again. */
const replayed = (entries: readonly Posted[], at: number): number =>
  entries.reduce((sum, entry) => (entry.at <= at ? sum + entry.amount : sum), 0)

async function balancesAt(account: string, instants: readonly number[]): Promise<unknown[]> {
  const fields = instants.map((at, n) => `at${n}: balanceAt(at: "${new Date(at).toISOString()}")`)
  const document = `query ($account: String!) { wallet(account: $account) { ${fields.join(' ')} } }`
  const { body } = await gateway.ask(operator, document, { account })
  return Object.values(body.data.wallet)
}

/** In which everything happens that can happen to a wallet. */
const fullLife: readonly Step[] = [
  { kind: 'grant', months: 1, amount: 2_000 },
  { kind: 'grant', months: 60, amount: 1_999_000 },
  { kind: 'spend', percent: 1 },
  { kind: 'authorize', percent: 10 },
  { kind: 'authorize', percent: 10 },
  { kind: 'authorize', percent: 10 },
  { kind: 'capture', which: 1 },
  { kind: 'void', which: 2 },
  { kind: 'refund', which: 0 },
  { kind: 'wait', days: 90 },
  { kind: 'spend', percent: 1 },
  { kind: 'close' },
]

describe('balanceAt', () => {
  test(`given any history, ${runs} of them, at any instant it is what a replay of the ledger comes to`, async () => {
    const kinds = new Set<string>()
    const isReplay = async (steps: readonly Step[], seed: number) => {
      const account = await course.live(steps)
      const entries = await postedOn(account)
      for (const { kind } of entries) kinds.add(kind)
      const chance = chanceOf(seed)
      const first = entries[0]?.at ?? clock.now().getTime() - 1
      const span = clock.now().getTime() - first
      const posted = [first, ...entries.flatMap(({ at }) => [at - 1, at, at + 1])]
      const instants = Array.from({ length: questions }, () =>
        chance.percent(70) ? chance.oneOf(posted) : first + chance.below(span),
      )
      expect(await balancesAt(account, instants)).toEqual(
        instants.map((at) => replayed(entries, at)),
      )
    }
    await fc.assert(fc.asyncProperty(someSteps, fc.nat(), isReplay), {
      numRuns: runs,
      seed: printedSeed(),
      examples: [[[...fullLife], 1]],
    })
    expect([...kinds].toSorted()).toEqual([
      ...['ACCRUAL', 'CAPTURE', 'EXPIRY', 'FORFEIT', 'HOLD', 'LAPSE', 'PENDING_FILL'],
      ...['REDEMPTION', 'REFUND', 'VOID'],
    ])
  })
})
