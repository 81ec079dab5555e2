import { budgetReleaseJournal, reservationJournal } from '../../src/domain/contract.ts'
import type { AccrualId, WalletId } from '../../src/domain/ids.ts'
import { points } from '../../src/domain/points.ts'
import type { ScheduleAccrual } from '../../src/posting/asks.ts'
import { booksOf } from '../../src/posting/books.ts'
import type { Books } from '../../src/posting/handler.ts'
import type { AccrualRow } from '../../src/posting/rows.ts'
import { accruing, stateOf, type World, world } from './books.ts'
import { contract, nth } from './given.ts'

/** When it was asked for. */
export const now = new Date('2024-02-01T00:00:00Z')
/** When it is to be paid. */
export const due = new Date('2024-02-10T00:00:00Z')

export const scheduling = (told: Partial<ScheduleAccrual> = {}): ScheduleAccrual => ({
  ...accruing(),
  kind: 'scheduleAccrual',
  scheduledFor: due,
  ...told,
})

/** The accrual as it was scheduled. */
export const row = (told: Partial<AccrualRow> = {}): AccrualRow => ({
  id: nth<WalletId>(77),
  contractId: contract().id,
  walletId: null,
  status: 'SCHEDULED',
  purpose: 'EVENT_PRIZE',
  amount: 1_000n,
  availableAmount: null,
  pendingAmount: null,
  refusedCode: null,
  idempotencyKey: 'grant-1',
  eventTitle: null,
  validThrough: null,
  scheduledFor: due,
  createdAt: now,
  completedAt: null,
  test: false,
  recipientAccount: 'user-1',
  recipientPersonId: null,
  ...told,
})
export const accrual = row().id as string as AccrualId

/** A world in whose contract the 1,000 points are set aside. */
export const setAside = (told: Partial<World> = {}): World =>
  world({ contract: contract({ reserved: points(1_000n) }), ...told })

/** The books of a world in which there is that accrual. */
export function booksWith(found: World, held: AccrualRow, at: Date): Books {
  const state = stateOf(found, at)
  state.accruals.set(accrual, { row: held, loaded: held })
  return booksOf(state, at)
}

export const reserve = {
  contract: contract().id,
  journal: reservationJournal(contract().id, points(1_000n)),
}
export const release = {
  contract: contract().id,
  journal: budgetReleaseJournal(contract().id, points(1_000n)),
}
