-- The journal (sync/journal.py): entries and, apart, their payloads. Both only grow.
-- place: the order in which this node wrote entries down, its own and (at headquarters) those of posts; not hashed.

create table journal_payloads (
    digest text primary key check (length(digest) = 64),
    bytes blob
) strict;

create table journal (
    node text not null,
    epoch integer not null check (epoch >= 1),
    seq integer not null check (seq >= 1),
    event_id text not null unique,
    kind text not null,
    version integer not null check (version >= 1),
    at text not null,
    actor text not null,
    reason text not null,
    digest text not null references journal_payloads (digest),
    hash text not null check (length(hash) = 64),
    place integer not null unique check (place >= 1),
    primary key (node, epoch, seq)
) strict;

create index journal_by_kind on journal (kind, at);

create trigger journal_never_updated before update on journal
begin
    select raise(abort, 'the journal only grows');
end;

create trigger journal_never_deleted before delete on journal
begin
    select raise(abort, 'the journal only grows');
end;

create trigger journal_payloads_only_emptied before update on journal_payloads
when new.bytes is not null or new.digest <> old.digest
begin
    select raise(abort, 'a payload can only be emptied');
end;

create trigger journal_payloads_never_deleted before delete on journal_payloads
begin
    select raise(abort, 'a payload can only be emptied');
end;
