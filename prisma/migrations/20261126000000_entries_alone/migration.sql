-- A statement's entries are judged by themselves, without a look at any table: so history can be
-- spread over machines by its owner. That each entry has its journal is part of the ledger's proof.
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
