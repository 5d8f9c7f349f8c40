"""What the desk's page shows, as values that are ready to show: every text is a whole sentence or a name.

Nothing is decided or looked up here. The templates are `desk/desk.html` (page: `screen`), `desk/_live.html` (what
the stream sends: `screen` and `frame`) and `desk/_inspection.html` (`screen`). Levels are those of the status signs.

The forms post to `urls.decide` with the hidden field `inspection_id` and `decision` = admit, refer, refuse or
put-aside, and with:
admit: purpose (purpose_other goes before it), days_granted, address, authority, and where
asked for: reason, supervisor, password; refer: reason, note; refuse: ground, note; put-aside, where asked for: reason,
supervisor, password.
An answer that needs a change is 422 with the same fragment, `Bar.errors` filled and `Bar.open` naming the drawer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.web.frame import Level
from app.web.listed import Told

Choice = tuple[str, str]
"""A value and its words."""


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the page's forms and links go. All are of this post; print_slip and amend belong to the last crossing."""

    stream: str
    decide: str
    zone: str
    manual: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of the document or of the stay. code: set in the type that keeps 0 and O apart."""

    label: str
    value: str
    level: Level | None = None
    note: str = ""
    code: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One check on the list. words: what was asked or found; aside: list version and age, or why not done."""

    level: Level
    words: str
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One finding, heaviest first. told: of one of a list, what to do and why; url: of its hit, '' for none."""

    level: Level
    words: str
    told: Told | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """The one reading of the zone that makes all digits hold. The officer confirms it with a post to url."""

    words: str
    act: str
    url: str


@dataclass(frozen=True, slots=True)
class Past:
    """One earlier crossing."""

    at: str
    post: str
    words: str
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What an admission must say. None of it is asked of a citizen or at exit.

    more: purposes beside the nine that have a digit. days: what stands in the field, as typed; None where none are
    asked. most_days: the longest that may be granted.
    """

    purposes: tuple[Choice, ...]
    more: tuple[Choice, ...] = ()
    purpose: str = ""
    days: int | str | None = None
    most_days: int | None = None
    asks_address: bool = False
    address: str = ""
    asks_authority: bool = False
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Override:
    """What passing an alarm asks for. username: of the supervisor, as typed; a password never comes back."""

    words: str
    supervisor: bool = False
    reason: str = ""
    username: str = ""


@dataclass(frozen=True, slots=True)
class Leaving:
    """What putting aside asks for where an alarm stands. username: of the supervisor, as typed."""

    words: str
    supervisor: bool = False
    reason: str = ""
    username: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """The decision bar. focus: "terms", "admit", "refer", "aside" or "correct": where the next keystroke goes.

    admit: the button's verb; why_not: a sentence that closes it, '' where it is open. override: asked for instead of
    a plain admission. grounds: () where refusal is not possible. back: why the traveller was referred, and then
    referring again is one button. ends: whether this person may put the traveller aside; leaving: what that asks for,
    None where nothing. open: the drawer that comes back open (override, refer, refuse, aside). errors: field -> sentence; sent: what stood in the form.
    """

    say: str
    admit: str
    focus: str = "admit"
    why_not: str = ""
    terms: Terms | None = None
    override: Override | None = None
    reasons: tuple[Choice, ...] = ()
    refuse: str = ""
    grounds: tuple[Choice, ...] = ()
    back: str = ""
    ends: bool = True
    leaving: Leaving | None = None
    open: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    sent: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Course:
    """Which way somebody goes, and as what; both can be changed, and the checks are asked anew."""

    direction: str
    capacity: str
    directions: tuple[Choice, ...]
    capacities: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """The traveller who stands at the desk. zone: the lines as read, () for a document without one.

    round: how often it was read or checked anew; a decision names the round it saw.
    found: what weighs, notes: what is good to know and speaks against nobody.
    read: how and when it came, such as "read at 14:02 by the reader"; checked: "2 stops, 7 clear".
    """

    id: str
    name: str
    facts: tuple[Fact, ...]
    checks: tuple[Asked, ...]
    bar: Bar
    round: int = 1
    zone: tuple[str, ...] = ()
    read: str = ""
    checked: str = ""
    found: tuple[Found, ...] = ()
    notes: tuple[str, ...] = ()
    correction: Correction | None = None
    past: tuple[Past, ...] = ()
    course: Course | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The decision before this one, kept in sight: what was decided, its slip, and where it is amended."""

    words: str
    slip: str | None = None
    amend: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A family or a bus that is being scanned. words: plate, carrier and counts; url: its page."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Screen:
    """The whole desk: a traveller, or the wait for the next. fault: what the reader did wrong, and what to do.

    queue: how many more documents were read and wait behind this one.
    """

    title: str
    urls: Urls
    reader: Level
    waiting: str
    inspection: Inspection | None = None
    fault: str = ""
    done: Done | None = None
    group: Group | None = None
    queue: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """One traveller of a group. goes: whether the group's decision may carry this one; found: why not, or what to ask.

    ticked: whether it was left chosen, in a form that came back too.
    """

    id: str
    name: str
    document: str
    goes: bool
    found: tuple[Found, ...] = ()
    notes: tuple[str, ...] = ()
    ticked: bool = True


@dataclass(frozen=True, slots=True)
class GroupScreen:
    """The page of a family or a bus (desk/group.html). terms: None where nobody in it needs any."""

    open: bool
    kinds: tuple[Choice, ...]
    kind: str
    vehicle_plate: str
    carrier: str
    members: tuple[Member, ...] = ()
    terms: Terms | None = None
