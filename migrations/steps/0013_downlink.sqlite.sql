-- The downlink: what headquarters has told this post, and how far the fetching of editions is. Room: replication.

-- Where a chain of another site goes on behind entries that are not kept here: before is the hash it follows.
-- Headquarters relays what is meant for posts, so its chain and those of other posts have holes at a post.
create table journal_holes (
    node text not null,
    epoch integer not null,
    seq integer not null,
    before text not null check (length(before) = 64),
    primary key (node, epoch, seq),
    foreign key (node, epoch, seq) references journal (node, epoch, seq)
) strict;

create trigger journal_holes_never_updated before update on journal_holes
begin
    select raise(abort, 'the journal only grows');
end;

create trigger journal_holes_never_deleted before delete on journal_holes
begin
    select raise(abort, 'the journal only grows');
end;

-- At a post: one row. place, mark: up to where in headquarters' journal all that is meant for this post was heard, and
-- the hash there. hq: its name, '' before it said so. whole_at: by this post's clock, nothing was left unheard then.
create table pull_state (
    node text primary key,
    hq text not null,
    place integer not null check (place >= 0),
    mark text not null check (length(mark) = 64),
    heard_at text,
    whole_at text,
    failures integer not null check (failures >= 0),
    failed_at text,
    fault text,
    stopped integer not null check (stopped in (0, 1))
) strict;

-- What the downlink asks of headquarters' journal, kind by kind, whatever else lies between.
create index journal_by_kind_and_place on journal (kind, place, node);

-- At a post: a row for editions, one for filters of numbers. asked_at: the last answer about the newest; file, sha256, bytes: what is being fetched,
-- '' and 0 for nothing; how much of it is here is told by the file itself.
create table fetch_state (
    node text not null,
    what text not null check (what in ('editions', 'numbers')),
    asked_at text,
    file text not null,
    sha256 text not null,
    bytes integer not null check (bytes >= 0),
    failures integer not null check (failures >= 0),
    failed_at text,
    fault text,
    primary key (node, what)
) strict;
