import type { Caller } from '../../src/domain/caller.ts'
import { payAccruals } from '../../src/jobs/pay-accruals.ts'
import { createEngine } from '../../src/posting/engine.ts'
import { checkLedger } from '../../src/posting/ledger-check.ts'
import { fresh, grant, type Input, localId, type Market, openMarket, operator } from './market.ts'
import type { Outcome } from './mutations.ts'
import { done } from './till.ts'

const dayMs = 86_400_000

/** A market whose accruals are paid later, when tests turn the clock and have the due ones paid. */
export interface Agenda extends Market {
  readonly now: () => Date
  /** Only forward: what was posted stays in the past. */
  readonly turnTo: (instant: Date) => void
  /** So many days from now. */
  readonly inDays: (days: number) => string
  /** Grants by an operator, in a day unless told; what has become of it. */
  readonly schedule: (
    contract: string,
    account: string,
    amount: number,
    told?: Input,
  ) => Promise<Outcome['accrual']>
  /** Turns the clock past a day, unless told, and has paid what is due, as the job does. */
  readonly payDue: (days?: number) => Promise<void>
  /** What is shown of an accrual now. */
  readonly accrualOf: (id: string, by?: Caller) => Promise<ShownAccrual | null>
  readonly budgetOf: (contract: string) => Promise<Readonly<Record<string, number>>>
  /** What was posted under a contract after its deposit: each journal's kind and entries. */
  readonly journalsOf: (contract: string) => Promise<readonly string[]>
  /** How many users are to be told of it. */
  readonly noticesOf: (accrual: string) => Promise<number>
  readonly isProven: () => Promise<boolean>
}

interface ShownAccrual extends Readonly<Record<string, unknown>> {
  readonly id: string
  readonly completedAt: string | null
  readonly scheduledFor: string | null
}

export async function openAgenda(): Promise<Agenda> {
  let aheadMs = 0
  const clock = { now: () => new Date(Date.now() + aheadMs), offsetMs: () => aheadMs }
  const market = await openMarket({ clock })
  const posting = createEngine({ db: market.db, offsetMs: clock.offsetMs })
  const job = payAccruals({ db: market.db, posting, offsetMs: clock.offsetMs })
  const inDays = (days: number) => new Date(clock.now().getTime() + days * dayMs).toISOString()
  const read = async (document: string, variables: Input, by = operator) => {
    const { body } = await market.ask(by, document, variables)
    if (body.errors) throw new Error(JSON.stringify(body.errors))
    return body.data.node
  }
  return {
    ...market,
    now: clock.now,
    turnTo(instant) {
      aheadMs = Math.max(aheadMs, instant.getTime() - Date.now())
    },
    inDays,
    async schedule(contract, account, amount, told = {}) {
      const asked = grant(contract, account, amount, { scheduledFor: inDays(1), ...told })
      return done(await market.does(operator, 'accruePoints', asked)).accrual
    },
    async payDue(days = 1) {
      aheadMs += days * dayMs
      while (await job.runPage());
    },
    accrualOf: (id, by) => read(accrualDocument, { id }, by),
    budgetOf: async (id) => (await read(budgetDocument, { id })).budget,
    async journalsOf(contract) {
      const rows = await market.sql(journalRows, [localId(contract)])
      return rows.map(({ journal }) => String(journal))
    },
    async noticesOf(accrual) {
      const [row] = await market.sql('select count(*)::int from notice where id = $1', [
        localId(accrual),
      ])
      return Number(row?.count)
    },
    isProven: async () => (await checkLedger(market.db)).ok,
    async stop() {
      await posting.drain()
      await market.stop()
    },
  }
}

/** Names a person instead of an account, as recipient. */
export const toPerson = (person: string): Input => ({ recipient: { person } })

/** A person with one account. */
export async function newPerson({ newAccount }: Market) {
  const person = fresh('CI')
  return { person, account: await newAccount({ person }) }
}

const accrualDocument = `query ($id: ID!) { node(id: $id) { ... on Accrual {
  id status purpose amount availableAmount pendingAmount refusedCode idempotencyKey eventTitle
  validThrough scheduledFor createdAt completedAt test wallet { available } } } }`

const budgetDocument = `query ($id: ID!) { node(id: $id) { ... on Contract {
  budget { total granted reserved remaining } } } }`

const journalRows = `
  select kind || ': ' || string_agg(entry.account || ' ' || entry.amount, ', ' order by line)
         as journal
  from entry
  join journal on journal.owner_id = entry.owner_id and journal.id = journal_id
  where contract_id = $1 and kind <> 'DEPOSIT'
  group by journal.id, kind
  order by journal.id`
