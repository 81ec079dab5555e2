import { kstDateOf } from '../../src/domain/calendar.ts'
import { validityFrom } from '../../src/domain/validity.ts'
import { amountGranted, type Ground } from './ground.ts'
import type { Side } from './turns.ts'

/** As many as keep a commit's wait for the disk filled with others' work. */
export const referenceClients = 16

export interface Reference {
  readonly side: Side
  readonly close: () => Promise<void>
}

/** The server's own role, whose rights are checked as the engine's are. */
export const asGateway = '-c role=point_gateway'

/** One statement; `gives` are the columns of its row that later ones name. */
export interface Statement {
  readonly name: string
  /** With `:name` for what it is given. */
  readonly sql: string
  readonly gives?: readonly string[]
}

/**
 * The statements that post one accrual by hand, between `begin` and `commit`: the
 * rows that the engine writes, without any of its looking up. They are given
 * `:payer`, from 1, and `:wallet`, from 1. The contract comes last, so that
 * others wait for it as briefly as can be.
 */
export function accrualByHand({ payers }: Pick<Ground, 'payers'>): readonly Statement[] {
  const { through, expiresAt } = validityFrom(kstDateOf(new Date()), 60)
  const contracts = payers.map(({ contract }) => `'${contract}'`).join(',')
  const contract = `(array[${contracts}]::uuid[])[:payer::int]`
  const wallet = `('01900000-0000-7000-8000-' || lpad(to_hex(:wallet::int), 12, '0'))::uuid`
  // Without a colon in it, which pgbench would take for a name.
  const expires = `to_timestamp(${expiresAt.getTime() / 1_000})`
  return [
    {
      name: 'wallet',
      sql: `update wallet
            set available = available + ${amountGranted},
                next_due_at = least(next_due_at, ${expires}), last_journal_id = uuidv7()
            where id = ${wallet}
            returning available as balance, last_journal_id as journal, uuidv7() as accrual,
                      date_trunc('milliseconds', clock_timestamp()) as at`,
      gives: ['balance', 'journal', 'accrual', 'at'],
    },
    {
      name: 'key',
      sql: `insert into idempotency (caller, key, test, fingerprint, answer, created_at)
            values ('by-hand', :accrual::text, false, sha256(:accrual::text::bytea),
                    jsonb_build_object('accrual', :accrual::text, 'wallet', ${wallet}),
                    :at::timestamptz)`,
    },
    {
      name: 'accrual',
      sql: `insert into accrual
              (id, contract_id, wallet_id, status, purpose, amount, available_amount,
               pending_amount, idempotency_key, valid_through, created_at, completed_at, test)
            values (:accrual::uuid, ${contract}, ${wallet}, 'COMPLETED', 'OTHER', ${amountGranted},
                    ${amountGranted}, 0, :accrual::text, '${through}', :at::timestamptz,
                    :at::timestamptz, false)`,
    },
    {
      name: 'lot',
      sql: `insert into lot
              (id, wallet_id, contract_id, amount, remaining, pending, accrued_at, expires_at)
            values (:accrual::uuid, ${wallet}, ${contract}, ${amountGranted}, ${amountGranted}, 0,
                    :at::timestamptz, ${expires})`,
    },
    {
      name: 'journal',
      sql: `insert into journal (owner_id, id, kind, posted_at, period, wallet_id, balance_after)
            values (${wallet}, :journal::uuid, 'ACCRUAL', :at::timestamptz,
                    to_char(:at::timestamptz at time zone 'Asia/Seoul', 'YYYY-MM'), ${wallet},
                    :balance::bigint)`,
    },
    {
      name: 'entries',
      sql: `insert into entry (owner_id, journal_id, line, account, amount, contract_id, lot_id)
            values (${wallet}, :journal::uuid, 1, 'CONTRACT_BUDGET', -${amountGranted},
                    ${contract}, null),
                   (${wallet}, :journal::uuid, 2, 'WALLET_AVAILABLE', ${amountGranted},
                    ${contract}, :accrual::uuid)`,
    },
    {
      name: 'contract',
      sql: `update contract set budget = budget - ${amountGranted} where id = ${contract}`,
    },
  ]
}
