-- What becomes of a hit: why it was one, who answered it, what was decided, what is remembered. Room: watchlist.

alter table hits rename to hits_before;
drop trigger hits_never_updated;
drop trigger hits_never_deleted;
drop index hits_by_time;

create table hits (
    hit_id text primary key,
    node text not null,
    inspection_id text not null,
    list text not null check (list in ('persons', 'documents')),
    edition integer not null,
    entry_id text not null,
    source text not null,
    category text not null,
    priority integer not null,
    kind text not null check (kind in ('person', 'document')),
    response text not null,
    agency text not null,
    entry_name text not null,
    entry_hash text not null,
    said text not null,
    score real,
    margin real,
    reasons text not null,
    occasion text not null check (occasion in ('desk', 'paper', 'late')),
    met_at text not null,
    direction text not null,
    desk text not null,
    document_id text not null,
    person_key text not null,
    surname text not null,
    given_names text not null,
    born_on text not null,
    sex text not null check (sex in ('M', 'F', 'X', 'U')),
    nationality text not null,
    found_at text not null,
    found_by text not null,
    state text not null default 'open'
        check (state in ('open', 'acknowledged', 'unconfirmed', 'referred', 'same', 'not-same', 'closed')),
    raised_to text not null default '' check (raised_to in ('', 'supervisor', 'headquarters')),
    unique (inspection_id, list, entry_id)
) strict;

insert into hits (hit_id, node, inspection_id, list, edition, entry_id, source, category, priority, kind, response,
                  agency, entry_name, entry_hash, said, score, reasons, occasion, met_at, direction, desk, document_id,
                  person_key, surname, given_names, born_on, sex, nationality, found_at, found_by)
select hit_id, node, inspection_id, list, edition, entry_id, list, category, 99, kind, 'refer', '', '', '', '', score,
       reasons, 'desk', found_at, '', desk, document_id, '', '', '', '', 'U', '', found_at, found_by
  from hits_before;

drop table hits_before;

create index hits_by_time on hits (found_at, hit_id);
create index hits_in_order on hits (state, priority, found_at, hit_id);
create index hits_of_entry on hits (entry_id, document_id);

create trigger hits_keep_what_was_found
before update of hit_id, node, inspection_id, list, edition, entry_id, source, category, priority, kind, response,
                 agency, entry_name, entry_hash, said, score, margin, reasons, occasion, met_at, direction, desk,
                 document_id, person_key, surname, given_names, born_on, sex, nationality, found_at, found_by on hits
begin
    select raise(abort, 'hits only grow: what was found stays');
end;

create trigger hits_never_deleted before delete on hits
begin
    select raise(abort, 'hits only grow');
end;

create table hit_steps (
    node text not null,
    epoch integer not null,
    seq integer not null,
    hit_id text not null,
    kind text not null check (kind in ('acknowledged', 'adjudicated', 'raised', 'closed')),
    at text not null,
    by text not null,
    by_name text not null,
    verdict text not null check (verdict in ('', 'same', 'not-same', 'refer')),
    level text not null check (level in ('', 'supervisor', 'headquarters')),
    reason text not null,
    meeting text not null,
    primary key (node, epoch, seq)
) strict;

create index hit_steps_of_hit on hit_steps (hit_id, at, node, epoch, seq);

create trigger hit_steps_never_updated before update on hit_steps
begin
    select raise(abort, 'what became of a hit only grows');
end;

create trigger hit_steps_never_deleted before delete on hit_steps
begin
    select raise(abort, 'what became of a hit only grows');
end;

-- Worked out anew from the steps of a hit: a verdict that is taken back forgets its row.
create table cleared_meetings (
    hit_id text primary key,
    node text not null,
    document_id text not null,
    person_key text not null,
    entry_id text not null,
    entry_hash text not null,
    decided_on text not null,
    until_on text not null
) strict;

create index cleared_meetings_of_traveller on cleared_meetings (document_id, person_key, entry_id);

-- How much more than the list's own threshold a category asks for, and who proposed it. Room: thresholds.
create table thresholds (
    threshold_id text primary key,
    node text not null,
    category text not null,
    margin real not null check (margin >= 0),
    reason text not null,
    proposed_name text not null,
    set_at text not null,
    set_by text not null,
    set_by_name text not null
) strict;

create index thresholds_of_category on thresholds (category, set_at, threshold_id);

create table threshold_proposals (
    proposal_id text primary key,
    node text not null,
    category text not null,
    margin real not null check (margin >= 0),
    reason text not null,
    hits integer not null,
    same integer not null,
    kept integer not null,
    kept_same integer not null,
    state text not null default 'open' check (state in ('open', 'approved', 'rejected')),
    proposed_at text not null,
    proposed_by text not null,
    proposed_name text not null,
    decided_at text,
    decided_by text,
    decided_name text,
    remark text not null default '',
    check (state = 'open' or decided_at is not null),
    check (state <> 'approved' or decided_by <> proposed_by)
) strict;

create unique index threshold_proposals_open on threshold_proposals (node, category) where state = 'open';

-- A margin tried on the crossings of the last days, read in slices. Room: thresholds.
create table threshold_trials (
    category text not null,
    margin real not null,
    margin_now real not null,
    state text not null check (state in ('waiting', 'running', 'done', 'failed')),
    asked_at text not null,
    asked_name text not null,
    ended_at text,
    edition integer,
    crossings integer not null,
    shown integer not null,
    shown_now integer not null,
    travellers integer not null,
    primary key (category, margin)
) strict;

-- How far what happened was laid beside what came since: the edition, the lookouts (ids, JSON), the journal's place.
create table rescreens (
    node text primary key,
    edition integer not null,
    lookouts text not null,
    epoch integer not null,
    seq integer not null
) strict;

-- Hits with what was decided last, for whoever counts them. A closed hit keeps the verdict that it had.
create view hits_told as
select h.hit_id, h.node, h.source, h.edition, h.entry_id, h.entry_name, h.category, h.kind, h.response, h.agency,
       h.occasion, h.met_at, h.direction, h.desk, h.document_id, h.surname, h.given_names, h.sex, h.nationality,
       h.found_at, h.state,
       (select s.verdict
          from hit_steps s
         where s.hit_id = h.hit_id
           and s.verdict <> ''
         order by s.at desc, s.node desc, s.epoch desc, s.seq desc
         limit 1) as verdict,
       (select max(s.at)
          from hit_steps s
         where s.hit_id = h.hit_id
           and s.kind in ('adjudicated', 'closed')) as decided_at
  from hits h;
