-- Coupons: what partners order, the codes that are made for it, and who registered them.

create type coupon_order_status as enum
  ('REQUESTED', 'APPROVED', 'ISSUED', 'DELIVERED', 'SETTLED', 'CANCELLED');
create type delivery as enum ('SMS', 'LMS', 'ALIMTALK');
create type delivered_by as enum ('PARTNER', 'AGENCY');

-- R14: an order, with the instant of each of its steps.
create table coupon_order (
  id                uuid primary key,
  contract_id       uuid not null references contract,
  agency_id         uuid references agency,
  status            coupon_order_status not null,
  event_title       text not null,
  value             bigint not null,
  quantity          integer not null,
  register_by       date not null,
  delivery          delivery not null,
  delivered_by      delivered_by not null,
  test              boolean not null,
  requested_at      timestamptz(3) not null,
  approved_at       timestamptz(3),
  issued_at         timestamptz(3),
  delivered_at      timestamptz(3),
  settled_at        timestamptz(3),
  cancelled_at      timestamptz(3),
  voided_at         timestamptz(3),
  void_reason       text,
  expired_at        timestamptz(3),
  delivered_period  char(7) check (delivered_period ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  reservation_id    uuid,
  made              integer not null default 0,
  registered        integer not null default 0,
  constraint coupon_order_value_range check (value between 1 and 2000000),
  constraint coupon_order_quantity_range check (quantity between 1 and 1000000),
  constraint coupon_order_agency_delivers_where_there_is_one
    check (delivered_by = 'PARTNER' or agency_id is not null),
  constraint coupon_order_approved_says_when
    check ((status in ('REQUESTED', 'CANCELLED')) or approved_at is not null),
  constraint coupon_order_issued_says_when
    check ((status in ('ISSUED', 'DELIVERED', 'SETTLED')) = (issued_at is not null)),
  constraint coupon_order_delivered_says_when
    check ((status in ('DELIVERED', 'SETTLED')) = (delivered_at is not null)),
  constraint coupon_order_delivered_has_a_period
    check ((delivered_at is null) = (delivered_period is null)),
  constraint coupon_order_settled_says_when check ((status = 'SETTLED') = (settled_at is not null)),
  constraint coupon_order_cancelled_says_when
    check ((status = 'CANCELLED') = (cancelled_at is not null)),
  constraint coupon_order_issued_is_reserved
    check ((issued_at is not null and not test) = (reservation_id is not null)),
  constraint coupon_order_makes_what_is_issued
    check (made between 0 and quantity and (made = 0 or issued_at is not null)),
  constraint coupon_order_delivered_is_made check (delivered_at is null or made = quantity),
  constraint coupon_order_registers_what_is_delivered
    check (registered between 0 and quantity and (registered = 0 or delivered_at is not null)),
  constraint coupon_order_ends_once
    check (num_nonnulls(voided_at, expired_at) <= (issued_at is not null)::integer),
  constraint coupon_order_voided_says_why check ((voided_at is null) = (void_reason is null))
);
create index coupon_order_contract_id_id_idx on coupon_order (contract_id, id);
create index coupon_order_agency_id_id_idx on coupon_order (agency_id, id);
-- R18: orders whose coupons expire one day; R14: orders whose codes are being made.
create index coupon_order_open_idx on coupon_order (register_by, contract_id, id)
  where issued_at is not null and voided_at is null and expired_at is null;
create index coupon_order_making_idx on coupon_order (issued_at, id)
  where issued_at is not null and made < quantity and voided_at is null and expired_at is null;

-- R15: a code, of which only a keyed hash and its end are kept. What has become of those that are
-- not registered, their order tells.
create table coupon (
  id             uuid primary key,
  order_id       uuid not null references coupon_order,
  code_hash      bytea not null unique check (length(code_hash) = 32),
  suffix         text not null check (length(suffix) = 4),
  accrual_id     uuid references accrual,
  registered_at  timestamptz(3),
  constraint coupon_registered_says_when check ((accrual_id is null) = (registered_at is null))
);
create index coupon_order_id_id_idx on coupon (order_id, id);
-- One accrual for a coupon, and one coupon for an accrual.
create unique index coupon_accrual_id_key on coupon (accrual_id) where accrual_id is not null;
create index coupon_registered_idx on coupon (order_id, id) where accrual_id is not null;

-- R15: the codes of an order, so many to a sheet, sealed under a key that its export destroys.
create table coupon_sheet (
  order_id  uuid not null references coupon_order,
  number    integer not null check (number > 0),
  sealed    bytea not null,
  primary key (order_id, number)
);

-- The one export of an order's codes: the key to its sheets, and the link by which they are had.
create table coupon_export (
  order_id       uuid primary key references coupon_order,
  -- Itself sealed; null: destroyed.
  seal_key       bytea,
  token_hash     bytea unique check (length(token_hash) = 32),
  lapses_at      timestamptz(3),
  begun_at       timestamptz(3),
  received_at    timestamptz(3),
  constraint coupon_export_link_lapses check ((token_hash is null) = (lapses_at is null)),
  constraint coupon_export_received_is_destroyed check ((received_at is null) or (seal_key is null))
);

-- R17: the latest failed codes of an account, oldest first; their ids tell their instants.
create table coupon_entry (
  wallet_id  uuid primary key references wallet,
  failures   uuid[] not null check (cardinality(failures) between 1 and 10)
);

grant select, insert on coupon_order, coupon, coupon_sheet, coupon_export, coupon_entry
  to point_gateway;
grant update (status, approved_at, issued_at, delivered_at, settled_at, cancelled_at, voided_at,
              void_reason, expired_at, delivered_period, reservation_id, made, registered)
  on coupon_order to point_gateway;
grant update (accrual_id, registered_at) on coupon to point_gateway;
grant update (seal_key, token_hash, lapses_at, begun_at, received_at) on coupon_export
  to point_gateway;
grant update (failures) on coupon_entry to point_gateway;
