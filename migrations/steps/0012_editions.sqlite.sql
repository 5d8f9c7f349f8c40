-- The editions headquarters published, and which of them each site took up. Room: editions.
-- What an edition holds lies in a file of its own, <data>/lists/edition-<number>.db.

create table editions_published (
    node text not null,
    number integer not null check (number >= 1),
    published_at text not null,
    day text not null,
    persons integer not null check (persons >= 0),
    documents integer not null check (documents >= 0),
    digest text not null check (length(digest) = 64),
    sources text not null,
    bytes integer not null check (bytes >= 0),
    sha256 text not null check (length(sha256) = 64),
    delta_bytes integer check (delta_bytes >= 0),
    published_by text not null,
    primary key (node, number)
) strict;

create table editions_taken (
    node text not null,
    epoch integer not null,
    seq integer not null,
    number integer not null check (number >= 1),
    published_at text not null,
    day text not null,
    persons integer not null check (persons >= 0),
    documents integer not null check (documents >= 0),
    digest text not null check (length(digest) = 64),
    sources text not null,
    taken_at text not null,
    primary key (node, epoch, seq)
) strict;

create index editions_taken_by_number on editions_taken (node, number, epoch, seq);

-- What a site refused of editions and of filters of numbers, and why. what: edition, numbers. Room: publications.
create table publications_refused (
    node text not null,
    epoch integer not null,
    seq integer not null,
    what text not null,
    number integer not null check (number >= 0),
    why text not null,
    file text not null,
    refused_at text not null,
    primary key (node, epoch, seq)
) strict;

-- One row a site, for editions and for filters of numbers: the pointer. number: the one in use; before: the one that can
-- be gone back to, null where there is none; epoch, seq: where the journal says that the last one was taken up.
create table publications_in_use (
    node text not null,
    what text not null,
    number integer not null check (number >= 1),
    before integer check (before >= 1),
    held integer not null check (held in (0, 1)),
    note text not null,
    epoch integer not null,
    seq integer not null,
    changed_at text not null,
    changed_by text not null,
    primary key (node, what)
) strict;

-- Somebody at headquarters asked for an edition now; the worker makes it and takes the row away.
create table editions_asked_for (
    node text primary key,
    account_id text not null,
    username text not null,
    name text not null,
    role text not null,
    asked_at text not null
) strict;

create trigger editions_published_never_updated before update on editions_published
begin
    select raise(abort, 'editions only grow in number');
end;

create trigger editions_published_never_deleted before delete on editions_published
begin
    select raise(abort, 'editions only grow in number');
end;
