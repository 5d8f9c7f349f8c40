"""Makes the decision bar of one traveller: which decisions are open, what each must say, what came back wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.desk import screen
from app.web import listed, words
from app.web.i18n import gettext as _
from app.web.i18n import ngettext
from border import inspection as rules
from border.checks import Finding, Weight
from border.crossing import Direction, ReferralReason, Situation
from border.document import DocumentType
from border.grounds import GROUNDS
from border.permissions import Permission, Role, may
from border.purposes import PURPOSES
from db.database import Row

WITH_A_DIGIT = 9


@dataclass(frozen=True, slots=True)
class Attempt:
    """A decision that came back: what was sent, what is wrong with it (field -> sentence), which drawer is open."""

    inspection_id: str = ""
    sent: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    drawer: str = ""


NO_ATTEMPT = Attempt()


@dataclass(frozen=True, slots=True)
class Standing:
    """What the bar is made from: the inspection, what was found, whose decision it is and who is there to take it.

    referral: the one it came from or that its document waits on, None for the first line. leaving: what it takes to
    put it aside. list_days: how old a list is whose age is beyond its limit, else None.
    """

    row: Row
    findings: Sequence[Finding]
    place: Situation
    role: Role
    referral: Row | None
    leaving: rules.Override = rules.Override.NONE
    list_days: int | None = None

    @property
    def override(self) -> rules.Override:
        return rules.needs_override(self.findings)

    @property
    def shut(self) -> bool:
        """Whether nobody can be admitted or refused here by this person, whatever they say for it."""
        return self.closed or self.visa

    @property
    def visa(self) -> bool:
        """Whether a visa lies here, on which nothing can be decided."""
        return bool(self.row["facts"]["type"] == DocumentType.VISA)

    @property
    def closed(self) -> bool:
        """Whether this person may only send the traveller back to the second line."""
        return self.referral is not None and not may(self.role, Permission.DECIDE_REFERRED)


def bar(standing: Standing, tried: Attempt) -> screen.Bar:
    """Return the bar with what was tried in it."""
    row, place, override = standing.row, standing.place, standing.override
    return screen.Bar(
        say=" ".join(tried.errors.values()) or _say(standing),
        admit=words.admit(row["direction"]),
        focus=_focus(standing),
        why_not=_why_not(standing),
        terms=terms(place, tried.sent) if place.needs_terms and not standing.shut else None,
        override=_override(standing, tried.sent),
        reasons=()
        if standing.referral
        else tuple((r.value, words.referral(r.value)) for r in ReferralReason),
        refuse=words.refuse(row["direction"]),
        grounds=() if standing.shut else _grounds(place),
        back=standing.referral["reason"] if standing.referral else "",
        ends=not standing.closed,
        leaving=_leaving(standing, tried.sent),
        open=_drawer(override, tried),
        errors=tried.errors,
        sent=tried.sent,
    )


def terms(place: Situation, sent: Mapping[str, str]) -> screen.Terms:
    """Return what an admission must say, with what was typed so far."""
    purposes = tuple((purpose.code, words.purpose(purpose.code)) for purpose in PURPOSES)
    return screen.Terms(
        purposes=purposes[:WITH_A_DIGIT],
        more=purposes[WITH_A_DIGIT:],
        purpose=sent.get("purpose_other") or sent.get("purpose", ""),
        days=sent.get("days_granted", place.most_days) if place.needs_days else None,
        most_days=place.most_days,
        asks_address=place.asks_papers,
        address=sent.get("address", ""),
        asks_authority=place.asks_papers,
        authority=sent.get("authority", ""),
    )


def _drawer(override: rules.Override, tried: Attempt) -> str:
    """Return the drawer that comes back open: where an alarm is to be passed, the terms lie in one too."""
    if tried.errors and not tried.drawer and override is not rules.Override.NONE:
        return "override"
    return tried.drawer


def _why_not(standing: Standing) -> str:
    if standing.row["checked_at"] is None:
        return _("The checks are running.")
    if standing.closed:
        return _(
            "A supervisor decides this one. Send it back to the second line, or have the desk taken over."
        )
    if standing.visa:
        return _("This is a visa. Put it aside and read the passport.")
    return ""


def _say(standing: Standing) -> str:
    override, findings = standing.override, standing.findings
    if override is rules.Override.SUPERVISOR and listed.protects(findings):
        return _("This person may need protection: refer, or have a supervisor sign in here.")
    if override is rules.Override.SUPERVISOR:
        return _("Stop. Refer, refuse, or have a supervisor sign in here.")
    if override is rules.Override.REASON:
        return _("Something is wrong with this document. Admitting needs a reason.")
    if any(one.weight is Weight.ATTENTION or listed.is_of_list(one) for one in findings):
        return _("Look at what was found, then decide.")
    if standing.list_days is not None:
        return ngettext(
            "Nothing stands against it, by a list %(num)s day old.",
            "Nothing stands against it, by a list %(num)s days old.",
            standing.list_days,
        )
    return _("Nothing stands against it.")


def _focus(standing: Standing) -> str:
    place = standing.place
    if standing.visa:
        return "aside"
    if standing.closed or standing.override is not rules.Override.NONE:
        return "refer"
    return "terms" if place.needs_terms else "admit"


def _override(standing: Standing, sent: Mapping[str, str]) -> screen.Override | None:
    """Return what passing an alarm asks for; a supervisor at their own desk has signed in already."""
    if standing.override is rules.Override.NONE or standing.shut:
        return None
    of_list = standing.override is rules.Override.SUPERVISOR
    said = (
        _("A listed person or a stolen document passes only when a supervisor answers for it.")
        if of_list
        else _("Say why you pass the alarm. It is kept with the crossing.")
    )
    signs = of_list and not may(standing.role, Permission.OVERRIDE_LISTED)
    return screen.Override(said, signs, sent.get("reason", ""), sent.get("supervisor", ""))


def _leaving(standing: Standing, sent: Mapping[str, str]) -> screen.Leaving | None:
    """Return what putting aside asks for; it is as grave as admitting, for then nobody decides."""
    if standing.leaving is rules.Override.NONE:
        return None
    listed = standing.leaving is rules.Override.SUPERVISOR
    said = (
        _("A listed person or a stolen document is put aside only when a supervisor answers for it.")
        if listed
        else _("Say why nothing is decided. It is kept.")
    )
    signs = listed and not may(standing.role, Permission.OVERRIDE_LISTED)
    return screen.Leaving(said, signs, sent.get("reason", ""), sent.get("supervisor", ""))


def _grounds(place: Situation) -> tuple[screen.Choice, ...]:
    if place.citizen and place.direction is Direction.ENTRY:
        return ()
    return tuple((ground.letter, f"{ground.letter} · {words.ground(ground.letter)}") for ground in GROUNDS)
