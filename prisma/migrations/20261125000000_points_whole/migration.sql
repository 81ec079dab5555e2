-- Points, whole: holds and refunds, accruals that are paid later, notices.

-- A spend that draws on tens of thousands of lots is still one journal.
alter table entry alter column line type integer;

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
