"""Hits counted, and those of one entry or agency; all of it read from the view of hits, nothing is kept."""

from typing import Any

from db.database import Database, Row

Terms = dict[str, Any]


def groups(db: Database, terms: Terms, sort: str, limit: int, offset: int) -> list[Row]:
    """Return one page of counts by list, nationality and sex; each row knows the total of groups."""
    return db.all(GROUPS, **terms, sort=sort, limit=limit, offset=offset)


def by_list(db: Database, terms: Terms) -> list[Row]:
    return db.all(BY_LIST, **terms)


def by_agency(db: Database, terms: Terms) -> list[Row]:
    return db.all(BY_AGENCY, **terms)


def outcomes(db: Database, terms: Terms) -> list[Row]:
    """Return the hits of one agency's entries, the oldest first."""
    return db.all(OUTCOMES, **terms)


def stopped(db: Database, entry_id: str, limit: int, offset: int) -> list[Row]:
    """Return one page of the hits of an entry, the newest first; each row knows the total."""
    return db.all(STOPPED, entry_id=entry_id, limit=limit, offset=offset)


# Sex is never folded.
GROUPS = """
    select source, nationality, sex, count(*) as hits,
           sum(case when state = 'same' then 1 else 0 end) as same,
           sum(case when state = 'not-same' then 1 else 0 end) as not_same,
           sum(case when state in ('open', 'acknowledged', 'unconfirmed', 'referred') then 1 else 0 end) as waiting,
           sum(case when state = 'closed' then 1 else 0 end) as closed,
           count(*) over () as total
      from hits_told
     where found_at >= :from_at
       and found_at < :until_at
       and (:source = '' or source = :source)
       and (:agency = '' or agency = :agency)
     group by source, nationality, sex
     order by case when :sort = 'hits' then count(*) end desc,
              case when :sort = 'somebody-else' then sum(case when state = 'not-same' then 1 else 0 end) end desc,
              case when :sort = 'nationality' then nationality end,
              source, nationality, sex
     limit :limit
    offset :offset
"""

BY_LIST = """
    select source, count(*) as hits,
           sum(case when state = 'same' then 1 else 0 end) as same,
           sum(case when state = 'not-same' then 1 else 0 end) as not_same,
           sum(case when state in ('open', 'acknowledged', 'unconfirmed', 'referred') then 1 else 0 end) as waiting,
           sum(case when state = 'closed' then 1 else 0 end) as closed
      from hits_told
     where found_at >= :from_at
       and found_at < :until_at
       and (:source = '' or source = :source)
       and (:agency = '' or agency = :agency)
     group by source
     order by source
"""

BY_AGENCY = """
    select agency, count(*) as hits,
           sum(case when state = 'same' then 1 else 0 end) as same,
           sum(case when state = 'not-same' then 1 else 0 end) as not_same,
           sum(case when state in ('open', 'acknowledged', 'unconfirmed', 'referred') then 1 else 0 end) as waiting,
           sum(case when state = 'closed' then 1 else 0 end) as closed
      from hits_told
     where found_at >= :from_at
       and found_at < :until_at
       and agency <> ''
       and (:source = '' or source = :source)
     group by agency
     order by agency
"""

OUTCOMES = """
    select entry_id, entry_name, category, node, direction, met_at, state, decided_at
      from hits_told
     where found_at >= :from_at
       and found_at < :until_at
       and (:source = '' or source = :source)
       and agency = :agency
     order by entry_id, met_at, hit_id
"""

STOPPED = """
    select hit_id, node, desk, occasion, met_at, direction, document_id, surname, given_names, state, verdict, decided_at,
           response, '' as raised_to, count(*) over () as total
      from hits_told
     where entry_id = :entry_id
     order by met_at desc, hit_id desc
     limit :limit
    offset :offset
"""
