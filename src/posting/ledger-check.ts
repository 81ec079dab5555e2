import type { ContractId } from '../domain/ids.ts'
import { isConserved, type Whereabouts } from '../domain/ledger.ts'
import { type Points, points, total } from '../domain/points.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import {
  beReadOnly,
  countLots,
  countRedemptions,
  countWallets,
  timeAndTotals,
} from './storage/prove-balances.ts'
import { type ContractSums, sumContracts } from './storage/prove-contracts.ts'
import { countCouponOrders } from './storage/prove-coupons.ts'
import { countJournals, countUnknownIds } from './storage/prove-history.ts'

/** Where every point of a contract is, or of all, by the entries; `ok`: none is lost or made. */
export interface Conservation extends Whereabouts {
  readonly ok: boolean
}

/** What the check found: numbers of rows that are not as the ledger's entries say. */
export interface LedgerProof {
  /** Nothing is out of step, and every point is somewhere. */
  readonly ok: boolean
  readonly checkedAt: Date
  readonly journals: bigint
  /** Without entries, off zero as a whole or for a contract, or on two wallets (R34, R8). */
  readonly unbalancedJournals: bigint
  /** With a balance, instant or settlement period that does not follow from those before. */
  readonly journalsOutOfStep: bigint
  readonly walletsOutOfStep: bigint
  readonly lotsOutOfStep: bigint
  readonly contractsOutOfStep: bigint
  readonly accrualsOutOfStep: bigint
  readonly redemptionsOutOfStep: bigint
  readonly couponOrdersOutOfStep: bigint
  /** Ids that history names and that don't exist. */
  readonly unknownIds: bigint
  /** What the wallets say they hold. */
  readonly totalAvailable: Points
  readonly totalHeld: Points
  readonly totalPending: Points
  readonly conservation: Conservation
  readonly conservationByContract: ReadonlyMap<ContractId, Conservation>
}

interface CheckOptions {
  /** How far the platform's clock is ahead of the database's. */
  readonly offsetMs?: number
  /** Hears what is being checked now; all of it takes a while. */
  readonly onStep?: (step: string) => void
}

/** Long enough for any history that one machine keeps. */
const timeoutMs = 60 * 60_000

/**
 * Proves the ledger (R34): journals balance, stored balances are the sums of
 * their entries, and no point is lost or made, in all and for each contract.
 *
 * Looks at one instant and changes nothing, so that posting goes on meanwhile.
 */
export const checkLedger = (db: PrismaClient, options: CheckOptions = {}): Promise<LedgerProof> =>
  db.$transaction(
    async (tx) => {
      const { offsetMs = 0, onStep = () => undefined } = options
      const step = <T>(name: string, found: () => Promise<T>): Promise<T> => {
        onStep(name)
        return found()
      }
      await beReadOnly(tx)
      const totals = await step('totals', () => timeAndTotals(tx))
      const journals = await step('journals', () => countJournals(tx))
      const wallets = await step('wallets', () => countWallets(tx))
      const lots = await step('lots and accruals', () => countLots(tx))
      const redemptions = await step('redemptions', () => countRedemptions(tx))
      const orders = await step('coupons', () => countCouponOrders(tx))
      const unknown = await step('ids', () => countUnknownIds(tx))
      const contracts = await step('contracts', () => sumContracts(tx))
      return concluded({
        checkedAt: new Date(totals.at.getTime() + offsetMs),
        journals: journals.journals,
        unbalancedJournals: journals.unbalanced,
        journalsOutOfStep: journals.outOfStep,
        walletsOutOfStep: wallets,
        lotsOutOfStep: lots.lots,
        contractsOutOfStep: BigInt(contracts.filter(({ outOfStep }) => outOfStep).length),
        accrualsOutOfStep: lots.accruals,
        redemptionsOutOfStep: redemptions,
        couponOrdersOutOfStep: orders,
        unknownIds: unknown + journals.unknown,
        totalAvailable: points(totals.available),
        totalHeld: points(totals.held),
        totalPending: points(totals.pending),
        conservation: concludedOf(whole(contracts.map(whereaboutsOf))),
        conservationByContract: byContract(contracts),
      })
    },
    { isolationLevel: 'RepeatableRead', maxWait: 60_000, timeout: timeoutMs },
  )

/** Where the points of these contracts are; one without entries holds nothing, and is conserved. */
export const conservationOf = async (
  db: PrismaClient,
  contracts: readonly ContractId[],
): Promise<ReadonlyMap<ContractId, Conservation>> => byContract(await sumContracts(db, contracts))

/** The counts that a sound ledger has at zero. */
export const faults = [
  'unbalancedJournals',
  'journalsOutOfStep',
  'walletsOutOfStep',
  'lotsOutOfStep',
  'contractsOutOfStep',
  'accrualsOutOfStep',
  'redemptionsOutOfStep',
  'couponOrdersOutOfStep',
  'unknownIds',
] as const satisfies readonly (keyof LedgerProof)[]

function concluded(proof: Omit<LedgerProof, 'ok'>): LedgerProof {
  const conserved = [proof.conservation, ...proof.conservationByContract.values()]
  const ok = faults.every((fault) => proof[fault] === 0n) && conserved.every((each) => each.ok)
  return { ...proof, ok }
}

const byContract = (rows: readonly ContractSums[]): ReadonlyMap<ContractId, Conservation> =>
  new Map(rows.map((row) => [row.id, concludedOf(whereaboutsOf(row))]))

const concludedOf = (where: Whereabouts): Conservation => ({ ok: isConserved(where), ...where })

function whole(all: readonly Whereabouts[]): Whereabouts {
  const sum = (place: keyof Whereabouts): Points => total(all.map((each) => each[place]))
  return {
    deposited: sum('deposited'),
    budget: sum('budget'),
    reserved: sum('reserved'),
    available: sum('available'),
    held: sum('held'),
    pending: sum('pending'),
    payable: sum('payable'),
    paidOut: sum('paidOut'),
    breakage: sum('breakage'),
  }
}

function whereaboutsOf(sums: { readonly [Place in keyof Whereabouts]: bigint }): Whereabouts {
  return {
    deposited: points(sums.deposited),
    budget: points(sums.budget),
    reserved: points(sums.reserved),
    available: points(sums.available),
    held: points(sums.held),
    pending: points(sums.pending),
    payable: points(sums.payable),
    paidOut: points(sums.paidOut),
    breakage: points(sums.breakage),
  }
}
