"""The questions asked about one traveller, each over facts handed in: one function, one check.

None of them looks anything up, and none decides. Which finding weighs how much stands in one table. What a source
could not tell is said in `why`, never passed over. docs/rules.md explains each check to those who use it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from border.checks import Check, Finding, Weight, answered, not_done
from border.correction import Differing
from border.crossing import Direction, Outcome, ReferralReason, Situation
from border.days import months_later, span
from border.document import Document, DocumentType
from border.errors import Fact
from border.icao.codes import Kind, find, known
from border.icao.mrz.zone import Zone
from border.stay import Stay, days_over
from border.traveller import Traveller, minor_on
from border.visa import EntryRule
from border.visa_rules import Need
from border.watchlist import Edition, ListedDocument, Meeting

CHECKS = (
    "check-digits",
    "validity",
    "codes",
    "stolen-document",
    "listed-person",
    "stay",
    "earlier",
    "entry-rule",
    "minor",
)
"""The checks in the order in which they are shown."""

WHERE_LISTED = ("listed-number",)
"""Checks that follow where their list is kept; elsewhere there is nothing to ask."""

WHYS = ("no-zone", "no-expiry", "no-list", "other-posts", "eta-register", "no-birth", "late", "failed")
"""What could not be asked, and why. Late and failed are the desk's own: a source that did not answer."""

WEIGHT: Mapping[str, Weight] = MappingProxyType(
    {
        "check-digit": Weight.ALARM,
        "zone-fault": Weight.ATTENTION,
        "differs-from-zone": Weight.ALARM,
        "zone-corrected": Weight.NOTE,
        "read-otherwise-before": Weight.NOTE,
        "name-cut-short": Weight.NOTE,
        "document-expired": Weight.ALARM,
        "document-expired-at-exit": Weight.ATTENTION,
        "document-may-be-expired": Weight.ATTENTION,
        "document-expires-soon": Weight.NOTE,
        "visa-no-travel-document": Weight.ALARM,
        "code-missing": Weight.ATTENTION,
        "code-unknown": Weight.ATTENTION,
        "code-withdrawn": Weight.ATTENTION,
        "code-unofficial": Weight.ATTENTION,
        "code-specimen": Weight.ATTENTION,
        "document-listed": Weight.ALARM,
        "document-being-confirmed": Weight.ATTENTION,
        "document-to-confirm": Weight.ATTENTION,
        "person-listed": Weight.ALARM,
        "person-listed-by-document": Weight.ALARM,
        "person-listed-by-name": Weight.ATTENTION,
        "not-the-same-person": Weight.NOTE,
        "list-old": Weight.NOTE,
        "overstayed": Weight.ATTENTION,
        "stay-still-open": Weight.ATTENTION,
        "overstayed-unless-left": Weight.ATTENTION,
        "stay-by-name": Weight.NOTE,
        "waits-for-second-line": Weight.ALARM,
        "refused-before": Weight.ATTENTION,
        "eta-needed": Weight.ATTENTION,
        "visa-needed": Weight.ATTENTION,
        "rule-uncertain": Weight.NOTE,
        "minor-alone": Weight.ATTENTION,
        "minor-before-adult": Weight.ATTENTION,
        "minor-with-adult": Weight.ATTENTION,
        "age-unclear": Weight.ATTENTION,
    }
)
"""Every finding there is, and how much it weighs. Of a listed person that is the most: see border.hit.weight_of."""

SUPERVISOR_FINDINGS = frozenset({"document-listed", "person-listed", "person-listed-by-document"})
"""Alarms that only a supervisor at the desk may pass."""

SLIPS_OF_THE_HAND = frozenset({"visa-no-travel-document"})
"""Alarms about a document that should not have been read at all: it is put aside without a reason, and the right one read."""

EXPIRES_SOON_MONTHS = 6
"""The eTA asks for a passport valid six months from arrival; below that the officer is told."""

CODE_FINDINGS = frozenset({"unknown-code", "code-not-valid", "unofficial-code"})
"""Zone findings that check_codes answers for, so that nobody reads them twice."""


class Override(StrEnum):
    """What it takes to go on against the findings: to admit, or to put aside."""

    NONE = "none"
    REASON = "reason"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class EarlierCrossing:
    """One crossing of the same document before this one. outcome: what was decided then."""

    direction: Direction
    outcome: Outcome
    on: date


@dataclass(frozen=True, slots=True)
class Waiting:
    """A referral of the same document that nobody has decided. on, minute: since when, on the post's clock."""

    on: date
    minute: str
    reason: ReferralReason


@dataclass(frozen=True, slots=True)
class OfferedStay:
    """An open stay of somebody with the same name and birth under another document. post: as officers call it."""

    document: Document
    stay: Stay
    post: str


def check_digits(
    zone: Zone | None,
    as_read: Sequence[str] = (),
    *,
    typed: Iterable[Differing] = (),
    before: Iterable[str] = (),
) -> Check:
    """Whether the zone keeps what Doc 9303 asks of it: its check digits, and all else its parser found but codes.

    None: the document was typed, or has no zone; then nothing was asked. as_read: the lines as a reader sent them,
    where an officer confirmed that the page says what zone says. typed: what an officer typed otherwise than the zone
    has it; before: what stood on the desk before that was neither the zone's nor is shown now.
    """
    replaced = [_finding("read-otherwise-before", read=read) for read in before]
    if zone is None:
        return answered("check-digits", replaced, source="zone", why="no-zone")
    findings = replaced + [
        _finding(
            "check-digit" if found.code == "check-digit" else "zone-fault",
            fault=found.code,
            field=found.field,
            read=found.read,
            expected=found.expected,
        )
        for found in zone.findings
        if found.code not in CODE_FINDINGS
    ]
    if zone.valid:
        findings += [
            _finding("differs-from-zone", field=field, read=read, typed=other) for field, read, other in typed
        ]
    if as_read:
        findings.append(_finding("zone-corrected", read=" ".join(as_read)))
    if zone.names_truncated:
        findings.append(_finding("name-cut-short"))
    return answered("check-digits", findings, source="zone")


def check_validity(
    valid_until: str, direction: Direction, on: date, kind: DocumentType = DocumentType.PASSPORT
) -> Check:
    """Whether it is a travel document, and still valid on the day; valid_until: a partial date, '' where none was read."""
    if kind is DocumentType.VISA:
        return answered("validity", [_finding("visa-no-travel-document")], source="document")
    ends = span(valid_until, "valid_until")
    if ends is None:
        return not_done("validity", "no-expiry", source="document")
    return answered("validity", _validity(valid_until, *ends, direction, on), source="document")


def check_codes(document: Document, traveller: Traveller, on: date) -> Check:
    """Whether issuing state and nationality are codes that Doc 9303 knows on the day."""
    codes = {"issuing_state": document.issuing_state, "nationality": traveller.nationality}
    found = (_code_finding(field, code, on) for field, code in codes.items())
    return answered("codes", filter(None, found), source="Doc 9303-3")


def check_stolen(hits: Sequence[ListedDocument], edition: Edition | None) -> Check:
    """Whether the document is on the list of stolen ones; hits: what was found under its key, compared already.

    edition: the version of the list that was asked, None where there is none.
    """
    if edition is None:
        return not_done("stolen-document", "no-list", source="documents")
    return answered(
        "stolen-document",
        (
            _finding("document-listed", entry=hit.id, category=hit.category, instruction=hit.instruction)
            for hit in hits
        ),
        source=edition.list_name,
        edition=edition.version,
        as_of=edition.on.isoformat(),
    )


def check_listed(meetings: Sequence[Meeting], edition: Edition | None) -> Check:
    """Whether the traveller is a listed person; a meeting by name alone is a question, no alarm.

    edition: the version of the list that was asked, None where there is none.
    """
    if edition is None:
        return not_done("listed-person", "no-list", source="persons")
    return answered(
        "listed-person",
        map(_listed_finding, meetings),
        source=edition.list_name,
        edition=edition.version,
        as_of=edition.on.isoformat(),
    )


def check_stay(
    open_stay: Stay | None,
    situation: Situation,
    on: date,
    *,
    offered: Iterable[OfferedStay] = (),
    all_posts: bool = False,
) -> Check:
    """Whether a stay is open, and whether it is over its last day.

    A citizen has no stay. At entry an open stay says that an exit was missed, which proves no overstay: where it is
    over its last day the officer is told by how much, unless the person left unseen. At exit without a known entry nothing is found: another post may have it. offered: open stays of the same name and
    birth, told at exit where the document itself has none. all_posts: the stays of all posts are known here.
    """
    if situation.citizen:
        return answered("stay", source="post")
    if open_stay is None:
        told = map(_offered, offered) if situation.direction is Direction.EXIT else ()
        return answered("stay", told, source="post", why="" if all_posts else "other-posts")
    until = open_stay.granted_until
    facts: dict[str, Fact] = {
        "entered_on": open_stay.entered_on.isoformat(),
        "granted_until": until.isoformat() if until else None,
    }
    over = days_over(open_stay, on)
    if situation.direction is Direction.ENTRY:
        missed = (
            _finding("overstayed-unless-left", days=over, **facts)
            if over
            else _finding("stay-still-open", **facts)
        )
        return answered("stay", [missed], source="post")
    return answered("stay", [_finding("overstayed", days=over, **facts)] if over else (), source="post")


def check_earlier(
    crossings: Sequence[EarlierCrossing], waiting: Waiting | None = None, *, all_posts: bool = False
) -> Check:
    """Whether the same document was refused before, or waits for the second line still.

    all_posts: the crossings of all posts are known here.
    """
    refused = [crossing.on for crossing in crossings if crossing.outcome is Outcome.REFUSE]
    findings = (
        [_finding("refused-before", times=len(refused), last_on=max(refused).isoformat())] if refused else []
    )
    if waiting:
        since: dict[str, Fact] = {"since_on": waiting.on.isoformat(), "since_at": waiting.minute}
        findings.append(_finding("waits-for-second-line", **since, referral=waiting.reason.value))
    return answered("earlier", findings, source="post", why="" if all_posts else "other-posts")


def check_entry_rule(rule: EntryRule | None) -> Check:
    """Whether an eTA or visa is needed. rule: None at exit, when nothing is.

    There is no line to the eTA's register: that one is needed is found, whether there is one is not done.
    """
    if rule is None:
        return answered("entry-rule", source="rules")
    facts: dict[str, Fact] = {"days": rule.days, "rule": rule.source}
    findings = [_finding(f"{rule.needs}-needed", **facts)] if rule.needs is not Need.NOTHING else []
    if rule.uncertain:
        findings.append(_finding("rule-uncertain", **facts))
    return answered(
        "entry-rule", findings, source="rules", why="eta-register" if rule.needs is Need.ETA else ""
    )


def check_minor(
    traveller: Traveller, companions: Iterable[Traveller], on: date, *, undecided: Iterable[Traveller] = ()
) -> Check:
    """Whether somebody under 18 crosses without an adult.

    companions: who of the same group was let through; undecided: who of it stands at the desk still, and may yet be
    turned back. Whether the adult may take the child along no machine can tell; the officer is told to ask.
    """
    minor = minor_on(traveller.date_of_birth, on)
    if minor is None and not traveller.date_of_birth:
        return not_done("minor", "no-birth", source="document")
    if minor is None:
        return answered(
            "minor", [_finding("age-unclear", date_of_birth=traveller.date_of_birth)], source="document"
        )
    if not minor:
        return answered("minor", source="document")
    adults, later = _adults(companions, on), _adults(undecided, on)
    code = "minor-with-adult" if adults else "minor-before-adult" if later else "minor-alone"
    return answered(
        "minor",
        [_finding(code, date_of_birth=traveller.date_of_birth, adults=adults or later)],
        source="document",
    )


def needs_override(findings: Iterable[Finding]) -> Override:
    """Return what it takes to admit against these findings: nothing, a reason, or a supervisor at the desk."""
    alarms = {finding.code for finding in findings if finding.weight is Weight.ALARM}
    if alarms & SUPERVISOR_FINDINGS:
        return Override.SUPERVISOR
    return Override.REASON if alarms else Override.NONE


def needed_to_leave(findings: Iterable[Finding]) -> Override:
    """Return what it takes to put somebody aside undecided: what it takes to admit, but for a slip of the hand."""
    return needs_override(finding for finding in findings if finding.code not in SLIPS_OF_THE_HAND)


def _adults(travellers: Iterable[Traveller], on: date) -> int:
    return sum(minor_on(one.date_of_birth, on) is False for one in travellers)


def _offered(one: OfferedStay) -> Finding:
    until = one.stay.granted_until
    return _finding(
        "stay-by-name",
        type=one.document.type.value,
        issuing_state=one.document.issuing_state,
        number=one.document.number,
        entered_on=one.stay.entered_on.isoformat(),
        granted_until=until.isoformat() if until else None,
        post=one.post,
    )


def _validity(valid_until: str, first: date, last: date, direction: Direction, on: date) -> list[Finding]:
    facts: dict[str, Fact] = {"valid_until": valid_until}
    if last < on:
        entry = direction is Direction.ENTRY
        code = "document-expired" if entry else "document-expired-at-exit"
        return [_finding(code, days=(on - last).days, **facts)]
    if first < on:
        return [_finding("document-may-be-expired", **facts)]
    if direction is Direction.ENTRY and last < months_later(on, EXPIRES_SOON_MONTHS):
        return [_finding("document-expires-soon", **facts)]
    return []


def _code_finding(field: str, code: str, on: date) -> Finding | None:
    if not code:
        return _finding("code-missing", field=field)
    entry = known(code)
    if entry is None:
        return _finding("code-unknown", field=field, read=code)
    if find(code, on) is None:
        return _finding("code-withdrawn", field=field, read=code, name=entry.name)
    if entry.kind is Kind.UNOFFICIAL:
        return _finding("code-unofficial", field=field, read=code, name=entry.name)
    if entry.kind is Kind.SPECIMEN:
        return _finding("code-specimen", field=field, read=code, name=entry.name)
    return None


def _listed_finding(meeting: Meeting) -> Finding:
    return _finding(
        "person-listed" if meeting.firm else "person-listed-by-name",
        entry=meeting.entry.id,
        name=", ".join(part for part in (meeting.entry.surname, meeting.entry.given_names) if part),
        date_of_birth=meeting.entry.date_of_birth,
        category=meeting.entry.category,
        instruction=meeting.entry.instruction,
        reasons=" ".join(meeting.reasons),
    )


def _finding(code: str, **facts: Fact) -> Finding:
    return Finding(code, WEIGHT[code], facts)
