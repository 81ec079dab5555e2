import type { ContractId } from '../../domain/ids.ts'
import type { Whereabouts } from '../../domain/ledger.ts'
import { Prisma } from '../../generated/prisma/client.ts'
import type { Tx } from './transaction.ts'

export type ContractSums = { readonly [Place in keyof Whereabouts]: bigint } & {
  readonly id: ContractId
  /** Its stored balances are not these sums, or what it reserves is not what was set aside. */
  readonly outOfStep: boolean
}

/** Where the points of each contract are, by its entries; of all contracts, unless some are named. */
export function sumContracts(tx: Tx, only?: readonly ContractId[]) {
  const asked = (id: Prisma.Sql) =>
    only ? Prisma.sql`${id} = any(${only}::uuid[])` : Prisma.sql`true`
  return tx.$queryRaw<ContractSums[]>`
    with posted as (
      select contract_id as id,
             coalesce(sum(amount) filter (where account = 'CONTRACT_BUDGET'), 0)::bigint as budget,
             coalesce(sum(amount) filter (where account = 'CONTRACT_RESERVED'), 0)::bigint as reserved,
             coalesce(sum(amount) filter (where account = 'WALLET_AVAILABLE'), 0)::bigint as available,
             coalesce(sum(amount) filter (where account = 'WALLET_HELD'), 0)::bigint as held,
             coalesce(sum(amount) filter (where account = 'WALLET_PENDING'), 0)::bigint as pending,
             coalesce(sum(amount) filter (where account = 'MERCHANT_PAYABLE'), 0)::bigint as payable,
             coalesce(sum(amount) filter (where account = 'BREAKAGE'), 0)::bigint as breakage
      from entry
      where entry.account <> 'FUNDING' and ${asked(Prisma.sql`contract_id`)}
      group by contract_id
    ), funded as (
      select entry.contract_id as id,
             coalesce(-sum(amount) filter (where kind = 'DEPOSIT'), 0)::bigint as deposited,
             coalesce(sum(amount) filter (where kind = 'PAYOUT'), 0)::bigint as "paidOut"
      from entry
      join journal on journal.owner_id = entry.owner_id and journal.id = entry.journal_id
      where entry.account = 'FUNDING' and ${asked(Prisma.sql`entry.contract_id`)}
      group by entry.contract_id
    ), set_aside as (
      select contract_id as id, sum(amount)::bigint as points
      from (
        -- R10: for accruals that are still to be paid.
        select contract_id, amount from accrual where status = 'SCHEDULED' and not test
        union all
        -- R14, R18: for coupons that can still be registered.
        select contract_id, value * (quantity - registered)
        from coupon_order
        where issued_at is not null and not test and voided_at is null and expired_at is null
      ) as promise
      where ${asked(Prisma.sql`contract_id`)}
      group by contract_id
    )
    select id,
           coalesce(funded.deposited, 0) as deposited, coalesce(posted.budget, 0) as budget,
           coalesce(posted.reserved, 0) as reserved, coalesce(available, 0) as available,
           coalesce(held, 0) as held, coalesce(pending, 0) as pending,
           coalesce(payable, 0) as payable, coalesce("paidOut", 0) as "paidOut",
           coalesce(breakage, 0) as breakage,
           (contract.budget, contract.reserved, contract.deposited) is distinct from
             (coalesce(posted.budget, 0), coalesce(posted.reserved, 0), coalesce(funded.deposited, 0))
             or coalesce(posted.reserved, 0) <> coalesce(set_aside.points, 0) as "outOfStep"
    from posted
    full join funded using (id)
    full join contract using (id)
    left join set_aside using (id)
    where ${asked(Prisma.sql`id`)}`
}
