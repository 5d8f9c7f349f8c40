-- Who looked whom up, and why. Room: audit. It reads the journal besides.

create table looks (
    look_id text primary key,
    node text not null,
    looked_at text not null,
    actor text not null,
    kind text not null check (kind in ('search.made', 'traveller.viewed', 'entry.viewed', 'register.exported')),
    subject text not null, -- the traveller's or entry's id, the name of the search, or 'register'
    reason text not null,
    note text not null,
    asked text not null, -- JSON: what was asked for
    found integer not null check (found >= 0)
) strict;

create index looks_of_actor on looks (actor, kind, subject, looked_at);
create index looks_by_time on looks (looked_at, look_id);
create index journal_by_time on journal (at, node, epoch, seq);
create index journal_by_actor on journal (actor, at);

create trigger looks_never_updated before update on looks
begin
    select raise(abort, 'looks only grow');
end;

create trigger looks_never_deleted before delete on looks
begin
    select raise(abort, 'looks only grow');
end;

-- The journal as an auditor reads it: who did what, when and why; never what stands in a payload.
create view journal_told as
    select j.node,
           j.epoch,
           j.seq,
           j.event_id,
           j.kind,
           j.at,
           j.actor,
           j.reason,
           l.note,
           l.found
      from journal j
      left join looks l on l.look_id = j.event_id;
