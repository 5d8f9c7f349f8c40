"""Makes the desk's screen of what lies on the desk: rows and codes become levels and sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from app.crossings import service as crossings
from app.desk import screen, service, store
from app.desk.checking import situation_of
from app.desk.readers import ABSENT, NO_AGENT, READING, ReaderState
from app.site import Site
from app.web import formats, words
from app.web.frame import Level
from app.web.i18n import gettext as _
from app.web.i18n import ngettext
from border import inspection as rules
from border.checks import Answer, Check, Finding, Weight, findings_of, from_stamp
from border.crossing import Direction, ReferralReason, Situation
from border.grounds import GROUNDS
from border.group import GroupKind, goes_along
from border.icao.codes import known
from border.purposes import PURPOSES
from border.traveller import ages_on
from border.visa_rules import Need
from db.database import Row

WITH_A_DIGIT = 9
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
class Attempt:
    """A decision that came back: what was sent, what is wrong with it (field -> sentence), which drawer is open."""

    inspection_id: str = ""
    sent: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    drawer: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """What the screen is made from: the site, one desk, its reader, and the present moment."""

    site: Site
    desk: Row
    reader: ReaderState | None
    now: datetime

    @property
    def day(self) -> date:
        return self.site.day_of(self.now)

    def clock(self, instant: str) -> str:
        """Return an instant as the desk's wall clock shows it."""
        return self.site.local(datetime.fromisoformat(instant)).strftime("%H:%M")


def desk_screen(view: View, attempt: Attempt = Attempt()) -> screen.Screen:
    """Return the whole desk as it stands."""
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
        fault=_fault(view, rows),
        done=_done(view),
        group=_group(group, rows),
        queue=len(rows) - 1 if row and not group else 0,
    )


def group_screen(view: View, sent: Mapping[str, str]) -> screen.GroupScreen:
    """Return the group of a desk with its members, or the form that begins one."""
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
        members=tuple(_member(view, member) for member in members),
        terms=_terms(asking, sent) if asking else None,
    )


def _member(view: View, row: Row) -> screen.Member:
    checks = from_stamp(store.checks_of(view.site.db, row["id"]))
    findings = findings_of(checks)
    return screen.Member(
        id=row["id"],
        name=service.traveller_of(row).name,
        document=f"{row['facts']['issuing_state']} {row['facts']['number']}",
        goes=row["checked_at"] is not None and goes_along(checks),
        found=_found(findings),
    )


def _found(findings: Sequence[Finding]) -> tuple[screen.Found, ...]:
    """Return what was found above a note, each sentence once: state and nationality may say the same."""
    worth = (
        screen.Found(WEIGHS[f.weight], words.finding(f)) for f in findings if f.weight is not Weight.NOTE
    )
    return tuple(dict.fromkeys(worth))


def _in_front(rows: Sequence[Row], group: Row | None) -> Row | None:
    """Return whom the officer sees: in a group the newest scanned, otherwise the first who is undecided."""
    if group:
        rows = [row for row in rows if row["group_id"] == group["id"]]
    if not rows:
        return None
    return rows[-1] if group else rows[0]


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


def _fault(view: View, rows: Sequence[Row]) -> str:
    """Return what went wrong with the newest reading, until something newer lies on the desk."""
    newest = store.newest_reading(view.site.db, view.desk["name"])
    if newest is None or not newest["fault"] or any(row["opened_at"] > newest["at"] for row in rows):
        return ""
    if view.now - datetime.fromisoformat(newest["at"]) > DONE_SHOWN_FOR:
        return ""
    return words.reader_fault(newest["fault"])


def _done(view: View) -> screen.Done | None:
    row = store.last_decided(view.site.db, view.desk["name"])
    if row is None:
        return None
    crossing = crossings.crossing(view.site.db, row["crossing_id"])
    if view.now - datetime.fromisoformat(crossing["happened_at"]) > DONE_SHOWN_FOR:
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
    tried = attempt if attempt.inspection_id == row["id"] else Attempt()
    return screen.Inspection(
        id=row["id"],
        round=row["round"],
        name=service.traveller_of(row).name,
        facts=_facts(row, view.day, findings),
        checks=_checks(checks),
        bar=_bar(row, checks, place, tried),
        zone=tuple(row["zone"] or ()),
        read=_read(view, row),
        checked=_counted(checks),
        found=_found(findings),
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
        screen.Fact(_("Number"), facts["number"], levels.get("document_number")),
        screen.Fact(_("Issued by"), _state(facts["issuing_state"]), levels.get("issuing_state"), code=False),
        screen.Fact(_("Expires"), formats.day(facts["valid_until"]), levels.get("date_of_expiry")),
        screen.Fact(_("Nationality"), _state(facts["nationality"]), levels.get("nationality"), code=False),
        screen.Fact(_("Born"), formats.day(facts["date_of_birth"]) + age, levels.get("date_of_birth")),
        screen.Fact(_("Sex"), words.sex(facts["sex"]), levels.get("sex"), code=False),
    )


def _state(code: str) -> str:
    entry = known(code)
    return f"{code} {entry.name}" if entry else code or "–"


def _checks(checks: Sequence[Check]) -> tuple[screen.Asked, ...]:
    if not checks:
        return tuple(screen.Asked(Level.WAITING, words.check_name(name)) for name in rules.CHECKS)
    return tuple(screen.Asked(LEVEL[check.answer], words.check(check), _aside(check)) for check in checks)


def _aside(check: Check) -> str:
    if check.why:
        return words.why(check.why)
    if check.edition:
        return _("list %(number)s of %(day)s", number=check.edition, day=formats.day(check.as_of))
    return words.answer(check.answer)


def _counted(checks: Sequence[Check]) -> str:
    counts = {answer: sum(check.answer is answer for check in checks) for answer in LEVEL}
    return " · ".join(f"{count} {words.answer(answer)}" for answer, count in counts.items() if count)


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
            post=crossing["node"],
            words=words.passage(crossing["direction"], crossing["decision"]),
            level=Level.CAUTION if crossing["decision"] == "refuse" else None,
        )
        for crossing in crossings.earlier(view.site.db, row["document_id"], limit=EARLIER_SHOWN)
    )


def _bar(row: Row, checks: Sequence[Check], place: Situation, tried: Attempt) -> screen.Bar:
    findings = findings_of(checks)
    override = rules.needs_override(findings)
    running = row["checked_at"] is None
    bar = screen.Bar(
        say=_("The checks are running.") if running else _say(override, findings),
        admit=words.admit(row["direction"]),
        focus=_focus(override, place),
        why_not=_("The checks are running.") if running else "",
        terms=_terms(place, tried.sent) if place.needs_terms else None,
        override=_override(override, tried.sent),
        reasons=()
        if row["referral_id"]
        else tuple((r.value, words.referral(r.value)) for r in ReferralReason),
        refuse=words.refuse(row["direction"]),
        grounds=_grounds(place),
    )
    return replace(bar, open=tried.drawer, errors=tried.errors)


def _say(override: rules.Override, findings: Sequence[Finding]) -> str:
    if override is rules.Override.SUPERVISOR:
        return _("Stop. Refer, refuse, or have a supervisor sign in here.")
    if override is rules.Override.REASON:
        return _("Something is wrong with this document. Admitting needs a reason.")
    if any(finding.weight is Weight.ATTENTION for finding in findings):
        return _("Look at what was found, then decide.")
    return _("Nothing stands against it.")


def _focus(override: rules.Override, place: Situation) -> str:
    if override is not rules.Override.NONE:
        return "refer"
    return "terms" if place.needs_terms else "admit"


def _override(override: rules.Override, sent: Mapping[str, str]) -> screen.Override | None:
    if override is rules.Override.NONE:
        return None
    supervisor = override is rules.Override.SUPERVISOR
    said = (
        _("A listed person or a stolen document passes only when a supervisor answers for it.")
        if supervisor
        else _("Say why you pass the alarm. It is kept with the crossing.")
    )
    return screen.Override(said, supervisor, sent.get("reason", ""))


def _terms(place: Situation, sent: Mapping[str, str]) -> screen.Terms:
    purposes = tuple((purpose.code, words.purpose(purpose.code)) for purpose in PURPOSES)
    days = sent.get("days_granted", "")
    return screen.Terms(
        purposes=purposes[:WITH_A_DIGIT],
        more=purposes[WITH_A_DIGIT:],
        purpose=sent.get("purpose") or sent.get("purpose_other", ""),
        days=(int(days) if days.isdecimal() else place.most_days) if place.needs_days else None,
        most_days=place.most_days,
        asks_address=place.needs_address(place.most_days),
        address=sent.get("address", ""),
        asks_authority=place.rule is None or place.rule.needs is not Need.NOTHING,
        authority=sent.get("authority", ""),
    )


def _grounds(place: Situation) -> tuple[screen.Choice, ...]:
    if place.citizen and place.direction is Direction.ENTRY:
        return ()
    return tuple((ground.letter, f"{ground.letter}  {words.ground(ground.letter)}") for ground in GROUNDS)
