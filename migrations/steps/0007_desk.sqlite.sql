-- The desk: who sits where, what was referred (both projected), and the work on the table (local).

create table desk_sittings (
    id text primary key,
    node text not null,
    desk text not null,
    account_id text not null,
    account_name text not null,
    taken_at text not null,
    left_at text
) strict;

create unique index desk_sittings_one_at_a_desk on desk_sittings (node, desk) where left_at is null;
create unique index desk_sittings_one_a_person on desk_sittings (node, account_id) where left_at is null;

create table referrals (
    id text primary key,
    node text not null,
    inspection_id text not null unique,
    desk text not null,
    officer_id text not null,
    officer_name text not null,
    reason text not null,
    remark text not null,
    surname text not null,
    given_names text not null,
    nationality text not null,
    document_id text not null,
    findings text not null,
    opened_at text not null,
    closed_at text,
    crossing_id text
) strict;

create index referrals_open on referrals (node, closed_at, opened_at);

create table groups (
    id text primary key,
    desk text not null,
    kind text not null,
    vehicle_plate text not null,
    carrier text not null,
    opened_at text not null,
    closed_at text
) strict;

create unique index groups_one_at_a_desk on groups (desk) where closed_at is null;

create table readings (
    id text primary key,
    desk text not null,
    kind text not null,
    at text not null,
    lines text not null,
    raw blob not null,
    fault text
) strict;

create table inspections (
    id text primary key,
    desk text not null,
    state text not null check (state in ('open', 'decided', 'abandoned', 'referred')),
    opened_at text not null,
    direction text not null check (direction in ('entry', 'exit')),
    capacity text not null,
    read_by text not null check (read_by in ('mrz', 'wedge', 'typed')),
    zone text,
    zone_read text, -- as it was read, where an officer confirmed the correction that stands in zone
    facts text not null,
    facts_before text not null default '[]', -- what stood in facts before it was read again or put right: the lists are asked about it, too
    correction text,
    reading_id text references readings (id),
    group_id text references groups (id),
    document_id text not null,
    checked_at text,
    round integer not null default 1, -- what a page showed: grows when an officer must look again
    asking integer not null default 1, -- what was asked: grows when older answers count no more
    referral_id text,
    crossing_id text
) strict;

create index inspections_on_the_desk on inspections (desk, state, opened_at);
create index inspections_by_document on inspections (document_id, state);

create table inspection_checks (
    inspection_id text not null references inspections (id),
    name text not null,
    place integer not null,
    answer text not null,
    check_made text not null,
    primary key (inspection_id, name)
) strict;
