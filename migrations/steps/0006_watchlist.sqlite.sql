-- Which editions of the lists a site took up, and the hits found in them. Room: watchlist.
-- The entries of an edition lie in a file of their own, <data>/lists/<list>-<number>.db.

create table list_editions (
    node text not null,
    list text not null check (list in ('persons', 'documents')),
    number integer not null check (number >= 1),
    day text not null,
    count integer not null check (count >= 0),
    digest text not null check (length(digest) = 64),
    rejected integer not null check (rejected >= 0),
    loaded_at text not null,
    loaded_by text not null,
    primary key (node, list, number)
) strict;

create table hits (
    hit_id text primary key,
    node text not null,
    inspection_id text not null,
    list text not null check (list in ('persons', 'documents')),
    edition integer not null,
    entry_id text not null,
    category text not null,
    kind text not null check (kind in ('person', 'document')),
    score real,
    reasons text not null,
    document_id text not null,
    desk text not null,
    found_at text not null,
    found_by text not null,
    unique (inspection_id, list, entry_id)
) strict;

create index hits_by_time on hits (found_at, hit_id);

create trigger list_editions_never_updated before update on list_editions
begin
    select raise(abort, 'editions only grow in number');
end;

create trigger list_editions_never_deleted before delete on list_editions
begin
    select raise(abort, 'editions only grow in number');
end;

create trigger hits_never_updated before update on hits
begin
    select raise(abort, 'hits only grow');
end;

create trigger hits_never_deleted before delete on hits
begin
    select raise(abort, 'hits only grow');
end;
