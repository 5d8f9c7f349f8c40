-- Replication: what a post has sent, what headquarters has heard, what waits for an upgrade. Room: replication.
-- All local. Where a chain ends at headquarters is told by the journal itself, so it cannot say otherwise.

-- At a post: one row. fault: code of the last failure; stopped: upward sync ended (fork, signature).
create table push_state (
    node text primary key,
    epoch integer not null check (epoch >= 1),
    seq integer not null check (seq >= 0),
    heard_at text,
    failures integer not null check (failures >= 0),
    failed_at text,
    fault text,
    stopped integer not null check (stopped in (0, 1))
) strict;

-- At headquarters: one row a post. as_of: the data is whole up to here, null before any; newest: what the post said it has.
create table site_contacts (
    node text primary key references sites (name),
    heard_at text not null,
    sent_at text not null,
    as_of text,
    newest_epoch integer not null check (newest_epoch >= 1),
    newest_seq integer not null check (newest_seq >= 0),
    refused_at text,
    refusal text
) strict;

-- Events that could not be projected. projected_after: null while it waits, else the newest place in the journal when
-- it was projected at last, so that a fold repeats the same order.
create table events_set_aside (
    place integer primary key references journal (place),
    node text not null,
    kind text not null,
    version integer not null,
    why text not null,
    set_aside_at text not null,
    projected_after integer
) strict;

create index events_waiting on events_set_aside (place) where projected_after is null;

-- What the status line asks on every page, and the worker twice a second, costs nothing however much waits.
create index journal_of_crossings on journal (node, epoch, seq, at) where kind = 'crossing.recorded';
create index journal_of_hits on journal (node, epoch, seq, place, kind) where kind in ('hit.found', 'hit.found_silently');
create index crossings_of_node on crossings (node, crossing_id);

-- Crossings as reports may read them: no person and no document, only what is counted and the post it belongs to.
create view crossings_flat as
    select c.crossing_id,
           c.node,
           s.title as post,
           c.direction,
           c.decision,
           c.happened_at,
           c.day,
           c.hour,
           c.desk,
           c.capacity,
           c.nationality,
           c.sex,
           c.purpose,
           c.refusal_ground,
           c.group_kind,
           c.carrier,
           c.late_written_by is not null as late,
           c.recorded_at,
           c.voided
      from crossings_now c
      join sites s on s.name = c.node;
