-- Crossings, what was amended in them, and each slip that was printed. All three only grow. Room: crossings.

create table crossings (
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

create index crossings_of_day on crossings (day, happened_at, crossing_id);
create index crossings_of_document on crossings (document_id, happened_at, crossing_id);
create index crossings_by_number on crossings (bare_number, happened_at);
create index crossings_by_name on crossings (name_key, happened_at);
create index crossings_of_group on crossings (group_id) where group_id is not null;

-- An amendment carries the whole of what may be amended, as it reads from then on.
create table crossing_amendments (
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

create table slip_prints (
    crossing_id text not null references crossings (crossing_id),
    copy integer not null check (copy >= 0), -- 0 is the original
    printed_at text not null,
    printed_by text not null,
    primary key (crossing_id, copy)
) strict;

create trigger crossings_never_updated before update on crossings
begin
    select raise(abort, 'crossings only grow');
end;

create trigger crossings_never_deleted before delete on crossings
begin
    select raise(abort, 'crossings only grow');
end;

create trigger crossing_amendments_never_updated before update on crossing_amendments
begin
    select raise(abort, 'amendments of crossings only grow');
end;

create trigger crossing_amendments_never_deleted before delete on crossing_amendments
begin
    select raise(abort, 'amendments of crossings only grow');
end;

create trigger slip_prints_never_updated before update on slip_prints
begin
    select raise(abort, 'the list of printed slips only grows');
end;

create trigger slip_prints_never_deleted before delete on slip_prints
begin
    select raise(abort, 'the list of printed slips only grows');
end;

-- Crossings as they read today: with the newest amendment where there is one. Reports count on this view.
create view crossings_now as
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
