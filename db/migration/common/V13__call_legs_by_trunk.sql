-- The calls behind a point of a trunk's chart, and a provider's report: without this a page of them reads the whole table.
create index call_leg_trunk on call_leg (pbx, trunk, ended_at, id);
