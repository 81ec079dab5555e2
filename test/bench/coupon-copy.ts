import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { CouponOrderId } from '../../src/domain/ids.ts'
import { runSql } from '../support/database.ts'
import type { Ground } from './ground.ts'
import { findProgram } from './programs.ts'

const run = promisify(execFile)

/** A second table of coupons, into which the database copies those of an order. */
export interface CouponCopy {
  readonly name: string
  /** How long the copying alone took, in milliseconds. */
  readonly copy: (order: CouponOrderId) => Promise<number>
}

/** Of the same columns, checks, indexes and keys. By psql where this machine has it. */
export async function openCouponCopy(ground: Ground): Promise<CouponCopy> {
  await runSql(
    ground.url,
    `create table coupon_copy (
       like coupon including all,
       foreign key (order_id) references coupon_order,
       foreign key (accrual_id) references accrual
     )`,
  )
  const psql = await findProgram('psql')
  return psql ? byPsql(psql, ground) : byInsert(ground)
}

const columns = 'id, order_id, code_hash, suffix'
const rowsOf = (order: CouponOrderId) =>
  `select ${columns} from coupon where order_id = '${order}' order by id`

function byPsql(psql: string, { url, folder }: Ground): CouponCopy {
  const file = join(folder, 'coupons.tsv')
  const say = (command: string) => run(psql, [url, '--no-psqlrc', '--quiet', '-c', command])
  return {
    name: 'COPY by psql',
    async copy(order) {
      await say(`\\copy (${rowsOf(order)}) to '${file}'`)
      return msOf(() => say(`\\copy coupon_copy (${columns}) from '${file}'`))
    },
  }
}

const byInsert = ({ url }: Ground): CouponCopy => ({
  name: 'insert of a select, no psql found',
  copy: (order) => msOf(() => runSql(url, `insert into coupon_copy (${columns}) ${rowsOf(order)}`)),
})

async function msOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
