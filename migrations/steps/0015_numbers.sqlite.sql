-- The filters of document numbers that headquarters published, and which each site took up. Room: numbers.
-- The numbers lie in files of their own: <data>/lists/numbers/ at headquarters, <data>/lists/numbers-<number>.filter.

-- base: the whole filter that this one is changes of, null for a whole one.
create table numbers_published (
    node text not null,
    number integer not null check (number >= 1),
    published_at text not null,
    day text not null,
    count integer not null check (count >= 0),
    rejected integer not null check (rejected >= 0),
    digest text not null check (length(digest) = 64),
    bytes integer not null check (bytes >= 1),
    sha256 text not null check (length(sha256) = 64),
    base integer check (base >= 1 and base < number),
    published_by text not null,
    primary key (node, number)
) strict;

create table numbers_taken (
    node text not null,
    epoch integer not null,
    seq integer not null,
    number integer not null check (number >= 1),
    published_at text not null,
    day text not null,
    count integer not null check (count >= 0),
    sha256 text not null check (length(sha256) = 64),
    base integer check (base >= 1 and base < number),
    taken_at text not null,
    primary key (node, epoch, seq)
) strict;

create index numbers_taken_by_number on numbers_taken (node, number, epoch, seq);

-- Which document numbers a filter affirmed and headquarters has not been asked about yet: one a traveller. Room: watchlist.
create table numbers_to_confirm (
    occasion_id text primary key,
    key text not null,
    said text not null,
    asked_at text not null
) strict;

-- Up to which of headquarters' lists a site has looked whether the numbers of its hits still stand on it. Room: numbers.
create table numbers_looked_at (
    node text primary key,
    number integer not null check (number >= 1)
) strict;

create trigger numbers_published_never_updated before update on numbers_published
begin
    select raise(abort, 'filters only grow in number');
end;

create trigger numbers_published_never_deleted before delete on numbers_published
begin
    select raise(abort, 'filters only grow in number');
end;
