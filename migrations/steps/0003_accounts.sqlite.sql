-- Accounts (projected), and what is nobody's history: secrets, sessions, tries to sign in. Room: accounts.

create table accounts (
    id text primary key,
    node text not null,
    username text not null,
    name text not null,
    role text not null check (
        role in (
            'officer', 'supervisor', 'examiner', 'hq-analyst',
            'watchlist-editor', 'auditor', 'administrator', 'field-it'
        )
    ),
    state text not null check (state in ('open', 'locked', 'closed')),
    theme text not null check (theme in ('day', 'night')),
    language text not null,
    opened_at text not null,
    signed_in_at text,
    closed_at text,
    closed_why text,
    unique (node, username),
    check ((state = 'closed') = (closed_at is not null))
) strict;

create trigger accounts_never_deleted before delete on accounts
begin
    select raise(abort, 'accounts are closed, never deleted');
end;

create trigger accounts_never_opened_again before update on accounts
when old.state = 'closed' and new.state <> 'closed'
begin
    select raise(abort, 'a closed account stays closed');
end;

create table credentials (
    account_id text primary key references accounts (id),
    password_hash text not null,
    must_change integer not null check (must_change in (0, 1)),
    pin_hash text
) strict;

-- The browser holds a random token; what lies here is its SHA-256.
create table sessions (
    id text primary key,
    token_digest text not null unique check (length(token_digest) = 64),
    account_id text not null references accounts (id),
    opened_at text not null,
    seen_at text not null,
    locked integer not null default 0 check (locked in (0, 1)),
    pin_tries integer not null default 0,
    place text not null,
    notices text not null default '[]'
) strict;

create index sessions_of_account on sessions (account_id, opened_at, id);

-- One row a name that was tried, whether there is such an account or not; the name itself is not kept, for people
-- type passwords into the wrong field.
create table sign_in_failures (
    name_digest text primary key check (length(name_digest) = 64),
    failures integer not null check (failures >= 1),
    failed_at text not null
) strict;
