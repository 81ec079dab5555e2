import fc from 'fast-check'
import type { ContractId, RedemptionId } from '../../src/domain/ids.ts'
import { isRefusal, type Refusal } from '../../src/domain/refusal.ts'
import type { Answer, Command, Kind } from '../../src/posting/command.ts'
import { createEngine, type Engine } from '../../src/posting/engine.ts'
import type { Database } from '../../src/server/database.ts'
import { authorizing, capturing, refunding, voiding } from './holding.ts'
import { fresh } from './market.ts'
import { accrual, newAccounts, newContract, newMerchant, operator, redemption } from './world.ts'

/** What happens to a wallet. Whatever is not possible when its turn comes changes nothing. */
export type Step =
  | { readonly kind: 'grant'; readonly months: 1 | 60; readonly amount: number }
  /** Of what is available. */
  | { readonly kind: 'spend' | 'authorize'; readonly percent: number }
  /** One of the redemptions that were held, or else spent, so far. */
  | { readonly kind: 'capture' | 'void' | 'refund'; readonly which: number }
  | { readonly kind: 'wait'; readonly days: number }
  | { readonly kind: 'close' }

const amount = fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 2_000_000 }))
const percent = fc.integer({ min: 1, max: 100 })
const which = fc.nat({ max: 20 })

const someStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('grant' as const), months: fc.constantFrom(1, 60), amount }),
  fc.record({ kind: fc.constantFrom('spend' as const, 'authorize' as const), percent }),
  fc.record({
    kind: fc.constantFrom('capture' as const, 'void' as const, 'refund' as const),
    which,
  }),
  fc.record({ kind: fc.constant('wait' as const), days: fc.nat({ max: 40 }) }),
)

/** A life of some steps, of which the first grants something, and the last may close it all. */
export const someSteps: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.record({ kind: fc.constant('grant' as const), months: fc.constantFrom(1, 60), amount }),
    fc.array(someStep, { minLength: 10, maxLength: 40 }),
    fc.constantFrom<Step[]>([], [{ kind: 'close' }]),
  )
  .map(([first, steps, last]) => [first, ...steps, ...last])

/** Time, and a ground on which wallets live through it. */
export interface Course {
  /** Makes an account and takes it through these steps; its external id. */
  readonly live: (steps: readonly Step[]) => Promise<string>
  readonly stop: () => Promise<void>
}

interface Time {
  readonly offsetMs: () => number
  readonly passDays: (days: number) => void
}

export async function openCourse(db: Database, { offsetMs, passDays }: Time): Promise<Course> {
  const engine = createEngine({ db, offsetMs })
  const credit = 1_000_000_000_000n
  const contracts = {
    60: await newContract(db, { credit }),
    1: await newContract(db, { credit, validityMonths: 1, validityNegotiated: true }),
  }
  await newMerchant(db)
  return {
    async live(steps) {
      const account = fresh('liver')
      await newAccounts(db, [account])
      const life = openLife(engine, { account, contracts })
      for (const step of steps)
        if (step.kind === 'wait') passDays(step.days)
        else await life.take(step, await availableIn(db, account))
      return account
    },
    stop: engine.drain,
  }
}

async function availableIn(db: Database, account: string): Promise<bigint> {
  const where = { account: { externalId: account } }
  return (await db.wallet.findFirstOrThrow({ where })).available
}

interface Place {
  readonly account: string
  readonly contracts: Readonly<Record<1 | 60, ContractId>>
}

function openLife(engine: Engine, { account, contracts }: Place) {
  const redemptions: RedemptionId[] = []
  const post = async <K extends Kind>(command: Command<K>): Promise<Answer<K> | undefined> => {
    const answer: Answer<K> | Refusal = await engine.post<K>(command)
    return isRefusal(answer) ? undefined : answer
  }
  const part = (available: bigint, share: number) => (available * BigInt(share)) / 100n || 1n
  const redeem = async (share: number, available: bigint, isHeld: boolean) => {
    const asked = part(available, share)
    const answer = isHeld
      ? await post<'authorizeRedemption'>(authorizing(account, asked))
      : await post<'redeemPoints'>(redemption(account, asked))
    if (answer) redemptions.push(answer.redemption)
  }
  const follow = async (kind: 'capture' | 'void' | 'refund', which: number) => {
    const id = redemptions[which % Math.max(redemptions.length, 1)]
    if (!id) return
    if (kind === 'capture') await post(capturing(id))
    else if (kind === 'void') await post(voiding(id))
    else await post(refunding(id, 1n))
  }
  return {
    async take(step: Exclude<Step, { kind: 'wait' }>, available: bigint): Promise<void> {
      switch (step.kind) {
        case 'grant':
          await post(accrual(contracts[step.months], account, BigInt(step.amount)))
          return
        case 'close':
          await post({ kind: 'closeAccount', caller: operator, account })
          return
        case 'spend':
        case 'authorize':
          return redeem(step.percent, available, step.kind === 'authorize')
        default:
          return follow(step.kind, step.which)
      }
    },
  }
}
