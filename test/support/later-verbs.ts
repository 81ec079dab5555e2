import { postpaid, prepaid, walletOf } from './lived-in-sql.ts'

/**
 * Of bae's 100 points of the postpaid contract, 60 are held, 40 of them captured and 15 refunded;
 * then 5 are held. The merchant is paid 25. The prepaid contract reserves 10 for an accrual, and 4
 * for another, which is cancelled.
 */
export const laterVerbs = `
  set session_replication_role = default;
  do $$
  declare
    bae     uuid := ${walletOf('bae')};
    cafe    uuid := (select id from merchant);
    ours    uuid := ${postpaid};
    theirs  uuid := ${prepaid};
    points  uuid := (select id from lot where wallet_id = bae and remaining = 100);
    first   uuid := '00000000-0000-7000-8000-000000000001';
    second  uuid := '00000000-0000-7000-8000-000000000002';
    third   uuid := '00000000-0000-7000-8000-000000000003';
    hour    timestamptz(3) := now() + interval '1 hour';
    month   text := to_char(hour at time zone 'Asia/Seoul', 'YYYY-MM');
    ids     uuid[] := array(select uuid_floor(hour + n * interval '1 ms') from generate_series(1, 8) n);
  begin
    insert into redemption
      (id, wallet_id, merchant_id, order_id, status, order_amount, discount_amount, points,
       captured_points, refunded_points, hold_expires_at, created_at)
    values
      (first, bae, cafe, 'later-1', 'PARTIALLY_REFUNDED', 100, 0, 60, 40, 15, hour, hour),
      (second, bae, cafe, 'later-2', 'AUTHORIZED', 100, 0, 5, 0, 0, hour + interval '7 days', hour);
    insert into refund values (third, first, 15, 0, null, hour);
    insert into accrual
      (id, contract_id, status, purpose, amount, scheduled_for, recipient_account, created_at, test)
    values
      (first, theirs, 'SCHEDULED', 'OTHER', 10, hour + interval '1 day', 'bae', hour, false),
      (second, theirs, 'CANCELLED', 'OTHER', 4, hour + interval '1 day', 'bae', hour, false),
      (third, theirs, 'SCHEDULED', 'OTHER', 99, hour + interval '1 day', 'bae', hour, true);
    insert into journal values
      (bae, ids[1], 'HOLD', hour, month, bae, first, cafe, 100),
      (bae, ids[2], 'CAPTURE', hour, month, bae, first, cafe, 60),
      (bae, ids[3], 'REFUND', hour, month, bae, first, cafe, 75),
      (bae, ids[4], 'HOLD', hour, month, bae, second, cafe, 75),
      (cafe, ids[5], 'PAYOUT', hour, month, null, null, cafe, null),
      (theirs, ids[6], 'RESERVATION', hour, month, null, null, null, null),
      (theirs, ids[7], 'RESERVATION', hour, month, null, null, null, null),
      (theirs, ids[8], 'RELEASE', hour, month, null, null, null, null);
    insert into entry values
      (bae, ids[1], 1, 'WALLET_AVAILABLE', -60, ours, points, null),
      (bae, ids[1], 2, 'WALLET_HELD', 60, ours, points, null),
      (bae, ids[2], 1, 'WALLET_HELD', -60, ours, points, null),
      (bae, ids[2], 2, 'MERCHANT_PAYABLE', 40, ours, null, cafe),
      (bae, ids[2], 3, 'WALLET_AVAILABLE', 20, ours, points, null),
      (bae, ids[3], 1, 'MERCHANT_PAYABLE', -15, ours, null, cafe),
      (bae, ids[3], 2, 'WALLET_AVAILABLE', 15, ours, points, null),
      (bae, ids[4], 1, 'WALLET_AVAILABLE', -5, ours, points, null),
      (bae, ids[4], 2, 'WALLET_HELD', 5, ours, points, null),
      (cafe, ids[5], 1, 'MERCHANT_PAYABLE', -25, ours, null, cafe),
      (cafe, ids[5], 2, 'FUNDING', 25, ours, null, null),
      (theirs, ids[6], 1, 'CONTRACT_BUDGET', -10, theirs, null, null),
      (theirs, ids[6], 2, 'CONTRACT_RESERVED', 10, theirs, null, null),
      (theirs, ids[7], 1, 'CONTRACT_BUDGET', -4, theirs, null, null),
      (theirs, ids[7], 2, 'CONTRACT_RESERVED', 4, theirs, null, null),
      (theirs, ids[8], 1, 'CONTRACT_RESERVED', -4, theirs, null, null),
      (theirs, ids[8], 2, 'CONTRACT_BUDGET', 4, theirs, null, null);
    update lot set remaining = 70, held = 5 where id = points;
    update wallet
    set available = 70, held = 5, last_journal_id = ids[4], next_due_at = hour + interval '7 days'
    where id = bae;
    update contract set budget = budget - 10, reserved = 10 where id = theirs;
  end $$`

/** Points go back into the budget that were reserved for an accrual of so many. */
const released = (amount: number): string => `
  with made as (
    insert into journal
    select owner_id, uuid_floor(posted_at + interval '9 ms'), kind, posted_at, period
    from journal where kind = 'RELEASE'
    returning owner_id, id
  ), moved as (
    insert into entry
    select owner_id, id, line, account, amount, owner_id
    from made, (values (1, 'CONTRACT_RESERVED'::ledger_account, -${amount}),
                       (2, 'CONTRACT_BUDGET', ${amount})) as side (line, account, amount)
  )
  update contract set budget = budget + ${amount}, reserved = reserved - ${amount}
  from made where contract.id = owner_id`

const toStatus = (orderId: string, status: string): string =>
  `update redemption set status = '${status}' where order_id = '${orderId}'`

/** What happened to these verbs behind the program's back, and what is out of step by it. */
export const laterTampering: readonly (readonly [
  string,
  string,
  Readonly<Record<string, bigint>>,
])[] = [
  [
    'a hold lapsed, and its points stay held',
    toStatus('later-2', 'LAPSED'),
    { redemptionsOutOfStep: 1n, walletsOutOfStep: 1n },
  ],
  ['a part refund became whole', toStatus('later-1', 'REFUNDED'), { redemptionsOutOfStep: 1n }],
  ['a refund was forgotten', toStatus('later-1', 'CAPTURED'), { redemptionsOutOfStep: 1n }],
  ['what was captured became void', toStatus('later-1', 'VOIDED'), { redemptionsOutOfStep: 1n }],
  [
    'what was captured is held again',
    toStatus('later-1', 'AUTHORIZED'),
    { redemptionsOutOfStep: 1n, walletsOutOfStep: 1n },
  ],
  [
    'a step of a refund is gone',
    'set session_replication_role = replica; delete from refund',
    { redemptionsOutOfStep: 1n },
  ],
  [
    'more is held for an order',
    `update redemption set points = 6 where order_id = 'later-2'`,
    { redemptionsOutOfStep: 1n },
  ],
  ['a scheduled accrual lost what is reserved for it', released(10), { contractsOutOfStep: 1n }],
  ['what was reserved for an accrual went back twice', released(4), { contractsOutOfStep: 1n }],
  [
    'a scheduled accrual ended, and its points stay reserved',
    `update accrual set status = 'CANCELLED' where amount = 10 and status = 'SCHEDULED'`,
    { contractsOutOfStep: 1n },
  ],
  [
    'a scheduled test became real, for which nothing is reserved',
    `update accrual set test = false where status = 'SCHEDULED'`,
    { contractsOutOfStep: 1n },
  ],
]
