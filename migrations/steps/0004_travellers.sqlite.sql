-- Travellers, their documents and their stays, each a function of what passed the border. Room: travellers.
-- A passage is what this room keeps of a crossing; the other three tables are worked out from passages alone, so that
-- the order in which posts' journals arrive at headquarters changes nothing.

create table passages (
    crossing_id text primary key,
    node text not null,
    document_id text not null,
    direction text not null check (direction in ('entry', 'exit')),
    decision text not null check (decision in ('admit', 'refuse')),
    happened_at text not null,
    day text not null, -- the civil day there
    until_on text,
    document_type text not null,
    issuing_state text not null,
    document_number text not null,
    bare_number text not null,
    expires_on text,
    surname text not null,
    given_names text not null,
    name_key text not null,
    nationality text not null,
    sex text not null check (sex in ('M', 'F', 'X', 'U')),
    born_on text,
    voided integer not null check (voided in (0, 1))
) strict;

create index passages_of_document on passages (document_id, happened_at, crossing_id);

create table travellers (
    traveller_id text primary key,
    surname text not null,
    given_names text not null,
    name_key text not null,
    nationality text not null,
    sex text not null check (sex in ('M', 'F', 'X', 'U')),
    born_on text,
    seen_at text not null
) strict;

create index travellers_by_name on travellers (name_key, traveller_id);
create index travellers_by_birth on travellers (born_on, name_key);

create table documents (
    document_id text primary key,
    traveller_id text not null references travellers (traveller_id),
    type text not null,
    issuing_state text not null,
    number text not null,
    bare_number text not null,
    expires_on text,
    seen_at text not null
) strict;

create index documents_by_number on documents (bare_number, document_id);
create index documents_of_traveller on documents (traveller_id, document_id);

create table stays (
    stay_id text primary key, -- the id of the crossing that opened it
    document_id text not null references documents (document_id),
    entered_at text not null,
    entered_on text not null,
    entered_node text not null,
    granted_until text,
    state text not null check (state in ('open', 'exited', 'exit-unseen')),
    exit_crossing_id text unique,
    exited_at text,
    exited_on text,
    exited_node text,
    check ((state = 'exited') = (exit_crossing_id is not null))
) strict;

create index stays_of_document on stays (document_id, entered_at, stay_id);
create index stays_open_until on stays (state, granted_until, stay_id);
