"""Says the codes of the rules in the reader's language, with the tables of app/web/sentences.py.

A code without words is shown as the code itself, so that an officer has at least something to quote.
"""

from collections.abc import Mapping

from app.web import formats, sentences
from app.web.i18n import gettext, ngettext
from app.web.sentences import Counted
from border.checks import OF_LISTS, Answer, Check, Finding
from border.crossing import Direction
from border.errors import BorderError, Fact
from border.fields import FieldError
from border.grounds import BY_LETTER
from border.icao.mrz.zone import BadMrz
from border.listing import Category, Response

DAYS = {"date_of_birth", "decided_on", "entered_on", "granted_until", "last_on", "since_on", "valid_until"}
"""Facts of a finding that are days."""


def answer(value: str) -> str:
    """Return the one word of an answer."""
    return _said(sentences.ANSWERS, value)


def level(value: str) -> str:
    """Return the one word of a level."""
    return _said(sentences.LEVELS, value)


def check_name(name: str) -> str:
    """Return what is asked."""
    return _said(sentences.CHECKS, name)


def check(value: Check) -> str:
    """Return one line: that it is clear, or what was asked; what was found stands in the banner."""
    if value.answer is Answer.CLEAR:
        noted = [one for one in value.findings if one.code in sentences.SAID_WITH_CLEAR]
        listed = any(one.code.startswith(OF_LISTS) for one in noted)
        clear = [] if listed else [_said(sentences.CLEARS, value.name)]
        return " · ".join([*clear, *map(finding, noted)])
    if value.answer is Answer.NOT_DONE:
        return check_name(value.name)
    return gettext("%(check)s: %(answer)s", check=check_name(value.name), answer=answer(value.answer))


def why(code: str) -> str:
    """Return why something could not be asked."""
    return _said(sentences.WHYS, code)


def finding(value: Finding) -> str:
    """Return what was found, as one sentence with its facts in it."""
    if value.code == "zone-fault":
        return _said(sentences.FAULTS, str(value.facts["fault"]), _in_words(value.facts))
    if value.code.startswith(OF_LISTS) and "category" in value.facts:
        return _said(sentences.FINDINGS, value.code, _in_words(value.facts) | {"do": to_do(value)})
    return _said(sentences.FINDINGS, value.code, _in_words(value.facts))


def field_error(error: FieldError) -> str:
    """Return what is wrong with an entry, as it stands beside its field."""
    numbers = [getattr(kind, "number", "") for kind in type(error).__mro__]
    known = next((number for number in numbers if number in sentences.FIELD_ERRORS), "B156")
    return _said(sentences.FIELD_ERRORS, known, error.facts)


def bad_zone(error: BadMrz) -> str:
    """Return where typed lines are no zone: their number, the length of one, or a character in one."""
    facts = {"line": error.line, "read": error.read, "expected": error.expected.partition(" ")[0]}
    if error.expected.endswith(" lines"):
        return ngettext(
            "A zone has two or three lines, each to its last <. This is %(num)s line.",
            "A zone has two or three lines, each to its last <. These are %(num)s lines.",
            int(error.read),
        )
    if error.expected.endswith(" characters"):
        return gettext(
            "Line %(line)s has %(read)s characters and should have %(expected)s. Count the < at its end.",
            **facts,
        )
    return gettext(
        "Line %(line)s, place %(column)s: %(read)s cannot stand there. Only A to Z, 0 to 9 and < stand in a zone, and it begins with a letter.",
        line=error.line, column=error.column, read=error.read or "–",
    )  # fmt: skip


def sign_in_refused(error: BorderError) -> str:
    """Return why a sign-in was refused, without telling whether the name or the password was wrong."""
    wait_s = error.facts.get("wait_s", 0)
    if wait_s is None:
        return gettext("This account is locked. A supervisor can open it.")
    if wait_s:
        return gettext("Too many tries. The next one in %(seconds)s seconds.", seconds=wait_s)
    return gettext("The name or the password is not right.")


def category(value: str) -> str:
    """Return why somebody is listed."""
    return _said(sentences.CATEGORIES, value)


def response(value: str) -> str:
    """Return what is to be done on a hit."""
    return _said(sentences.RESPONSES, value)


def response_for(category: str, value: str, direction: str = "") -> str:
    """Return what is to be done on a hit; of somebody who is to be protected, in words of protection.

    direction: the way the traveller goes, where it is known: who may not leave may enter.
    """
    if value == Response.DENY_EXIT and direction == Direction.ENTRY:
        value = "deny-exit-later"
    return _said(sentences.PROTECTIONS if _protects(category) else sentences.RESPONSES, value)


def to_do(value: Finding) -> str:
    """Return what is to be done now on a finding of a list; on a name alone nothing before it was compared."""
    if value.code == "document-listed":
        return gettext(sentences.KEEP_DOCUMENT)
    asked = str(value.facts.get("response") or Response.REFER)
    do = response_for(str(value.facts["category"]), asked, str(value.facts.get("direction") or ""))
    if value.code != "person-listed-by-name":
        return do
    return gettext(sentences.COMPARE_FIRST) % {"do": do}


def meeting(code: str) -> str:
    """Return what was met, by the code of a finding of a list."""
    return _said(sentences.MEETINGS, code)


def how_sure(code: str, bits: str) -> str:
    """Return how much speaks for a meeting. bits: as written, '' where nothing was weighed."""
    sure = _said(sentences.HOW_SURE, code)
    return gettext("%(sure)s (%(bits)s bits)", sure=sure, bits=bits) if bits else sure


def listed_as(value: str) -> str:
    """Return why a list has somebody or some document: a category, or the list's own word for it."""
    return (
        _said(sentences.LISTED_DOCUMENTS, value) if value in sentences.LISTED_DOCUMENTS else category(value)
    )


def reasons_met(codes: str) -> str:
    """Return reasons in words, in the order given. codes: with a space between them."""
    return ", ".join(map(reason_met, codes.split()))


def _protects(category: str) -> bool:
    return category in list(Category) and Category(category).protects


def entry_state(value: str) -> str:
    """Return how an entry made by hand stands."""
    return _said(sentences.ENTRY_STATES, value)


def proposal(kind: str) -> str:
    """Return what was proposed of an entry."""
    return _said(sentences.PROPOSALS, kind)


def lookout_verdict(value: str) -> str:
    """Return what headquarters says of a post's lookout."""
    return _said(sentences.LOOKOUT_VERDICTS, value)


def entry_field(name: str) -> str:
    """Return the name of a field of an entry."""
    return _said(sentences.ENTRY_FIELDS, name)


def hit_state(value: str) -> str:
    """Return how a hit stands."""
    return _said(sentences.HIT_STATES, value)


def verdict(value: str) -> str:
    """Return what somebody found who looked at a hit."""
    return _said(sentences.VERDICTS, value)


def happening(value: str) -> str:
    """Return what became of a hit."""
    return _said(sentences.HAPPENINGS, value)


def risen_to(value: str) -> str:
    """Return whom a hit rose to."""
    return _said(sentences.RISEN_TO, value)


def occasion(value: str) -> str:
    """Return where a hit was found."""
    return _said(sentences.OCCASIONS, value)


def reason_met(code: str) -> str:
    """Return why a traveller and an entry met, or what speaks against it."""
    return _said(sentences.REASONS, code)


def direction(value: str) -> str:
    """Return which way."""
    return _said(sentences.DIRECTIONS, value)


def capacity(value: str) -> str:
    """Return as what somebody crosses."""
    return _said(sentences.CAPACITIES, value)


def sex(value: str) -> str:
    """Return M, F, X, or that the document does not say; never folded."""
    return _said(sentences.SEXES, value)


def group_kind(value: str) -> str:
    """Return what holds a group together."""
    return _said(sentences.GROUP_KINDS, value)


def document_type(value: str) -> str:
    """Return the kind of a document."""
    return _said(sentences.DOCUMENT_TYPES, value)


def purpose(code: str) -> str:
    """Return a purpose, short enough for a key."""
    return _said(sentences.PURPOSES, code)


def referral(reason: str) -> str:
    """Return why somebody goes to the second line."""
    return _said(sentences.REFERRALS, reason)


def ground(letter: str) -> str:
    """Return the words of a ground of refusal with the article; both stand with the law's letters."""
    known = BY_LETTER[letter]
    return f"{gettext(known.words)} ({gettext(known.article)})"


def passage(way: str, outcome: str) -> str:
    """Return what a crossing was: which way, and what was decided."""
    sentence = sentences.PASSAGES.get((way, outcome))
    return gettext(sentence) if sentence else f"{way} {outcome}"


def admit(way: str) -> str:
    """Return the verb of the button that lets through."""
    return _said(sentences.ADMITS, way)


def refuse(way: str) -> str:
    """Return the verb of the button that turns back."""
    return _said(sentences.REFUSES, way)


def reader_fault(code: str) -> str:
    """Return what went wrong at the reader, and what to do."""
    return _said(sentences.READER_FAULTS, code)


def _in_words(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    said = dict(facts)
    for name in DAYS & facts.keys():
        said[name] = formats.day(str(facts[name] or ""))
    if "field" in facts:
        said["field"] = _said(sentences.FIELDS, str(facts["field"]))
    if "typed" in facts:
        said |= {name: _of_field(str(facts["field"]), str(facts[name])) for name in ("read", "typed")}
    if "type" in facts:
        said["type"] = document_type(str(facts["type"]))
    if "referral" in facts:
        said["referral"] = referral(str(facts["referral"]))
    if "reasons" in facts:
        said["reasons"] = reasons_met(str(facts["reasons"]))
    if "category" in facts:
        said["category"] = listed_as(str(facts["category"]))
    return said


def _of_field(field: str, value: str) -> str:
    """Return what stands in a field of the zone, as an officer reads it."""
    if field == "document_code":
        return document_type(value)
    return formats.day(value) if field.startswith("date_") else value or "–"


def _said(
    table: Mapping[str, str | Counted] | Mapping[str, str], code: str, facts: Mapping[str, Fact] | None = None
) -> str:
    facts = facts or {}
    try:
        sentence = table[code]
        if isinstance(sentence, Counted):
            return ngettext(sentence.one, sentence.many, int(facts[sentence.by] or 0), **facts).strip()
        return (gettext(sentence) % facts).strip()
    except KeyError:  # no words, or a fact that the words need: the page must stand all the same
        return code
