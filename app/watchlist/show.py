"""Makes the page of one hit: both sides, part by part, and the evidence as bars."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from app.act import Who
from app.site import Site
from app.watchlist import hits, store
from app.web import formats, sentences, words
from app.web.i18n import gettext as _
from border.hit import BY_DOCUMENT, Sight, State, as_seen, category_of, needs_two, sight
from border.listing import Birth, Response, Subject, unpack
from db.database import Row

BAR_PX = 240


@dataclass(frozen=True, slots=True)
class Bar:
    """One reason. at, width: where its bar stands among those before it, in pixels of BAR_PX; bits None: not weighed."""

    code: str
    words: str
    ours: str
    theirs: str
    bits: float | None
    at: float = 0.0
    width: float = 0.0

    @property
    def speaks_against(self) -> bool:
        return self.bits is not None and self.bits < 0


@dataclass(frozen=True, slots=True)
class Page:
    """One hit as somebody may see it. subject: what the list said of a person, None of a document. whole: all of it."""

    row: Row
    subject: Subject | None
    bars: tuple[Bar, ...]
    steps: tuple[Row, ...]
    may_acknowledge: bool
    may_decide: bool
    whole: bool

    @property
    def waits(self) -> bool:
        return State(self.row["state"]).waits

    @property
    def protects(self) -> bool:
        return category_of(self.row["category"]).protects

    @property
    def needs_two(self) -> bool:
        return needs_two(category_of(self.row["category"]))

    @property
    def do(self) -> str:
        """What is to be done; of a document, what a desk does with one."""
        if self.row["kind"] == "document":
            return _(sentences.KEEP_DOCUMENT)
        return words.response_for(self.row["category"], self.row["response"], self.row["direction"])

    @property
    def by_document(self) -> bool:
        """Whether the document alone decided, and the names are only shown beside it."""
        return bool(self.bars) and self.bars[0].code == BY_DOCUMENT

    @property
    def shown(self) -> str:
        """What the list has for whoever stands at the desk."""
        return self.subject.shown if self.subject else ""

    @property
    def sides(self) -> tuple[tuple[str, str, str], ...]:
        """Label, the traveller's, the list's."""
        row, subject = self.row, self.subject
        ours = " ".join(part for part in (row["given_names"], row["surname"]) if part)
        others = (
            [name.text for name in subject.names if not _same(name.text, row["entry_name"])]
            if subject
            else []
        )
        births = [birth_words(birth) for birth in subject.births] if subject else []
        papers = (
            [f"{paper.issuing_state} {paper.number}".strip() for paper in subject.papers] if subject else []
        )
        return (
            (_("Name"), ours, row["entry_name"]),
            (_("Other names"), "", "; ".join(others)),
            (_("Born"), formats.day(row["born_on"]) if row["born_on"] else "", "; ".join(births)),
            (_("Sex"), words.sex(row["sex"]), words.sex(subject.sex.value) if subject else ""),
            (_("Nationality"), row["nationality"], ", ".join(subject.nationalities) if subject else ""),
            (_("Document"), _document(row["document_id"]), "; ".join(papers)),
        )


def page(site: Site, who: Who, hit_id: str) -> Page:
    """Return a hit for somebody's eyes. Raises NoSuchHit."""
    row = hits.hit(site, who.role, hit_id)
    seen = sight(who.role, Response(row["response"]))
    said = unpack(row["entry_id"], row["category"], row["said"]) if row["said"] else None
    return Page(
        row,
        as_seen(said, seen) if said else None,
        bars(json.loads(row["reasons"])),
        tuple(store.steps(site.db, hit_id)),
        hits.may_acknowledge(site, who.role, row),
        hits.may_decide(site, who.role, row),
        seen is Sight.WHOLE,
    )


def bars(reasons: Sequence[str | Sequence[object]]) -> tuple[Bar, ...]:
    """Return the waterfall: each bar begins where the one before ended. A reason of an older hit is a code alone."""
    told = [_reason(reason) for reason in reasons]
    ends = [0.0]
    for reason in told:
        ends.append(ends[-1] + (reason[1] or 0.0))
    scale = BAR_PX / ((max(ends) - min(ends)) or 1.0)
    return tuple(
        Bar(
            code,
            words.reason_met(code),
            ours,
            theirs,
            bits,
            round((min(start, end) - min(ends)) * scale, 1),
            round(abs(end - start) * scale, 1),
        )
        for (code, bits, ours, theirs), start, end in zip(told, ends, ends[1:], strict=False)
    )


def birth_words(birth: Birth) -> str:
    """Return a listed birth as the page says it: a day, a span of days, or the list's own words."""
    if not birth.is_known:
        return birth.text
    first, last = formats.day(birth.first), formats.day(birth.last)
    return first if birth.is_day else f"{first} – {last}"


def _same(one: str, other: str) -> bool:
    """Whether two spellings are one name; a surname may stand first and with a comma."""
    return sorted(one.replace(",", " ").split()) == sorted(other.replace(",", " ").split())


def _document(document_id: str) -> str:
    """Return state and number of a document as they are said beside those of a list."""
    state, _type, number = (*document_id.split(":", 2), "", "")[:3]
    return f"{state} {number}".strip()


def _reason(reason: str | Sequence[object]) -> tuple[str, float | None, str, str]:
    if isinstance(reason, str):
        return reason, None, "", ""
    code, bits, ours, theirs = reason
    return str(code), float(bits) if isinstance(bits, int | float) else None, str(ours), str(theirs)
