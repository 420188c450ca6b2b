-- The timeline of one trunk or one route, newest first: without these a page of a quiet trunk reads the whole table.
create index timeline_entry_trunk on timeline_entry (trunk, happened_at, id);
create index timeline_entry_route on timeline_entry (route, happened_at, id);
