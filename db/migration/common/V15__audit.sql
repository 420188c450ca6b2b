-- Who wrote what, from where: every write of the API and every attempt to sign in. Standard SQL for H2 (native mode) and PostgreSQL.

create table operator_audit (
    id bigint generated always as identity primary key,
    at timestamp(6) with time zone not null,
    -- A user, a token, or the name that was tried
    who varchar(80) not null,
    -- Null for somebody who did not get in
    role varchar(10),
    from_address varchar(80) not null,
    what varchar(300) not null,
    -- The HTTP status it was answered with
    status int not null,
    -- As it was and as it is, each in words; null where nothing was changed
    before_words varchar(500),
    after_words varchar(500)
);
create index operator_audit_at on operator_audit (at);
