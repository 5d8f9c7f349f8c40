"""What the forms of entries and lookouts send, made into a subject, and a subject written into a form again.

Names, births and documents stand one a line, as an editor copies them from a letter. Every field is read, so that all
that is wrong is told at once.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from app.lookouts.service import SORTS, STATES, Wanted
from app.web import words
from app.web.i18n import gettext
from app.web.i18n import mark as _
from border.days import BadDay, span
from border.document import MOST_OF_NUMBER, DocumentType, bare
from border.fields import FieldError, MissingField, TooLong, choice, line
from border.icao import codes
from border.listing import Birth, Category, ListedName, NameKind, Paper, Response, Subject
from border.lookout import Unfit, entry_faults, lookout_faults
from border.traveller import MOST_OF_NAME, Sex

Form = Mapping[str, str]
T = TypeVar("T")

MOST_LINES = 30
MOST_OF: Mapping[str, int] = {
    "reason": 500,
    "shown": 200,
    "basis": 200,
    "agency": 100,
    "handling": 40,
    "photo": 200,
    "expires_on": 10,
    "review_on": 10,
}
"""The texts of an entry and how many characters of each are kept."""

WEAK, ABOUT, UNTIL = "~", "about ", " to "

SAID: Mapping[tuple[str, str], str] = {
    ("B182", "response"): _("Whoever is protected is not detained. Choose what helps them."),
    ("B151", "surname"): _("A name or a document is needed."),
    ("B151", "basis"): _("Nobody is listed without a law that allows it."),
    ("B151", "agency"): _("Name the agency that asks for it and answers for it."),
    ("B151", "review_on"): _("Say when somebody looks at it again, within a year."),
    ("B153", "review_on"): _("Choose a day from %(least)s to %(most)s."),
    ("B153", "expires_on"): _("Choose a day from %(least)s on, or leave it empty."),
    ("B152", "nationalities"): _("%(value)s is no code of a state, such as KEN."),
    ("B152", "papers"): _("%(value)s is no code of a state and no kind of document known here."),
    ("B157", "births"): _(
        "%(value)s cannot be read. One a line: 1985-12-31, 1985-12, 1985, about 1985, or 1980 to 1985."
    ),
    ("B151", "papers"): _("A document needs its number, in front: L898902C3, UTO, passport."),
}
"""Where the words for any field would say too little."""


def sentence(error: FieldError) -> str:
    """Return what is wrong with an entry, as it stands beside its field."""
    said = SAID.get((error.number, error.field))
    return gettext(said, **error.facts) if said else words.field_error(error)


def sentences(error: Unfit | FieldError) -> dict[str, str]:
    """Return field -> what is wrong with it; of a field with two faults the first."""
    errors = error.errors if isinstance(error, Unfit) else (error,)
    return {each.field: sentence(each) for each in reversed(errors)}


def entry(form: Form, on: date) -> Subject:
    """Return the entry as typed; `entry` itself is ''. Raises Unfit with every fault."""
    return _subject(form, lambda subject: entry_faults(subject, on))


def lookout(form: Form) -> Subject:
    """Return the lookout as typed. Raises Unfit with every fault."""
    return _subject(form, lookout_faults)


def typed(subject: Subject) -> dict[str, str]:
    """Return the form that reads as the subject: what a change begins with."""
    first, *others = subject.names or (ListedName(),)
    return {
        "surname": first.surname,
        "given_names": first.given_names,
        "aliases": "\n".join(_name_text(name) for name in others),
        "births": "\n".join(birth_text(birth) for birth in subject.births),
        "sex": subject.sex.value,
        "nationalities": " ".join(subject.nationalities),
        "papers": "\n".join(_paper_text(paper) for paper in subject.papers),
        "category": subject.category.value,
        "response": subject.response.value,
        **{field: getattr(subject, field) for field in MOST_OF},
    }


def birth_text(birth: Birth) -> str:
    """Return a birth as the form takes it: `1985-12`, `about 1985`, `1980-01-01 to 1985-12-31`."""
    for length in (4, 7):
        known = birth.first[:length]
        if known and span(known) == (date.fromisoformat(birth.first), date.fromisoformat(birth.last)):
            return f"{ABOUT if birth.circa else ''}{known}"
    days = birth.first if birth.is_day else f"{birth.first}{UNTIL}{birth.last}"
    return f"{ABOUT if birth.circa else ''}{days}"


def wanted(arguments: Form) -> Wanted:
    """Return which entries are looked for; what is not known asks nothing."""
    state, category, sort = (arguments.get(name, "") for name in ("state", "category", "sort"))
    return Wanted(
        state if state in STATES else "",
        category if category in list(Category) else "",
        arguments.get("words", "")[:MOST_OF_NAME],
        sort if sort in SORTS else SORTS[0],
    )


def page_of(arguments: Form) -> int:
    """Return the number of a page, 1 for anything that is none."""
    page = arguments.get("page", "")
    return max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) < 7 else 1


def _subject(form: Form, faults: Callable[[Subject], Iterator[FieldError]]) -> Subject:
    """Read every field, and ask the rules about what could be read. Raises Unfit."""
    errors: list[FieldError] = []

    def read(get: Callable[[Form], T], otherwise: T) -> T:
        try:
            return get(form)
        except FieldError as error:
            errors.append(error)
            return otherwise

    subject = Subject(
        "",
        read(_names, (ListedName(),)),
        read(_births, ()),
        read(_sex, Sex.U),
        read(_nationalities, ()),
        read(_papers, ()),
        read(_category, Category.OTHER),
        read(_response, Response.REFER),
        **{field: read(_text(field), "") for field in MOST_OF},
    )
    wrong = {error.field for error in errors}
    errors += [error for error in faults(subject) if error.field not in wrong]
    if errors:
        raise Unfit(tuple(errors))
    return subject


def _names(form: Form) -> tuple[ListedName, ...]:
    surname, given = (line(form.get(field, ""), field, MOST_OF_NAME) for field in ("surname", "given_names"))
    return (ListedName(surname, given), *(_alias(text) for text in _lines(form, "aliases")))


def _alias(text: str) -> ListedName:
    """Return a name of one line; the surname stands before a comma, where there is one."""
    kind = NameKind.WEAK if text.startswith(WEAK) else NameKind.ALIAS
    if kind is NameKind.ALIAS and not _is_latin(text):
        kind = NameKind.SCRIPT
    surname, comma, given = text.removeprefix(WEAK).partition(",")
    return (
        ListedName(surname.strip(), given.strip(), kind) if comma else ListedName("", surname.strip(), kind)
    )


def _is_latin(text: str) -> bool:
    return all("LATIN" in unicodedata.name(letter, "") for letter in text if letter.isalpha())


def _births(form: Form) -> tuple[Birth, ...]:
    return tuple(_birth(text) for text in _lines(form, "births"))


def _birth(text: str) -> Birth:
    plain = text.lower()
    circa = plain.startswith(ABOUT)
    first, _to, last = plain.removeprefix(ABOUT).partition(UNTIL)
    begins, ends = span(first.strip(), "births"), span((last or first).strip(), "births")
    if begins is None or ends is None or ends[1] < begins[1]:
        raise BadDay("births", f"{text!r} is no birth", value=text)
    return Birth(begins[0].isoformat(), ends[1].isoformat(), circa)


def _sex(form: Form) -> Sex:
    return Sex(choice(form.get("sex", ""), "sex", list(Sex)))


def _nationalities(form: Form) -> tuple[str, ...]:
    text = line(form.get("nationalities", ""), "nationalities", MOST_OF_NAME).upper().replace(",", " ")
    return tuple(dict.fromkeys(_state(code, "nationalities") for code in text.split()))


def _state(code: str, field: str) -> str:
    if codes.known(code) is None:
        choice(code, field, ())
    return code


def _papers(form: Form) -> tuple[Paper, ...]:
    return tuple(_paper(text) for text in _lines(form, "papers"))


def _paper(text: str) -> Paper:
    """Return a document of one line: number, then state and kind in any order, as far as known."""
    number, *about = (part.strip() for part in text.split(","))
    if not bare(number):
        raise MissingField("papers")
    if len(number) > MOST_OF_NUMBER:
        raise TooLong("papers", len(number), MOST_OF_NUMBER)
    kinds = [DocumentType(part) for part in about if part in list(DocumentType)]
    states = [_state(part.upper(), "papers") for part in about if part and part not in list(DocumentType)]
    return Paper(number.upper(), kinds[0] if kinds else None, states[0] if states else "")


def _category(form: Form) -> Category:
    return Category(choice(form.get("category", ""), "category", list(Category)))


def _response(form: Form) -> Response:
    return Response(choice(form.get("response", ""), "response", list(Response)))


def _text(field: str) -> Callable[[Form], str]:
    return lambda form: line(" ".join(form.get(field, "").splitlines()), field, MOST_OF[field])


def _lines(form: Form, field: str) -> Sequence[str]:
    """Return the lines that say something, each clean. Raises TooLong, BadCharacter."""
    kept = [line(text, field, 2 * MOST_OF_NAME) for text in form.get(field, "").splitlines()]
    kept = [text for text in kept if text]
    if len(kept) > MOST_LINES:
        raise TooLong(field, len(kept), MOST_LINES)
    return kept


def _name_text(name: ListedName) -> str:
    text = f"{name.surname}, {name.given_names}" if name.surname else name.given_names
    return f"{WEAK}{text}" if name.kind is NameKind.WEAK else text


def _paper_text(paper: Paper) -> str:
    return ", ".join(part for part in (paper.number, paper.issuing_state, paper.type) if part)
