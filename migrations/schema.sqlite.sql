-- The schema after all steps. Made by `python -m migrations.dump`; never edited by hand.

CREATE TABLE schema_steps (
        number integer primary key,
        name text not null,
        digest text not null
    ) strict
;

CREATE TABLE journal_payloads (
    digest text primary key check (length(digest) = 64),
    bytes blob
) strict;

CREATE TABLE journal (
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

CREATE INDEX journal_by_kind on journal (kind, at);

CREATE TRIGGER journal_never_updated before update on journal
begin
    select raise(abort, 'the journal only grows');
end;

CREATE TRIGGER journal_never_deleted before delete on journal
begin
    select raise(abort, 'the journal only grows');
end;

CREATE TRIGGER journal_payloads_only_emptied before update on journal_payloads
when new.bytes is not null or new.digest <> old.digest
begin
    select raise(abort, 'a payload can only be emptied');
end;

CREATE TRIGGER journal_payloads_never_deleted before delete on journal_payloads
begin
    select raise(abort, 'a payload can only be emptied');
end;

CREATE TABLE sites (
    name text primary key,
    title text not null,
    role text not null check (role in ('post', 'hq')),
    kind text not null check (kind in ('land', 'air', 'sea', 'hq')),
    neighbour text not null,
    public_key text not null unique,
    known_at text not null
) strict;

CREATE TABLE desks (
    site text not null references sites (name),
    name text not null,
    title text not null,
    direction text not null check (direction in ('entry', 'exit')),
    added_at text not null,
    primary key (site, name)
) strict;

CREATE TABLE trusted_keys (
    node text not null,
    name text not null,
    title text not null,
    public_key text not null,
    trusted_at text not null,
    primary key (node, name)
) strict;

CREATE TABLE accounts (
    id text primary key,
    node text not null,
    username text not null,
    name text not null,
    role text not null check (
        role in (
            'officer', 'supervisor', 'examiner', 'hq-analyst',
            'watchlist-editor', 'auditor', 'administrator', 'field-it'
        )
    ),
    state text not null check (state in ('open', 'locked', 'closed')),
    theme text not null check (theme in ('day', 'night')),
    language text not null,
    opened_at text not null,
    signed_in_at text,
    closed_at text,
    closed_why text,
    unique (node, username),
    check ((state = 'closed') = (closed_at is not null))
) strict;

CREATE TRIGGER accounts_never_deleted before delete on accounts
begin
    select raise(abort, 'accounts are closed, never deleted');
end;

CREATE TRIGGER accounts_never_opened_again before update on accounts
when old.state = 'closed' and new.state <> 'closed'
begin
    select raise(abort, 'a closed account stays closed');
end;

CREATE TABLE credentials (
    account_id text primary key references accounts (id),
    password_hash text not null,
    must_change integer not null check (must_change in (0, 1)),
    pin_hash text
) strict;

CREATE TABLE sessions (
    id text primary key,
    token_digest text not null unique check (length(token_digest) = 64),
    account_id text not null references accounts (id),
    opened_at text not null,
    seen_at text not null,
    locked integer not null default 0 check (locked in (0, 1)),
    pin_tries integer not null default 0,
    place text not null,
    notices text not null default '[]'
) strict;

CREATE INDEX sessions_of_account on sessions (account_id, opened_at, id);

CREATE TABLE sign_in_failures (
    name_digest text primary key check (length(name_digest) = 64),
    failures integer not null check (failures >= 1),
    failed_at text not null
) strict;

CREATE TABLE passages (
    crossing_id text primary key,
    node text not null,
    document_id text not null,
    direction text not null check (direction in ('entry', 'exit')),
    decision text not null check (decision in ('admit', 'refuse')),
    happened_at text not null,
    day text not null, -- the civil day there
    until_on text,
    document_type text not null,
    issuing_state text not null,
    document_number text not null,
    bare_number text not null,
    expires_on text,
    surname text not null,
    given_names text not null,
    name_key text not null,
    nationality text not null,
    sex text not null check (sex in ('M', 'F', 'X', 'U')),
    born_on text,
    voided integer not null check (voided in (0, 1))
) strict;

CREATE INDEX passages_of_document on passages (document_id, happened_at, crossing_id);

CREATE TABLE travellers (
    traveller_id text primary key,
    surname text not null,
    given_names text not null,
    name_key text not null,
    nationality text not null,
    sex text not null check (sex in ('M', 'F', 'X', 'U')),
    born_on text,
    seen_at text not null
) strict;

CREATE INDEX travellers_by_name on travellers (name_key, traveller_id);

CREATE INDEX travellers_by_birth on travellers (born_on, name_key);

CREATE TABLE documents (
    document_id text primary key,
    traveller_id text not null references travellers (traveller_id),
    type text not null,
    issuing_state text not null,
    number text not null,
    bare_number text not null,
    expires_on text,
    seen_at text not null
) strict;

CREATE INDEX documents_by_number on documents (bare_number, document_id);

CREATE INDEX documents_of_traveller on documents (traveller_id, document_id);

CREATE TABLE stays (
    stay_id text primary key, -- the id of the crossing that opened it
    document_id text not null references documents (document_id),
    entered_at text not null,
    entered_on text not null,
    entered_node text not null,
    granted_until text,
    state text not null check (state in ('open', 'exited', 'exit-unseen')),
    exit_crossing_id text unique,
    exited_at text,
    exited_on text,
    exited_node text,
    check ((state = 'exited') = (exit_crossing_id is not null))
) strict;

CREATE INDEX stays_of_document on stays (document_id, entered_at, stay_id);

CREATE INDEX stays_open_until on stays (state, granted_until, stay_id);

CREATE TABLE crossings (
    crossing_id text primary key,
    node text not null,
    inspection_id text unique,
    direction text not null check (direction in ('entry', 'exit')),
    decision text not null check (decision in ('admit', 'refuse')),
    happened_at text not null,
    day text not null,
    hour integer not null check (hour between 0 and 23),
    desk text not null,
    officer_id text not null,
    officer_name text not null,
    capacity text not null check (capacity in ('traveller', 'driver', 'crew')),
    document_id text not null,
    document_type text not null,
    issuing_state text not null,
    document_number text not null,
    bare_number text not null,
    expires_on text,
    read_by text not null check (read_by in ('mrz', 'wedge', 'typed')),
    traveller_id text not null,
    surname text not null,
    given_names text not null,
    name_key text not null,
    nationality text not null,
    sex text not null check (sex in ('M', 'F', 'X', 'U')),
    born_on text,
    purpose text,
    days_granted integer,
    until_on text,
    address text,
    authority text,
    refusal_ground text,
    refusal_article text,
    refusal_remark text,
    group_id text,
    group_kind text check (group_kind in ('family', 'bus', 'vehicle', 'other')),
    vehicle_plate text,
    carrier text,
    zone text,
    stamp text not null,
    override_reason text,
    supervisor_id text,
    late_written_by text,
    late_why text,
    referral_id text,
    hit_ids text not null,
    recorded_at text not null,
    check ((decision = 'refuse') = (refusal_ground is not null)),
    check ((inspection_id is null) = (late_written_by is not null))
) strict;

CREATE INDEX crossings_of_day on crossings (day, happened_at, crossing_id);

CREATE INDEX crossings_of_document on crossings (document_id, happened_at, crossing_id);

CREATE INDEX crossings_by_number on crossings (bare_number, happened_at);

CREATE INDEX crossings_by_name on crossings (name_key, happened_at);

CREATE INDEX crossings_of_group on crossings (group_id) where group_id is not null;

CREATE TABLE crossing_amendments (
    amendment_id text primary key,
    crossing_id text not null references crossings (crossing_id),
    number integer not null check (number >= 1),
    amended_at text not null,
    amended_by text not null,
    amended_by_name text not null,
    reason text not null,
    changes text not null,
    voided integer not null check (voided in (0, 1)),
    direction text not null check (direction in ('entry', 'exit')),
    purpose text,
    days_granted integer,
    until_on text,
    address text,
    surname text not null,
    given_names text not null,
    nationality text not null,
    sex text not null check (sex in ('M', 'F', 'X', 'U')),
    born_on text,
    vehicle_plate text,
    carrier text,
    name_key text not null,
    unique (crossing_id, number)
) strict;

CREATE TABLE slip_prints (
    crossing_id text not null references crossings (crossing_id),
    copy integer not null check (copy >= 0), -- 0 is the original
    printed_at text not null,
    printed_by text not null,
    primary key (crossing_id, copy)
) strict;

CREATE TRIGGER crossings_never_updated before update on crossings
begin
    select raise(abort, 'crossings only grow');
end;

CREATE TRIGGER crossings_never_deleted before delete on crossings
begin
    select raise(abort, 'crossings only grow');
end;

CREATE TRIGGER crossing_amendments_never_updated before update on crossing_amendments
begin
    select raise(abort, 'amendments of crossings only grow');
end;

CREATE TRIGGER crossing_amendments_never_deleted before delete on crossing_amendments
begin
    select raise(abort, 'amendments of crossings only grow');
end;

CREATE TRIGGER slip_prints_never_updated before update on slip_prints
begin
    select raise(abort, 'the list of printed slips only grows');
end;

CREATE TRIGGER slip_prints_never_deleted before delete on slip_prints
begin
    select raise(abort, 'the list of printed slips only grows');
end;

CREATE VIEW crossings_now as
    select c.crossing_id,
           c.node,
           c.inspection_id,
           case when a.number is null then c.direction else a.direction end as direction,
           c.decision,
           c.happened_at,
           c.day,
           c.hour,
           c.desk,
           c.officer_id,
           c.officer_name,
           c.capacity,
           c.document_id,
           c.document_type,
           c.issuing_state,
           c.document_number,
           c.bare_number,
           c.expires_on,
           c.read_by,
           c.traveller_id,
           case when a.number is null then c.surname else a.surname end as surname,
           case when a.number is null then c.given_names else a.given_names end as given_names,
           case when a.number is null then c.name_key else a.name_key end as name_key,
           case when a.number is null then c.nationality else a.nationality end as nationality,
           case when a.number is null then c.sex else a.sex end as sex,
           case when a.number is null then c.born_on else a.born_on end as born_on,
           case when a.number is null then c.purpose else a.purpose end as purpose,
           case when a.number is null then c.days_granted else a.days_granted end as days_granted,
           case when a.number is null then c.until_on else a.until_on end as until_on,
           case when a.number is null then c.address else a.address end as address,
           c.authority,
           c.refusal_ground,
           c.refusal_article,
           c.refusal_remark,
           c.group_id,
           c.group_kind,
           case when a.number is null then c.vehicle_plate else a.vehicle_plate end as vehicle_plate,
           case when a.number is null then c.carrier else a.carrier end as carrier,
           c.zone,
           c.stamp,
           c.override_reason,
           c.supervisor_id,
           c.late_written_by,
           c.late_why,
           c.referral_id,
           c.hit_ids,
           c.recorded_at,
           coalesce(a.number, 0) as amendments,
           coalesce(a.voided, 0) as voided
      from crossings c
      left join crossing_amendments a
        on a.crossing_id = c.crossing_id
       and a.number = (select max(n.number) from crossing_amendments n where n.crossing_id = c.crossing_id);

CREATE TABLE list_editions (
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

CREATE TRIGGER list_editions_never_updated before update on list_editions
begin
    select raise(abort, 'editions only grow in number');
end;

CREATE TRIGGER list_editions_never_deleted before delete on list_editions
begin
    select raise(abort, 'editions only grow in number');
end;

CREATE TABLE desk_sittings (
    id text primary key,
    node text not null,
    desk text not null,
    account_id text not null,
    account_name text not null,
    taken_at text not null,
    left_at text
) strict;

CREATE UNIQUE INDEX desk_sittings_one_at_a_desk on desk_sittings (node, desk) where left_at is null;

CREATE UNIQUE INDEX desk_sittings_one_a_person on desk_sittings (node, account_id) where left_at is null;

CREATE TABLE referrals (
    id text primary key,
    node text not null,
    inspection_id text not null unique,
    desk text not null,
    officer_id text not null,
    officer_name text not null,
    reason text not null,
    remark text not null,
    surname text not null,
    given_names text not null,
    nationality text not null,
    document_id text not null,
    findings text not null,
    opened_at text not null,
    closed_at text,
    crossing_id text
) strict;

CREATE INDEX referrals_open on referrals (node, closed_at, opened_at);

CREATE TABLE groups (
    id text primary key,
    desk text not null,
    kind text not null,
    vehicle_plate text not null,
    carrier text not null,
    opened_at text not null,
    closed_at text
) strict;

CREATE UNIQUE INDEX groups_one_at_a_desk on groups (desk) where closed_at is null;

CREATE TABLE readings (
    id text primary key,
    desk text not null,
    kind text not null,
    at text not null,
    lines text not null,
    raw blob not null,
    fault text
) strict;

CREATE TABLE inspections (
    id text primary key,
    desk text not null,
    state text not null check (state in ('open', 'decided', 'abandoned', 'referred')),
    opened_at text not null,
    direction text not null check (direction in ('entry', 'exit')),
    capacity text not null,
    read_by text not null check (read_by in ('mrz', 'wedge', 'typed')),
    zone text,
    zone_read text, -- as it was read, where an officer confirmed the correction that stands in zone
    facts text not null,
    facts_before text not null default '[]', -- what stood in facts before it was read again or put right: the lists are asked about it, too
    correction text,
    reading_id text references readings (id),
    group_id text references groups (id),
    document_id text not null,
    checked_at text,
    round integer not null default 1, -- what a page showed: grows when an officer must look again
    asking integer not null default 1, -- what was asked: grows when older answers count no more
    referral_id text,
    crossing_id text
) strict;

CREATE INDEX inspections_on_the_desk on inspections (desk, state, opened_at);

CREATE INDEX inspections_by_document on inspections (document_id, state);

CREATE TABLE inspection_checks (
    inspection_id text not null references inspections (id),
    name text not null,
    place integer not null,
    answer text not null,
    check_made text not null,
    primary key (inspection_id, name)
) strict;

CREATE TABLE push_state (
    node text primary key,
    epoch integer not null check (epoch >= 1),
    seq integer not null check (seq >= 0),
    heard_at text,
    failures integer not null check (failures >= 0),
    failed_at text,
    fault text,
    stopped integer not null check (stopped in (0, 1))
) strict;

CREATE TABLE site_contacts (
    node text primary key references sites (name),
    heard_at text not null,
    sent_at text not null,
    as_of text,
    newest_epoch integer not null check (newest_epoch >= 1),
    newest_seq integer not null check (newest_seq >= 0),
    refused_at text,
    refusal text
) strict;

CREATE TABLE events_set_aside (
    place integer primary key references journal (place),
    node text not null,
    kind text not null,
    version integer not null,
    why text not null,
    set_aside_at text not null,
    projected_after integer
) strict;

CREATE INDEX events_waiting on events_set_aside (place) where projected_after is null;

CREATE INDEX journal_of_crossings on journal (node, epoch, seq, at) where kind = 'crossing.recorded';

CREATE INDEX journal_of_hits on journal (node, epoch, seq, place, kind) where kind in ('hit.found', 'hit.found_silently');

CREATE INDEX crossings_of_node on crossings (node, crossing_id);

CREATE VIEW crossings_flat as
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

CREATE TABLE looks (
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

CREATE INDEX looks_of_actor on looks (actor, kind, subject, looked_at);

CREATE INDEX looks_by_time on looks (looked_at, look_id);

CREATE INDEX journal_by_time on journal (at, node, epoch, seq);

CREATE INDEX journal_by_actor on journal (actor, at);

CREATE TRIGGER looks_never_updated before update on looks
begin
    select raise(abort, 'looks only grow');
end;

CREATE TRIGGER looks_never_deleted before delete on looks
begin
    select raise(abort, 'looks only grow');
end;

CREATE VIEW journal_told as
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

CREATE TABLE list_sources (
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

CREATE TABLE list_imports (
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

CREATE UNIQUE INDEX list_imports_in_force on list_imports (source) where state = 'in-force';

CREATE UNIQUE INDEX list_imports_held on list_imports (source) where state = 'held';

CREATE TABLE list_jobs (
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

CREATE INDEX list_jobs_by_source on list_jobs (source, asked_at, turn);

CREATE TABLE list_problems (
    job_id text not null,
    number integer not null check (number >= 1),
    line integer not null,
    field text not null,
    what text not null,
    primary key (job_id, number)
) strict, without rowid;

CREATE TABLE entries (
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

CREATE INDEX entries_by_name on entries (name, entry_id);

CREATE TABLE entry_proposals (
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

CREATE UNIQUE INDEX entry_proposals_open on entry_proposals (entry_id) where state = 'open';

CREATE TABLE lookouts (
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

CREATE INDEX lookouts_by_end on lookouts (until_at, lookout_id);

CREATE INDEX lookouts_of_post on lookouts (node, opened_at, lookout_id);

CREATE TABLE lookout_endings (
    lookout_id text primary key references lookouts (lookout_id),
    node text not null,
    ended_at text not null,
    ended_by text not null,
    ended_name text not null,
    why text not null
) strict;

CREATE TABLE lookout_reviews (
    review_id text primary key,
    lookout_id text not null,
    node text not null,
    verdict text not null check (verdict in ('lifted', 'renewable', 'kept')),
    reviewed_at text not null,
    reviewed_by text not null,
    reviewed_name text not null,
    why text not null
) strict;

CREATE INDEX lookout_reviews_of_lookout on lookout_reviews (lookout_id, verdict);

CREATE TABLE editions_published (
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

CREATE TABLE editions_taken (
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

CREATE INDEX editions_taken_by_number on editions_taken (node, number, epoch, seq);

CREATE TABLE publications_refused (
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

CREATE TABLE publications_in_use (
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

CREATE TABLE editions_asked_for (
    node text primary key,
    account_id text not null,
    username text not null,
    name text not null,
    role text not null,
    asked_at text not null
) strict;

CREATE TRIGGER editions_published_never_updated before update on editions_published
begin
    select raise(abort, 'editions only grow in number');
end;

CREATE TRIGGER editions_published_never_deleted before delete on editions_published
begin
    select raise(abort, 'editions only grow in number');
end;

CREATE TABLE journal_holes (
    node text not null,
    epoch integer not null,
    seq integer not null,
    before text not null check (length(before) = 64),
    primary key (node, epoch, seq),
    foreign key (node, epoch, seq) references journal (node, epoch, seq)
) strict;

CREATE TRIGGER journal_holes_never_updated before update on journal_holes
begin
    select raise(abort, 'the journal only grows');
end;

CREATE TRIGGER journal_holes_never_deleted before delete on journal_holes
begin
    select raise(abort, 'the journal only grows');
end;

CREATE TABLE pull_state (
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

CREATE INDEX journal_by_kind_and_place on journal (kind, place, node);

CREATE TABLE fetch_state (
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

CREATE TABLE hits (
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

CREATE INDEX hits_by_time on hits (found_at, hit_id);

CREATE INDEX hits_in_order on hits (state, priority, found_at, hit_id);

CREATE INDEX hits_of_entry on hits (entry_id, document_id);

CREATE TRIGGER hits_keep_what_was_found
before update of hit_id, node, inspection_id, list, edition, entry_id, source, category, priority, kind, response,
                 agency, entry_name, entry_hash, said, score, margin, reasons, occasion, met_at, direction, desk,
                 document_id, person_key, surname, given_names, born_on, sex, nationality, found_at, found_by on hits
begin
    select raise(abort, 'hits only grow: what was found stays');
end;

CREATE TRIGGER hits_never_deleted before delete on hits
begin
    select raise(abort, 'hits only grow');
end;

CREATE TABLE hit_steps (
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

CREATE INDEX hit_steps_of_hit on hit_steps (hit_id, at, node, epoch, seq);

CREATE TRIGGER hit_steps_never_updated before update on hit_steps
begin
    select raise(abort, 'what became of a hit only grows');
end;

CREATE TRIGGER hit_steps_never_deleted before delete on hit_steps
begin
    select raise(abort, 'what became of a hit only grows');
end;

CREATE TABLE cleared_meetings (
    hit_id text primary key,
    node text not null,
    document_id text not null,
    person_key text not null,
    entry_id text not null,
    entry_hash text not null,
    decided_on text not null,
    until_on text not null
) strict;

CREATE INDEX cleared_meetings_of_traveller on cleared_meetings (document_id, person_key, entry_id);

CREATE TABLE thresholds (
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

CREATE INDEX thresholds_of_category on thresholds (category, set_at, threshold_id);

CREATE TABLE threshold_proposals (
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

CREATE UNIQUE INDEX threshold_proposals_open on threshold_proposals (node, category) where state = 'open';

CREATE TABLE threshold_trials (
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

CREATE TABLE rescreens (
    node text primary key,
    edition integer not null,
    lookouts text not null,
    epoch integer not null,
    seq integer not null
) strict;

CREATE VIEW hits_told as
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

CREATE TABLE numbers_published (
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

CREATE TABLE numbers_taken (
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

CREATE INDEX numbers_taken_by_number on numbers_taken (node, number, epoch, seq);

CREATE TABLE numbers_to_confirm (
    occasion_id text primary key,
    key text not null,
    said text not null,
    asked_at text not null
) strict;

CREATE TABLE numbers_looked_at (
    node text primary key,
    number integer not null check (number >= 1)
) strict;

CREATE TRIGGER numbers_published_never_updated before update on numbers_published
begin
    select raise(abort, 'filters only grow in number');
end;

CREATE TRIGGER numbers_published_never_deleted before delete on numbers_published
begin
    select raise(abort, 'filters only grow in number');
end;
