-- Points, whole: holds and refunds, accruals that are paid later, notices.

-- A spend that draws on tens of thousands of lots is still one journal.
alter table entry alter column line type integer;

-- An entry belongs to a journal: asked once a statement, where a foreign key asks once a row.
do $$
declare
  key record;
begin
  for key in
    select conrelid::regclass as entries, conname
    from pg_constraint
    where contype = 'f' and conrelid in (select inhrelid from pg_inherits where inhparent = 'entry'::regclass)
  loop
    execute format('alter table %s drop constraint %I', key.entries, key.conname);
  end loop;
end $$;

create or replace function refuse_unbalanced() returns trigger language plpgsql as $$
begin
  if exists (
    select from added group by owner_id, journal_id, contract_id having sum(amount) <> 0
  ) then
    raise exception 'the entries of a journal must sum to zero for each contract (R34)'
      using errcode = 'check_violation';
  end if;
  if exists (
    select from (select distinct owner_id, journal_id from added) as named
    group by journal_id
    having count(*) > 1
  ) then
    raise exception 'a journal touches one wallet (R8)' using errcode = 'check_violation';
  end if;
  if exists (
    select from (select distinct owner_id, journal_id from added) as named
    where not exists (
      select from journal
      where journal.owner_id = named.owner_id and journal.id = named.journal_id)
  ) then
    raise exception 'an entry belongs to a journal of its owner, which is added before it'
      using errcode = 'check_violation';
  end if;
  -- What only takes from lots, or only gives to them, moves nothing between them: most journals.
  if exists (
    select from added
    where lot_id is not null
    group by owner_id, journal_id
    having min(amount) < 0 and max(amount) > 0
  ) and exists (
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

create or replace function make_history_month(month date) returns void
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
  perform guard_history(format('public.journal_%s', suffix)::regclass, false);
  perform guard_history(format('public.entry_%s', suffix)::regclass, true);
end $$;

-- R10: whom a scheduled accrual is for, resolved again when it is paid; as the request named them.
alter table accrual
  add column recipient_account text,
  add column recipient_person_id uuid references person,
  add constraint accrual_names_one_recipient check (
    num_nonnulls(recipient_account, recipient_person_id) = (scheduled_for is not null)::integer),
  add constraint accrual_scheduled_says_when check (
    status not in ('SCHEDULED', 'CANCELLED', 'REFUSED') or scheduled_for is not null);
create index accrual_due_idx on accrual (scheduled_for, id) where status = 'SCHEDULED';

-- R20: what is held in a wallet.
create index redemption_open_holds_idx on redemption (wallet_id, id) where status = 'AUTHORIZED';

-- R25: each step in which a redemption was refunded.
create table refund (
  id              uuid primary key,
  redemption_id   uuid not null references redemption,
  points          bigint not null check (points > 0),
  expired_points  bigint not null,
  reason          text,
  created_at      timestamptz(3) not null,
  constraint refund_expires_at_most_its_points check (expired_points between 0 and points)
);
create index refund_redemption_id_id_idx on refund (redemption_id, id);
create trigger refuse_change before update or delete or truncate on refund
  for each statement execute function refuse_change();

-- R28: what users are told. The notice of an accrual has its id, so that there is one.
create type notice_kind as enum ('ACCRUAL', 'EXPIRY_AHEAD');
create type notice_status as enum ('QUEUED', 'SENT', 'FAILED');
create table notice (
  id               uuid primary key,
  wallet_id        uuid not null references wallet,
  kind             notice_kind not null,
  points           bigint not null check (points > 0),
  valid_through    date not null,
  days_ahead       integer,
  status           notice_status not null default 'QUEUED',
  attempts         integer not null default 0 check (attempts >= 0),
  created_at       timestamptz(3) not null,
  queued_at        timestamptz(3) not null,
  next_attempt_at  timestamptz(3),
  sent_at          timestamptz(3),
  last_error       text,
  constraint notice_ahead_says_how_far check ((kind = 'EXPIRY_AHEAD') = (days_ahead is not null)),
  constraint notice_queued_has_a_next_attempt check (
    (status = 'QUEUED') = (next_attempt_at is not null)),
  constraint notice_sent_says_when check ((status = 'SENT') = (sent_at is not null))
);
create index notice_wallet_id_id_idx on notice (wallet_id, id);
create index notice_due_idx on notice (next_attempt_at, id) where status = 'QUEUED';
create unique index notice_one_ahead on notice (wallet_id, valid_through, days_ahead)
  where kind = 'EXPIRY_AHEAD';

-- R28: how far the notices ahead of one date are written, so that a walk over all wallets goes on
-- where a killed process left it.
create table notice_walk (
  valid_through  date not null,
  days_ahead     integer not null,
  -- The last wallet that is done; null: none yet.
  after_wallet   uuid,
  finished_at    timestamptz(3),
  primary key (valid_through, days_ahead)
);

grant select, insert on refund, notice, notice_walk to point_gateway;
grant update (status, attempts, queued_at, next_attempt_at, sent_at, last_error) on notice
  to point_gateway;
grant update (after_wallet, finished_at) on notice_walk to point_gateway;
