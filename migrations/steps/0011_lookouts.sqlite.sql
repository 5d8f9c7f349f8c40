-- Entries by hand at headquarters, decided by two persons, and the lookouts of posts. Room: lookouts.

create table entries (
    entry_id text primary key,
    node text not null,
    state text not null check (state in ('proposed', 'in-force', 'returned', 'withdrawn')),
    category text not null,
    response text not null,
    said text not null, -- border.listing.pack
    name text not null,
    searched text not null, -- folded names and bare numbers
    expires_on text not null,
    review_on text not null,
    proposed_at text not null,
    changed_at text not null
) strict;

create index entries_by_name on entries (name, entry_id);

create table entry_proposals (
    proposal_id text primary key,
    entry_id text not null references entries (entry_id),
    number integer not null check (number >= 1), -- of the entry's proposals
    node text not null,
    kind text not null check (kind in ('new', 'change', 'withdrawal')),
    category text not null,
    said text not null,
    why text not null,
    lookout_id text, -- the lookout it came from
    proposed_at text not null,
    proposed_by text not null,
    proposed_name text not null,
    state text not null check (state in ('open', 'approved', 'returned')),
    decided_at text,
    decided_by text,
    decided_name text,
    remark text,
    check ((state = 'open') = (decided_by is null)),
    check (decided_by <> proposed_by),
    unique (entry_id, number)
) strict;

create unique index entry_proposals_open on entry_proposals (entry_id) where state = 'open';

create table lookouts (
    lookout_id text primary key,
    node text not null,
    category text not null,
    response text not null,
    said text not null,
    name text not null,
    opened_at text not null,
    until_at text not null,
    opened_by text not null,
    opened_name text not null
) strict;

create index lookouts_by_end on lookouts (until_at, lookout_id);
create index lookouts_of_post on lookouts (node, opened_at, lookout_id);

create table lookout_endings (
    lookout_id text primary key references lookouts (lookout_id),
    node text not null,
    ended_at text not null,
    ended_by text not null,
    ended_name text not null,
    why text not null
) strict;

-- No reference: headquarters' word may be heard before the lookout that it is about.
create table lookout_reviews (
    review_id text primary key,
    lookout_id text not null,
    node text not null,
    verdict text not null check (verdict in ('lifted', 'renewable', 'kept')),
    reviewed_at text not null,
    reviewed_by text not null,
    reviewed_name text not null,
    why text not null
) strict;

create index lookout_reviews_of_lookout on lookout_reviews (lookout_id, verdict);
