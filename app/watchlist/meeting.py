"""A meeting of a traveller and a list entry on its way to becoming a hit: where it was, whom, and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.watchlist.thresholds import Floor
from border.hit import BY_DOCUMENT, Met, category_of, entry_hash, person_key
from border.listing import pack
from border.matching.score import Comparison
from border.matching.sought import Sought
from border.traveller import Traveller
from border.watchlist import ListedDocument, Meeting


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who stood where. id: the inspection, for a paper entry the crossing; kind: desk, paper or late.

    met_at: an instant, '' for now. direction: entry, exit, or '' where it is not known.
    """

    id: str
    desk: str
    document_id: str
    traveller: Traveller
    kind: str = "desk"
    met_at: str = ""
    direction: str = ""

    def said(self, now: str) -> dict[str, Any]:
        """Return what an event says of it."""
        who = self.traveller
        return {
            "inspection_id": self.id,
            "occasion": self.kind,
            "met_at": self.met_at or now,
            "direction": self.direction,
            "desk": self.desk,
            "document_id": self.document_id,
            "person_key": person_key(who),
            "surname": who.surname,
            "given_names": who.given_names,
            "born_on": who.date_of_birth,
            "sex": who.sex.value,
            "nationality": who.nationality,
        }


def said_of(met: Met) -> dict[str, Any]:
    """Return what an event says of the entry that was met."""
    return {
        "list": met.list_name,
        "edition": met.edition,
        "entry_id": met.entry,
        "category": met.category.value,
        "kind": "person" if met.list_name == "persons" else "document",
        "response": met.response.value,
        "entry_name": met.name,
        "entry_hash": met.hash,
        "said": met.said,
        "score": met.bits,
        "margin": met.margin,
        "reasons": [list(reason) for reason in met.reasons],
    }


def met_by_number(listed: ListedDocument, edition: int) -> Met:
    """Return the meeting of a document and the list of stolen ones."""
    return Met(
        "documents",
        edition,
        listed.id,
        category_of(listed.category),
        listed_as=listed.category,
        name=f"{listed.issuing_state} {listed.number}",
        instruction=listed.instruction,
        hash=entry_hash(listed),
        reasons=(("number-exact", None, "", listed.number),),
    )


def all_shown(
    found: Iterable[Comparison], sought: Sought, edition: int, floor: Floor, day: date
) -> Iterator[Met]:
    """Yield the meetings that are shown: with entries in force on the day, and evidence enough for their category."""
    for one in found:
        if floor.shows(one) and one.subject.in_force(day):
            yield _met_by_evidence(one, edition, floor.bits, sought.document_number)


def _met_by_evidence(found: Comparison, edition: int, threshold: float, number: str) -> Met:
    """Return the meeting of a traveller and a listed person, with what speaks for it and against it.

    threshold: bits from which the list shows a meeting. number: of the traveller's document. It is firm where a birth
    speaks for it too. A document that both have decides alone: no sum of names stands beside it.
    """
    subject, name = found.subject, found.name
    births = [item for item in found.items if item.code.startswith("birth-")]
    weighed = tuple((item.code, item.bits, item.ours, item.theirs) for item in found.items)
    return Met(
        "persons",
        edition,
        subject.entry,
        subject.category,
        subject.response,
        found.by_document or any(item.bits > 0 for item in births),
        name=", ".join(part for part in (name.surname, name.given_names) if part),
        born=next((item.theirs for item in births), ""),
        instruction=subject.shown,
        hash=entry_hash(subject),
        said=pack(subject),
        bits=None if found.by_document else found.bits,
        margin=None if found.by_document else round(found.bits - threshold, 1),
        reasons=((BY_DOCUMENT, None, number, number), *weighed) if found.by_document else weighed,
    )


def sought_of(traveller: Traveller, document_number: str, issuing_state: str) -> Sought:
    """Return a traveller as lists are asked about one."""
    return Sought(
        traveller.surname,
        traveller.given_names,
        traveller.date_of_birth,
        traveller.sex.value,
        traveller.nationality,
        document_number,
        issuing_state,
        traveller.names_truncated,
    )


def met_by_name(meeting: Meeting, edition: int) -> Met:
    """Return the meeting of a traveller and a person whose name is equal."""
    entry = meeting.entry
    return Met(
        "persons",
        edition,
        entry.id,
        category_of(entry.category),
        firm=meeting.firm,
        listed_as=entry.category,
        name=", ".join(part for part in (entry.surname, entry.given_names) if part),
        born=entry.date_of_birth,
        instruction=entry.instruction,
        hash=entry_hash(entry),
        reasons=tuple((reason.value, None, "", "") for reason in meeting.reasons),
    )
