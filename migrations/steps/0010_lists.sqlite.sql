-- The published lists headquarters reads, which version of each is in force, and what was wrong in their files. Room: lists.
-- What a version holds lies in a file of its own, <data>/lists/sources/<source>-<number>.db.

create table list_sources (
    source text primary key,
    node text not null,
    title text not null,
    format text not null,
    category text not null,
    response text not null,
    mapping text not null,
    defined_at text not null,
    defined_by text not null
) strict;

-- digest: the SHA-256 of the file; read_as: the digest of the definition it was read by.
create table list_imports (
    source text not null,
    number integer not null check (number >= 1),
    node text not null,
    state text not null check (state in ('held', 'in-force', 'replaced', 'rejected')),
    kind text not null check (kind in ('full', 'delta')),
    job_id text not null,
    file text not null,
    bytes integer not null check (bytes >= 0),
    digest text not null check (length(digest) = 64),
    read_as text not null,
    persons integer not null check (persons >= 0),
    documents integer not null check (documents >= 0),
    added integer not null check (added >= 0),
    changed integer not null check (changed >= 0),
    gone integer not null check (gone >= 0),
    problems integer not null check (problems >= 0),
    imported_at text not null,
    imported_by text not null,
    imported_name text not null,
    decided_at text,
    decided_by text,
    decided_name text,
    primary key (source, number)
) strict;

create unique index list_imports_in_force on list_imports (source) where state = 'in-force';

create unique index list_imports_held on list_imports (source) where state = 'held';

-- A file that was given, and how far the reading of it has come. path: '' once it is done with. turn: parts those of one
-- instant.
create table list_jobs (
    job_id text primary key,
    source text not null,
    kind text not null check (kind in ('full', 'delta')),
    state text not null check (state in ('columns', 'waiting', 'reading', 'done', 'same', 'held', 'overtaken', 'aside', 'refused')),
    file text not null,
    path text not null,
    whence text not null check (whence in ('page', 'folder', 'command')),
    turn integer not null unique,
    bytes integer not null,
    bytes_read integer not null,
    row_count integer not null,
    problem_count integer not null,
    tries integer not null,
    why text not null,
    asked_at text not null,
    account_id text not null,
    username text not null,
    name text not null,
    role text not null,
    decided_name text
) strict;

create index list_jobs_by_source on list_jobs (source, asked_at, turn);

create table list_problems (
    job_id text not null,
    number integer not null check (number >= 1),
    line integer not null,
    field text not null,
    what text not null,
    primary key (job_id, number)
) strict, without rowid;
