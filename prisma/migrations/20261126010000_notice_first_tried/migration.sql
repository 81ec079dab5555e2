-- R28: a notice is tried for a day from its first attempt, however long nobody was there to send it,
-- and for another day each time that it is sent again.

-- Null: not yet tried since it was queued.
alter table notice add column first_tried_at timestamptz(3);

-- Those under way go on with the day that they have.
update notice
set first_tried_at = queued_at
where status = 'QUEUED' and attempts > 0;

grant update (first_tried_at) on notice to point_gateway;
