-- What people ordered, who may come in, and what was answered to whom. Standard SQL for H2 (native mode) and PostgreSQL.

-- One at a time: orders are few, and their numbers are read aloud.
create sequence operator_order_seq start with 1 increment by 1;
create table operator_order (
    id bigint not null primary key,
    pbx varchar(40) not null,
    kind varchar(10) not null,
    trunk varchar(40),
    route varchar(40),
    who varchar(80) not null,
    reason varchar(500) not null,
    since timestamp(6) with time zone not null,
    until_at timestamp(6) with time zone not null,
    -- Null while it stands; both are set in one step, by whoever comes first
    ended_at timestamp(6) with time zone,
    -- Null when it ran out by itself
    ended_by varchar(80)
);
create index operator_order_ended on operator_order (ended_at, until_at);

create sequence operator_token_seq start with 1 increment by 1;
create table operator_token (
    id bigint not null primary key,
    name varchar(40) not null unique,
    -- SHA-256 of the token, hexadecimal: the token itself is 256 bits of chance, so no slower hash is needed
    hash varchar(64) not null unique,
    role varchar(10) not null,
    created_at timestamp(6) with time zone not null,
    created_by varchar(80) not null,
    expires_at timestamp(6) with time zone,
    revoked_at timestamp(6) with time zone
);

create table operator_password (
    username varchar(40) not null primary key,
    -- bcrypt
    hash varchar(100) not null,
    created_at timestamp(6) with time zone not null
);

-- Answers to writes that carried an Idempotency-Key: kept a day, 10,000 at most
create table operator_answer (
    owner varchar(80) not null,
    idempotency_key varchar(100) not null,
    -- SHA-256 of what was asked
    request varchar(64) not null,
    answer varchar(20000),
    answered_at timestamp(6) with time zone not null,
    primary key (owner, idempotency_key)
);
create index operator_answer_at on operator_answer (answered_at);
