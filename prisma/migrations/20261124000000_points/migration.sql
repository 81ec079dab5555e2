-- The money core: who is who, agreements, wallets and their lots, and the ledger that proves them.

create type partner_status as enum ('ACTIVE', 'SUSPENDED');
create type channel as enum ('API', 'COUPON', 'PROMOTION');
create type contract_status as enum ('DRAFT', 'TESTING', 'LIVE', 'ENDED');
create type billing as enum ('PREPAID', 'POSTPAID');
create type coupon_billing as enum ('ON_DELIVERY', 'ON_REGISTRATION');
create type account_status as enum ('ACTIVE', 'CLOSED');
create type wallet_status as enum ('ACTIVE', 'FROZEN', 'CLOSED');
create type lot_status as enum ('PENDING', 'AVAILABLE', 'EXHAUSTED', 'EXPIRED');
create type accrual_status as enum ('SCHEDULED', 'COMPLETED', 'CANCELLED', 'REFUSED');
create type purpose as enum ('EVENT_PRIZE', 'EMPLOYEE_WELFARE', 'PURCHASE_GIFT', 'PROMOTION', 'OTHER');
create type redemption_status as enum
  ('AUTHORIZED', 'CAPTURED', 'VOIDED', 'LAPSED', 'PARTIALLY_REFUNDED', 'REFUNDED');
create type journal_kind as enum
  ('DEPOSIT', 'ACCRUAL', 'RESERVATION', 'RELEASE', 'COUPON_REGISTRATION', 'COUPON_EXPIRY',
   'PENDING_FILL', 'REDEMPTION', 'HOLD', 'CAPTURE', 'VOID', 'LAPSE', 'REFUND', 'EXPIRY',
   'FORFEIT', 'PAYOUT');
create type ledger_account as enum
  ('FUNDING', 'CONTRACT_BUDGET', 'CONTRACT_RESERVED', 'WALLET_AVAILABLE', 'WALLET_HELD',
   'WALLET_PENDING', 'MERCHANT_PAYABLE', 'BREAKAGE');

-- Who is who

create table country (
  code      char(2) primary key check (code ~ '^[A-Z]{2}$'),
  name      text not null,
  currency  char(3) not null check (currency ~ '^[A-Z]{3}$')
);
insert into country (code, name, currency) values
  ('KR', '대한민국', 'KRW'), ('JP', '일본', 'JPY'), ('SG', '싱가포르', 'SGD'), ('MO', '마카오', 'MOP');

create table partner (
  id               uuid primary key,
  code             text not null unique,
  name             text not null,
  business_number  text not null,
  status           partner_status not null default 'ACTIVE',
  created_at       timestamptz(3) not null
);

create table agency (
  id                       uuid primary key,
  code                     text not null unique,
  name                     text not null,
  commission_basis_points  integer not null check (commission_basis_points between 0 and 10000),
  status                   partner_status not null default 'ACTIVE',
  created_at               timestamptz(3) not null
);

create table merchant (
  id              uuid primary key,
  code            text not null unique,
  name            text not null,
  country_code    char(2) not null references country,
  currency        char(3) not null check (currency ~ '^[A-Z]{3}$'),
  accepts_points  boolean not null,
  created_at      timestamptz(3) not null
);

create table person (
  id             uuid primary key,
  identity_hash  bytea not null unique check (length(identity_hash) = 32),
  created_at     timestamptz(3) not null
);

create table account (
  id           uuid primary key,
  external_id  text not null unique,
  person_id    uuid not null references person,
  status       account_status not null default 'ACTIVE',
  birth_date   date,
  created_at   timestamptz(3) not null
);
create index account_person_id_idx on account (person_id);

-- Wallets. R3: at most 2,000,000 points, and nothing waits while there is room (R4).

create table wallet (
  id               uuid primary key,
  account_id       uuid not null unique references account,
  status           wallet_status not null default 'ACTIVE',
  available        bigint not null default 0 check (available >= 0),
  held             bigint not null default 0 check (held >= 0),
  pending          bigint not null default 0 check (pending >= 0),
  next_due_at      timestamptz(3),
  last_journal_id  uuid,
  constraint wallet_cap check (available + held <= 2000000),
  constraint wallet_pending_only_when_full check (pending = 0 or available + held = 2000000),
  constraint wallet_closed_is_empty
    check (status <> 'CLOSED' or (available = 0 and held = 0 and pending = 0))
);
create index wallet_next_due_at_idx on wallet (next_due_at);

-- Agreements. R12: a budget goes below zero only by the credit limit. R6: terms.

create table contract (
  id                   uuid primary key,
  partner_id           uuid not null references partner,
  channel              channel not null,
  status               contract_status not null default 'DRAFT',
  validity_months      integer not null check (validity_months between 1 and 120),
  validity_negotiated  boolean not null,
  unit_price           numeric(16, 6) not null check (unit_price >= 0),
  billing              billing not null,
  credit_limit         bigint not null check (credit_limit >= 0),
  coupon_billing       coupon_billing not null,
  starts_on            date not null,
  ends_on              date,
  created_at           timestamptz(3) not null,
  budget               bigint not null default 0,
  reserved             bigint not null default 0 check (reserved >= 0),
  deposited            bigint not null default 0 check (deposited >= 0),
  constraint contract_budget_within_credit check (budget >= -credit_limit),
  constraint contract_prepaid_has_no_credit check (billing <> 'PREPAID' or credit_limit = 0),
  constraint contract_validity_agreed check (validity_negotiated or validity_months in (24, 60)),
  constraint contract_dates_in_order check (ends_on >= starts_on)
);
create index contract_partner_id_id_idx on contract (partner_id, id);

-- Points given. R2: 1 to 2,000,000 at a time.

create table accrual (
  id                uuid primary key,
  contract_id       uuid not null references contract,
  wallet_id         uuid references wallet,
  status            accrual_status not null,
  purpose           purpose not null,
  amount            bigint not null,
  available_amount  bigint check (available_amount >= 0),
  pending_amount    bigint check (pending_amount >= 0),
  refused_code      text,
  idempotency_key   text,
  event_title       text,
  valid_through     date,
  scheduled_for     timestamptz(3),
  created_at        timestamptz(3) not null,
  completed_at      timestamptz(3),
  test              boolean not null,
  constraint accrual_amount_range check (amount between 1 and 2000000),
  constraint accrual_split_adds_up check (available_amount + pending_amount = amount),
  constraint accrual_completed_is_whole check (
    status <> 'COMPLETED'
    or (wallet_id is not null and available_amount is not null and pending_amount is not null
        and valid_through is not null and completed_at is not null)),
  constraint accrual_refused_says_why check ((status = 'REFUSED') = (refused_code is not null)),
  constraint accrual_key_form check (
    length(idempotency_key) between 1 and 64 and idempotency_key !~ '[^!-~]')
);
create index accrual_contract_id_id_idx on accrual (contract_id, id);

create table lot (
  id           uuid primary key references accrual,
  wallet_id    uuid not null references wallet,
  contract_id  uuid not null references contract,
  amount       bigint not null check (amount between 1 and 2000000),
  remaining    bigint not null check (remaining >= 0),
  held         bigint not null default 0 check (held >= 0),
  pending      bigint not null check (pending >= 0),
  expired      bigint not null default 0 check (expired >= 0),
  accrued_at   timestamptz(3) not null,
  expires_at   timestamptz(3) not null,
  status       lot_status not null generated always as (
    case
      when remaining + held > 0 then 'AVAILABLE'::lot_status
      when pending > 0 then 'PENDING'
      when expired > 0 then 'EXPIRED'
      else 'EXHAUSTED'
    end) stored,
  constraint lot_holds_at_most_its_amount check (remaining + held + pending + expired <= amount),
  constraint lot_expires_after_its_accrual check (expires_at > accrued_at)
);
create index lot_wallet_id_expires_at_id_idx on lot (wallet_id, expires_at, id);
-- What posting loads of a wallet: only lots that still hold something.
create index lot_live_idx on lot (wallet_id, expires_at, id)
  where remaining > 0 or held > 0 or pending > 0;

-- Points spent. R21: points and discount within the order's amount, and one redemption an order.

create table redemption (
  id                uuid primary key,
  wallet_id         uuid not null references wallet,
  merchant_id       uuid not null references merchant,
  order_id          text not null,
  status            redemption_status not null,
  order_amount      bigint not null check (order_amount > 0),
  discount_amount   bigint not null check (discount_amount >= 0),
  points            bigint not null check (points > 0),
  captured_points   bigint not null,
  refunded_points   bigint not null default 0,
  foreign_amount    numeric(24, 6) check (foreign_amount > 0),
  foreign_currency  char(3),
  foreign_rate      numeric(24, 12) check (foreign_rate > 0),
  hold_expires_at   timestamptz(3),
  created_at        timestamptz(3) not null,
  constraint redemption_within_order check (points + discount_amount <= order_amount),
  constraint redemption_captures_at_most_its_points check (captured_points between 0 and points),
  constraint redemption_refunds_at_most_what_was_captured
    check (refunded_points between 0 and captured_points),
  constraint redemption_foreign_whole check (
    num_nulls(foreign_amount, foreign_currency, foreign_rate) in (0, 3)),
  constraint redemption_hold_has_an_end check (status <> 'AUTHORIZED' or hold_expires_at is not null)
);
create index redemption_wallet_id_id_idx on redemption (wallet_id, id);
create index redemption_merchant_id_id_idx on redemption (merchant_id, id);
create index redemption_merchant_id_order_id_id_idx on redemption (merchant_id, order_id, id);
create unique index redemption_one_live_per_order on redemption (merchant_id, order_id)
  where status not in ('VOIDED', 'LAPSED');

-- Keys. R35: one answer per caller and key; test keys don't clash with live ones.

create table idempotency (
  caller       text not null,
  -- Two small questions, because a pattern that counts to 64 costs more than the rest of the row.
  key          text not null check (length(key) between 1 and 64 and key !~ '[^!-~]'),
  test         boolean not null,
  fingerprint  bytea not null check (length(fingerprint) = 32),
  answer       jsonb not null,
  created_at   timestamptz(3) not null,
  primary key (caller, key, test)
);

create table closed_period (
  period     char(7) primary key check (period ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  closed_at  timestamptz(3) not null
);

create table audit_event (
  id           uuid primary key,
  at           timestamptz(3) not null,
  actor        text not null,
  action       text not null,
  target_type  text,
  target_id    text,
  details      jsonb
);

-- History. Its keys start with the owner, so that a wallet's history is one range of the primary
-- key and could be spread over machines by owner; for the same reason it has no foreign keys to
-- the tables above. That every id exists is part of the ledger's proof.

create table journal (
  owner_id       uuid not null,
  id             uuid not null,
  kind           journal_kind not null,
  posted_at      timestamptz(3) not null,
  period         char(7) not null check (period ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  wallet_id      uuid,
  redemption_id  uuid,
  merchant_id    uuid,
  balance_after  bigint check (balance_after between 0 and 2000000),
  primary key (owner_id, id),
  constraint journal_wallet_is_owner check (wallet_id = owner_id),
  constraint journal_balance_where_a_wallet check ((wallet_id is null) = (balance_after is null))
) partition by range (id);
create index journal_id_idx on journal (id);

create table entry (
  owner_id     uuid not null,
  journal_id   uuid not null,
  line         smallint not null check (line > 0),
  account      ledger_account not null,
  amount       bigint not null check (amount <> 0),
  contract_id  uuid not null,
  lot_id       uuid,
  merchant_id  uuid,
  primary key (owner_id, journal_id, line),
  constraint entry_lot_where_a_wallet check (
    (lot_id is not null) = (account in ('WALLET_AVAILABLE', 'WALLET_HELD', 'WALLET_PENDING'))),
  constraint entry_merchant_where_payable check (
    (merchant_id is not null) = (account = 'MERCHANT_PAYABLE'))
) partition by range (journal_id);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is never changed: % refused', tg_table_name, lower(tg_op)
    using errcode = 'restrict_violation';
end $$;

-- R34: a journal's entries sum to zero for each contract, and so as a whole. R8: it has one owner,
-- and its points go into lots or out of them, never from one to another. Reads only the rows just
-- added, so that a batch pays for one small query each.
create function refuse_unbalanced() returns trigger language plpgsql as $$
begin
  if exists (
    select from added group by owner_id, journal_id, contract_id having sum(amount) <> 0
  ) then
    raise exception 'the entries of a journal must sum to zero for each contract (R34)'
      using errcode = 'check_violation';
  end if;
  if exists (select from added group by journal_id having count(distinct owner_id) > 1) then
    raise exception 'a journal touches one wallet (R8)' using errcode = 'check_violation';
  end if;
  if exists (
    select from (
      select owner_id, journal_id, sum(amount) as moved
      from added
      where lot_id is not null
      group by owner_id, journal_id, lot_id
    ) as lot
    group by owner_id, journal_id
    having min(moved) < 0 and max(moved) > 0
  ) then
    raise exception 'a journal moves no points from one lot to another (R8)'
      using errcode = 'check_violation';
  end if;
  return null;
end $$;

-- Statement triggers of a partitioned table don't fire for a statement that names a partition,
-- so each partition carries them too.
create function guard_history(history regclass, is_entry boolean) returns void
language plpgsql as $$
begin
  execute format('create trigger refuse_change before update or delete or truncate on %s
                  for each statement execute function refuse_change()', history);
  if is_entry then
    execute format('create trigger refuse_unbalanced after insert on %s
                    referencing new table as added
                    for each statement execute function refuse_unbalanced()', history);
  end if;
end $$;

select guard_history('journal', false), guard_history('entry', true);
create trigger refuse_change before update or delete or truncate on audit_event
  for each statement execute function refuse_change();
create trigger refuse_change before update or truncate on idempotency
  for each statement execute function refuse_change();

-- The smallest version-7 uuid of an instant: its first 48 bits are the milliseconds.
create function uuid_floor(at timestamptz) returns uuid language sql immutable
return (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;

-- Made beside its parent and then attached, which lets readers go on: made as a partition, it would
-- wait for each of them, and everybody else for it.
create function add_history(parent text, suffix text, first uuid, beyond uuid) returns void
language plpgsql set search_path = public, pg_temp as $$
begin
  execute format(
    'create table public.%1$s_%2$s
       (like public.%1$s including defaults including constraints including indexes)',
    parent, suffix);
  execute format(
    'alter table public.%1$s attach partition public.%1$s_%2$s for values from (%3$L) to (%4$L)',
    parent, suffix, first, beyond);
end $$;

-- Makes the partitions of a KST month, if they are missing. Runs with the owner's rights, because
-- the server may add to history only through the parents; so it names the schema, lest it meet a
-- temporary table, which anyone may make.
create function make_history_month(month date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  suffix text := to_char(month, 'YYYY_MM');
  made   constant text := 'entry_' || suffix;
  first  uuid := uuid_floor(date_trunc('month', month::timestamp) at time zone 'Asia/Seoul');
  beyond uuid := uuid_floor(
    (date_trunc('month', month::timestamp) + interval '1 month') at time zone 'Asia/Seoul');
begin
  -- A statement sees what others committed while this one waited; to_regclass might not.
  if exists (select from pg_tables where schemaname = 'public' and tablename = made) then return; end if;
  perform pg_advisory_xact_lock(hashtext('make_history_month'));
  if exists (select from pg_tables where schemaname = 'public' and tablename = made) then return; end if;
  -- In the order in which a batch writes, so that it and this never wait for each other.
  lock table only public.journal, only public.entry in share row exclusive mode;
  perform add_history('journal', suffix, first, beyond);
  perform add_history('entry', suffix, first, beyond);
  -- An entry lies in the month of its journal. Checked against the whole of `journal`, each would
  -- look through all its partitions first, which costs more than the rest of a batch.
  execute format(
    'alter table public.entry_%1$s
       add foreign key (owner_id, journal_id) references public.journal_%1$s (owner_id, id)', suffix);
  perform guard_history(format('public.journal_%s', suffix)::regclass, false);
  perform guard_history(format('public.entry_%s', suffix)::regclass, true);
end $$;

-- The server's role: reads all, adds to history and to the record of what was done, changes
-- balances and states and no other column, deletes nothing. Roles belong to the whole cluster, so
-- another database may have made it already.
do $$
begin
  begin
    if not exists (select from pg_roles where rolname = 'point_gateway') then
      create role point_gateway nologin;
    end if;
  exception when duplicate_object or unique_violation then null;
  end;
  begin
    -- Who made a role may administer it, and since PostgreSQL 16 may still not act as it.
    set local role point_gateway;
    reset role;
  exception when insufficient_privilege then
    execute format('grant point_gateway to %I', current_user);
  end;
exception when insufficient_privilege then
  raise exception '% may not act as the role point_gateway; let an administrator run: create role point_gateway nologin; grant point_gateway to %', current_user, current_user
    using errcode = 'insufficient_privilege';
end $$;

grant usage on schema public to point_gateway;
grant select, insert on
  country, partner, agency, merchant, person, account, wallet, contract, accrual, lot, redemption,
  journal, entry, idempotency, closed_period, audit_event
  to point_gateway;
grant update (status) on partner, agency, account to point_gateway;
grant update (accepts_points) on merchant to point_gateway;
-- Never changed: who locks a row must have the right to change some column.
grant update (created_at) on person to point_gateway;
grant update (status, available, held, pending, next_due_at, last_journal_id) on wallet
  to point_gateway;
grant update (status, budget, reserved, deposited) on contract to point_gateway;
grant update (remaining, held, pending, expired) on lot to point_gateway;
grant update (wallet_id, status, available_amount, pending_amount, refused_code, valid_through,
              completed_at) on accrual
  to point_gateway;
grant update (status, captured_points, refunded_points) on redemption to point_gateway;
revoke execute on function guard_history(regclass, boolean), add_history(text, text, uuid, uuid),
  make_history_month(date) from public;
grant execute on function make_history_month(date) to point_gateway;
