-- The record. Standard SQL: the same text runs on H2 (native mode) and PostgreSQL.
-- Ids come from sequences, 500 at a time, by one writer: no round trip a row. Times are UTC, to the microsecond.

create sequence timeline_entry_seq start with 1 increment by 500;
create table timeline_entry (
    id bigint not null primary key,
    happened_at timestamp(6) with time zone not null,
    pbx varchar(40) not null,
    kind varchar(20) not null,
    trunk varchar(40),
    route varchar(40),
    words varchar(4000) not null,
    -- JSON object, for programs
    detail varchar(20000) not null
);
-- One for each way of asking; each ends in the order of the answer, so that a page costs a page. The first serves retention too.
create index timeline_entry_at on timeline_entry (happened_at, id);
create index timeline_entry_pbx on timeline_entry (pbx, happened_at, id);
create index timeline_entry_kind on timeline_entry (kind, happened_at, id);
create index timeline_entry_pbx_kind on timeline_entry (pbx, kind, happened_at, id);

create sequence route_decision_seq start with 1 increment by 500;
create table route_decision (
    id bigint not null primary key,
    -- What the outside knows it by: given when it is decided, before any row exists
    decision_key varchar(36) not null,
    decided_at timestamp(6) with time zone not null,
    pbx varchar(40) not null,
    mode varchar(10) not null,
    route varchar(40) not null,
    -- Trunks joined by &, as in the row on the PBX
    from_order varchar(20000) not null,
    to_order varchar(20000) not null,
    rung varchar(20) not null,
    reason varchar(4000) not null,
    -- JSON array of sentences
    evidence varchar(20000) not null,
    would_change varchar(4000),
    outcome_at timestamp(6) with time zone,
    outcome varchar(4000)
);
create unique index route_decision_key on route_decision (decision_key);
create index route_decision_at on route_decision (decided_at, id);
create index route_decision_pbx on route_decision (pbx, decided_at, id);
create index route_decision_route on route_decision (pbx, route, decided_at, id);

create sequence call_leg_seq start with 1 increment by 500;
create table call_leg (
    id bigint not null primary key,
    pbx varchar(40) not null,
    trunk varchar(40) not null,
    route varchar(40),
    call_id varchar(150) not null,
    -- The number itself is never stored: keyed hash, and the leading digits
    callee_key varchar(64) not null,
    callee_prefix varchar(16) not null,
    seized_at timestamp(6) with time zone not null,
    ringing_at timestamp(6) with time zone,
    early_media_at timestamp(6) with time zone,
    answered_at timestamp(6) with time zone,
    ended_at timestamp(6) with time zone not null,
    ended_by varchar(20) not null,
    q850 integer,
    sip integer,
    outcome varchar(20) not null,
    loss_inbound_percent double precision,
    loss_outbound_percent double precision,
    worst_rating_inbound double precision,
    worst_rating_outbound double precision
);
create index call_leg_ended on call_leg (ended_at, id);

create sequence trunk_minute_seq start with 1 increment by 500;
create table trunk_minute (
    id bigint not null primary key,
    pbx varchar(40) not null,
    trunk varchar(40) not null,
    begins_at timestamp(6) with time zone not null,
    verdict varchar(20) not null,
    score integer,
    seizures integer not null,
    answers integer not null,
    carrier_faults integer not null,
    callee_ends integer not null,
    other_ends integer not null,
    most_live_calls integer not null,
    pdd_p50_millis double precision,
    pdd_p95_millis double precision,
    loss_inbound_percent double precision,
    loss_outbound_percent double precision,
    jitter_inbound_millis double precision,
    jitter_outbound_millis double precision,
    round_trip_millis double precision,
    rating_inbound double precision,
    rating_outbound double precision
);
-- Not unique: a restart within a minute leaves two parts of it, joined when read.
create index trunk_minute_trunk on trunk_minute (pbx, trunk, begins_at);
create index trunk_minute_begins on trunk_minute (begins_at, id);

-- One row a PBX: what its core needs to go on after a restart, as text of its own making.
create table controller_memory (
    pbx varchar(40) not null primary key,
    kept_at timestamp(6) with time zone not null,
    memory varchar(1000000) not null
);
