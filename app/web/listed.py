"""What a desk is told right at a finding of a list: what to do first, then how sure it is and why.

It says what the finding's facts say and nothing else of the entry: those facts are what an officer may see of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.web import formats, words
from app.web.i18n import gettext as _
from border.checks import OF_LISTS, Finding
from border.hit import category_of


@dataclass(frozen=True, slots=True)
class Told:
    """A finding of a list, each text a whole sentence or a name; '' is not shown.

    title: category and what was met. do: what to do now; instruction: the list's own words on it. sure, why: how much
    speaks for it, and what most. name, born: as listed. photo: where the list's photo is. protects: whether
    the entry is there for the traveller's own sake.
    """

    title: str
    do: str
    instruction: str
    sure: str
    why: str
    name: str = ""
    born: str = ""
    photo: str = ""
    protects: bool = False


def is_of_list(finding: Finding) -> bool:
    """Whether a finding names somebody or something that a list has."""
    return finding.code.startswith(OF_LISTS)


def protects(findings: Iterable[Finding]) -> bool:
    """Whether anybody of these is listed for their own sake."""
    return any(is_of_list(one) and category_of(str(one.facts["category"])).protects for one in findings)


def told(finding: Finding) -> Told | None:
    """Return what the desk is told of a finding, None of one that is of no list."""
    if not is_of_list(finding):
        return None
    facts = {name: str(value or "") for name, value in finding.facts.items()}
    photo, born = facts.get("photo", ""), facts.get("date_of_birth", "")
    return Told(
        title=f"{words.listed_as(facts['category'])} · {words.meeting(finding.code)}",
        do=words.to_do(finding),
        instruction=facts["instruction"],
        sure=words.how_sure(finding.code, facts.get("bits", "")),
        why=words.reasons_met(facts.get("reasons", "")),
        name=facts.get("name", ""),
        born=formats.day(born) if born else "",
        photo=_("At headquarters, reference %(photo)s", photo=photo) if photo else "",
        protects=protects([finding]),
    )
