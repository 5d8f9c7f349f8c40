"""Makes the desk's screen of what lies on the desk: rows and codes become levels and sentences."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from app.crossings import service as crossings
from app.desk import decisions, groups, screen, service, store
from app.desk.bar import NO_ATTEMPT, Attempt, Standing, bar, terms
from app.desk.checking import asked_here, situation_of
from app.devices.service import ABSENT, NO_AGENT, READING, ReaderState
from app.posts import service as posts
from app.site import Site
from app.watchlist import service as watchlist
from app.web import formats, listed, words
from app.web.frame import Level
from app.web.i18n import gettext as _
from app.web.i18n import ngettext
from border.checks import WEIGHTS, Answer, Check, Finding, Weight, findings_of, from_stamp
from border.crossing import Direction
from border.group import GroupKind
from border.hit import LOOKOUTS
from border.icao.codes import known
from border.inspection import SUPERVISOR_FINDINGS
from border.permissions import Role
from border.traveller import ages_on
from db.database import Row

LIST_OLD = "list-old"
NOT_KEPT = "not-kept"
EARLIER_SHOWN = 5
DONE_SHOWN_FOR = timedelta(minutes=15)

LEVEL = {
    Answer.CLEAR: Level.WELL,
    Answer.ATTENTION: Level.CAUTION,
    Answer.ALARM: Level.STOP,
    Answer.NOT_DONE: Level.NOT_DONE,
}
WEIGHS = {Weight.ALARM: Level.STOP, Weight.ATTENTION: Level.CAUTION, Weight.NOTE: Level.NOTE}


@dataclass(frozen=True, slots=True)
class View:
    """What the screen is made from: the site, one desk, its reader, the present moment, and who looks at it.

    unkept: whether the newest reading of the desk could not be kept.
    """

    site: Site
    desk: Row
    reader: ReaderState | None
    now: datetime
    role: Role
    unkept: bool = False

    @property
    def day(self) -> date:
        return self.site.day_of(self.now)

    def clock(self, instant: str) -> str:
        """Return an instant as the desk's wall clock shows it."""
        return self.site.local(datetime.fromisoformat(instant)).strftime("%H:%M")


def desk_screen(view: View, attempt: Attempt = NO_ATTEMPT, fault: str = "") -> screen.Screen:
    """Return the whole desk as it stands. fault: what a reader that types did wrong just now."""
    db, desk = view.site.db, view.desk
    group = store.group_at(db, desk["name"])
    rows = store.on_the_desk(db, desk["name"])
    row = _in_front(rows, group)
    return screen.Screen(
        title=desk["title"],
        urls=screen.Urls(
            stream="/desk/stream", decide="/desk/decision", zone="/desk/zone", manual="/desk/document"
        ),
        reader=_reader_level(view.reader),
        waiting=_waiting(view.reader),
        inspection=_inspection(view, row, attempt) if row else None,
        fault=fault or (words.reader_fault(NOT_KEPT) if view.unkept else _fault(view)),
        done=_done(view),
        group=_group(group, rows),
        queue=_behind(rows, row, group),
    )


def group_screen(
    view: View, sent: Mapping[str, str] = MappingProxyType({}), chosen: Collection[str] | None = None
) -> screen.GroupScreen:
    """Return the group of a desk with its members, or the form that begins one.

    sent, chosen: what a form that came back held; None where everybody who goes is ticked.
    """
    group = store.group_at(view.site.db, view.desk["name"])
    members = store.members(view.site.db, group["id"]) if group else []
    places = [situation_of(member, view.day) for member in members]
    asking = next((place for place in places if place.needs_terms), None)
    return screen.GroupScreen(
        open=group is not None,
        kinds=tuple((kind.value, words.group_kind(kind.value)) for kind in GroupKind),
        kind=group["kind"] if group else sent.get("kind", ""),
        vehicle_plate=sent.get("vehicle_plate", group["vehicle_plate"] if group else ""),
        carrier=sent.get("carrier", group["carrier"] if group else ""),
        members=tuple(_member(view, member, chosen) for member in members),
        terms=terms(asking, sent) if asking else None,
    )


def _member(view: View, row: Row, chosen: Collection[str] | None) -> screen.Member:
    checks = from_stamp(store.checks_of(view.site.db, row["id"]))
    return screen.Member(
        id=row["id"],
        name=service.traveller_of(row).name,
        document=f"{row['facts']['issuing_state']} {row['facts']['number']}",
        notes=_notes(findings_of(checks)),
        goes=groups.may_go_with_group(view.site.db, row),
        found=(*_meanwhile(view, row), *_found(findings_of(checks))),
        ticked=chosen is None or row["id"] in chosen,
    )


def _found(
    findings: Sequence[Finding], hit_ids: Mapping[str, str] = MappingProxyType({})
) -> tuple[screen.Found, ...]:
    """Return what was found above a note, and whom a list has, what only a supervisor passes first, each once.

    hit_ids: of the hits that may be opened, by entry.
    """
    ordered = sorted(findings, key=lambda f: (WEIGHTS.index(f.weight), f.code not in SUPERVISOR_FINDINGS))
    worth = [one for one in ordered if one.weight is not Weight.NOTE or listed.is_of_list(one)]
    return tuple(dict.fromkeys(_one_found(one, hit_ids.get(str(one.facts.get("entry")))) for one in worth))


def _one_found(finding: Finding, hit_id: str | None) -> screen.Found:
    url = f"/hits/{hit_id}" if hit_id else ""
    return screen.Found(WEIGHS[finding.weight], words.finding(finding), listed.told(finding), url)


def _notes(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Return what is good to know; the age of a list stands beside each check that asked it."""
    notes = (one for one in findings if one.weight is Weight.NOTE and not listed.is_of_list(one))
    return tuple(dict.fromkeys(words.finding(one) for one in notes if one.code != LIST_OLD))


def _in_front(rows: Sequence[Row], group: Row | None) -> Row | None:
    """Return whom the officer sees: the newest scanned of a group, otherwise the first who is undecided."""
    members = [row for row in rows if group and row["group_id"] == group["id"]]
    return next(iter((*reversed(members), *rows)), None)


def _behind(rows: Sequence[Row], row: Row | None, group: Row | None) -> int:
    """Return how many wait behind; members of the group that is scanned are counted there."""
    return sum(other is not row and not (group and other["group_id"] == group["id"]) for other in rows)


def _meanwhile(view: View, row: Row) -> tuple[screen.Found, ...]:
    """Return where else the same document lies, or was decided while it lay here."""
    if crossing := decisions.crossed_since(view.site.db, row):
        said = _(
            "Decided at %(desk)s at %(time)s, while it lay here. Look at that crossing, then put this aside."
        )
        facts = {"desk": _desk_title(view, crossing["desk"]), "time": view.clock(crossing["happened_at"])}
        return (screen.Found(Level.CAUTION, said % facts),)
    return tuple(
        screen.Found(
            Level.CAUTION,
            _("The same document lies open at %(desk)s.", desk=_desk_title(view, other["desk"])),
        )
        for other in store.open_elsewhere(view.site.db, row["document_id"], row["id"])
    )


def _desk_title(view: View, name: str) -> str:
    return posts.desk_title(view.site.db, view.site.name, name)


def _reader_level(reader: ReaderState | None) -> Level:
    if reader is None:
        return Level.NOTE
    return Level.CAUTION if reader.state in (ABSENT, NO_AGENT) else Level.WELL


def _waiting(reader: ReaderState | None) -> str:
    if reader is None:
        return _("Type a document, or scan one with a reader that types")
    if reader.state == NO_AGENT:
        return _("The readers do not answer. Type the document; field IT can see why.")
    if reader.state == ABSENT:
        return _("The reader is unplugged. Plug it in, or type the document.")
    if reader.state == READING:
        return _("Reading …")
    return _("Place a document on the reader")


def _fault(view: View) -> str:
    """Return what went wrong with the newest reading, until something newer came onto the desk."""
    newest = store.newest_reading(view.site.db, view.desk["name"])
    if newest is None or not newest["fault"]:
        return ""
    opened_at = store.newest_opened_at(view.site.db, view.desk["name"])
    if opened_at is not None and opened_at > newest["at"]:
        return ""
    if view.now - datetime.fromisoformat(newest["at"]) > DONE_SHOWN_FOR:
        return ""
    return words.reader_fault(newest["fault"])


def _done(view: View) -> screen.Done | None:
    row = store.last_decided(view.site.db, view.desk["name"])
    if row is None:
        return None
    crossing = crossings.crossing(view.site.db, row["crossing_id"])
    if crossing["voided"] or view.now - datetime.fromisoformat(crossing["happened_at"]) > DONE_SHOWN_FOR:
        return None
    sentence = (
        _("%(name)s was admitted at %(time)s.")
        if crossing["decision"] == "admit"
        else _("%(name)s was refused at %(time)s.")
    )
    name = service.traveller_of(row).name
    return screen.Done(
        words=sentence % {"name": name, "time": view.clock(crossing["happened_at"])},
        slip=f"/crossings/{row['crossing_id']}/slip",
        amend=f"/crossings/{row['crossing_id']}",
    )


def _group(group: Row | None, rows: Sequence[Row]) -> screen.Group | None:
    if group is None:
        return None
    count = sum(row["group_id"] == group["id"] for row in rows)
    what = " ".join(
        part for part in (words.group_kind(group["kind"]), group["vehicle_plate"], group["carrier"]) if part
    )
    said = ngettext("%(num)s traveller scanned", "%(num)s travellers scanned", count)
    return screen.Group(words=f"{what} · {said}", url="/desk/group")


def _inspection(view: View, row: Row, attempt: Attempt) -> screen.Inspection:
    checks = from_stamp(store.checks_of(view.site.db, row["id"]))
    findings = findings_of(checks)
    place = situation_of(row, view.day)
    tried = attempt if attempt.inspection_id == row["id"] else NO_ATTEMPT
    referral = service.referral_of(view.site.db, view.site.name, row, view.day)
    leaving = decisions.needed_to_leave(view.site.db, row, checks)
    standing = Standing(row, findings, place, view.role, referral, leaving, _list_days(checks))
    return screen.Inspection(
        id=row["id"],
        round=row["round"],
        name=service.traveller_of(row).name,
        facts=_facts(row, view.day, findings),
        checks=_checks(view.site, checks if row["checked_at"] else ()),
        bar=bar(standing, tried),
        zone=tuple(row["zone"] or ()),
        read=_read(view, row),
        checked=_counted(checks) if row["checked_at"] else "",
        found=(
            *_found(findings, watchlist.shown_at(view.site, view.role, row["id"])),
            *_meanwhile(view, row),
        ),
        notes=_notes(findings),
        correction=_correction(row),
        past=_past(view, row),
        course=screen.Course(
            direction=row["direction"],
            capacity=row["capacity"],
            directions=tuple((d.value, words.direction(d.value)) for d in Direction),
            capacities=tuple((c, words.capacity(c)) for c in ("traveller", "driver", "crew")),
        ),
    )


def _facts(row: Row, day: date, findings: Sequence[Finding]) -> tuple[screen.Fact, ...]:
    facts = row["facts"]
    levels = {str(f.facts.get("field")): WEIGHS[f.weight] for f in reversed(findings) if "field" in f.facts}
    ages = ages_on(facts["date_of_birth"], day)
    age = "" if ages is None else f" ({'–'.join(str(years) for years in sorted(set(ages)))})"
    return (
        screen.Fact(
            _("Document"), words.document_type(facts["type"]), levels.get("document_code"), code=False
        ),
        screen.Fact(_("Number"), facts["number"], levels.get("document_number"), code=True),
        screen.Fact(_("Issued by"), _state(facts["issuing_state"]), levels.get("issuing_state"), code=False),
        screen.Fact(_("Expires"), formats.day(facts["valid_until"]), levels.get("date_of_expiry")),
        screen.Fact(_("Nationality"), _state(facts["nationality"]), levels.get("nationality"), code=False),
        screen.Fact(_("Born"), formats.day(facts["date_of_birth"]) + age, levels.get("date_of_birth")),
        screen.Fact(_("Sex"), words.sex(facts["sex"]), levels.get("sex"), code=False),
    )


def _state(code: str) -> str:
    entry = known(code)
    return f"{code} {entry.name}" if entry else code or "–"


def _checks(site: Site, checks: Sequence[Check]) -> tuple[screen.Asked, ...]:
    if not checks:
        return tuple(screen.Asked(Level.WAITING, words.check_name(name)) for name in asked_here(site))
    return tuple(screen.Asked(LEVEL[check.answer], words.check(check), _aside(check)) for check in checks)


def _aside(check: Check) -> str:
    """Return what stands beside a check: why it was not asked, or by which list; and that it has a note below."""
    days = _list_days([check])
    if check.why:
        said = words.why("lookouts-alone" if check.source == LOOKOUTS else check.why)
    elif days is not None and check.answer is Answer.CLEAR:
        said = ngettext("clear, list %(num)s day old", "clear, list %(num)s days old", days)
    elif days is not None:
        said = ngettext("list %(num)s day old", "list %(num)s days old", days)
    elif check.edition:
        said = _("list %(number)s of %(day)s", number=check.edition, day=formats.day(check.as_of))
    else:
        said = words.answer(check.answer)
    return f"{said} · {words.level(Level.NOTE)}" if _notes(check.findings) else said


def _list_days(checks: Sequence[Check]) -> int | None:
    """Return how old the oldest list is among those older than they may be, None where none is."""
    found = (finding for check in checks for finding in check.findings if finding.code == LIST_OLD)
    return max((int(finding.facts["days"] or 0) for finding in found), default=None)


def _counted(checks: Sequence[Check]) -> str:
    counts = {answer: sum(check.answer is answer for check in checks) for answer in LEVEL}
    said = " · ".join(f"{count} {words.answer(answer)}" for answer, count in counts.items() if count)
    days = _list_days(checks)
    if days is None:
        return said
    return f"{said}, " + ngettext("list %(num)s day old", "list %(num)s days old", days)


def _read(view: View, row: Row) -> str:
    time = view.clock(row["opened_at"])
    if row["read_by"] == "typed":
        return _("typed at %(time)s", time=time)
    return _("read at %(time)s", time=time)


def _correction(row: Row) -> screen.Correction | None:
    if not row["correction"]:
        return None
    pairs = zip("".join(row["zone"]), "".join(row["correction"]), strict=True)
    changes = ", ".join(f"{read} → {better}" for read, better in pairs if read != better)
    return screen.Correction(
        words=_(
            "One reading makes every check digit hold: %(changes)s. Compare it with the page.",
            changes=changes,
        ),
        act=_("The page says so"),
        url="/desk/correction",
    )


def _past(view: View, row: Row) -> tuple[screen.Past, ...]:
    return tuple(
        screen.Past(
            at=formats.moment(crossing["happened_at"], view.site.zone),
            post=posts.title(view.site.db, view.site.name, crossing["node"]),
            words=words.passage(crossing["direction"], crossing["decision"]),
            level=Level.CAUTION if crossing["decision"] == "refuse" else None,
        )
        for crossing in crossings.earlier(view.site.db, row["document_id"], limit=EARLIER_SHOWN)
        if not crossing["voided"]
    )
