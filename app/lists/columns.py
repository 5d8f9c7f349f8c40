"""Which column of an office's own CSV is which of ours: what is asked, what is missing, the first rows to look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from app.lists.formats import csv_rows, known, stolen_documents, stop_list
from app.lists.formats.problems import BadList
from border.fields import FieldError, MissingField, choice
from db.database import Row

ORDER = "order"
"""How days are written that are not ISO days."""
ORDERS = ("", "dmy", "mdy")
ROWS_SHOWN = 5

FIELDS: Mapping[str, tuple[str, ...]] = {
    "stop-list": stop_list.COLUMNS,
    "stolen-documents": stolen_documents.COLUMNS,
}
NEEDED: Mapping[str, tuple[str, ...]] = {
    "stop-list": stop_list.NEEDED,
    "stolen-documents": ("number", "issuing state"),
}


@dataclass(frozen=True, slots=True)
class Sample:
    """The columns of a file and its first rows, cell by cell."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def are_lacking(source: Row, path: Path) -> bool:
    """Say whether somebody has to choose the columns before the file can be read. Raises OSError."""
    if source["format"] not in FIELDS:
        return False
    try:
        with path.open("rb") as file:
            next(known.reader(source["format"], source["mapping"])(file, source["source"]), None)
    except BadList:
        return bool(_columns(path))
    return False


def sample(path: Path) -> Sample:
    """Return what a file begins with. Raises BadList, OSError."""
    with path.open("rb") as file:
        columns = tuple(dict.fromkeys(name for name in csv_rows.header(file) if name))
        file.seek(0)
        lines = islice(csv_rows.lines(file, (), {}), ROWS_SHOWN)
        rows = [line.values for line in lines if isinstance(line, csv_rows.Line)]
    return Sample(columns, tuple(tuple(said.get(name.lower(), "") for name in columns) for said in rows))


def chosen(format: str, form: Mapping[str, str]) -> dict[str, str]:
    """Return a mapping, our column -> theirs, from what was chosen for each. Raises FieldError."""
    mapping = {name: form[name] for name in FIELDS[format] if form.get(name)}
    for name in NEEDED[format]:
        if name not in mapping:
            raise MissingField(name)
    for name, theirs in mapping.items():
        if list(mapping.values()).count(theirs) > 1:
            raise FieldError(name, "is a column chosen twice")
    order = choice(form.get(ORDER, ""), ORDER, ORDERS)
    return mapping | ({ORDER: order} if order else {})


OTHER_NAMES: Mapping[str, str] = {
    "entry_id": "id ref reference no number nr numero file_no",
    "surname": "family_name last_name name nom nom_de_famille familienname nachname apellidos apelido jina_la_ukoo",
    "given_names": "first_name first_names other_names forenames prenom prénom prénoms vorname vornamen nombres majina",
    "date_of_birth": "born birth_date birthdate dob date_de_naissance geburtsdatum fecha_de_nacimiento "
    "data_de_nascimento tarehe_ya_kuzaliwa",
    "sex": "gender sexe geschlecht sexo jinsia",
    "nationality": "citizenship nationalité nationalite staatsangehörigkeit nacionalidad nacionalidade uraia",
    "document_number": "passport passport_no passport_number document_no no_passeport reisepass pasaporte",
    "number": "document_number document_no passport_no passport_number serial_number",
    "issuing state": "issuing_state state country issuer issuing_country pays",
    "type": "document_type kind",
    "date": "reported_on reported date_reported",
    "reason": "remarks remark grounds motif grund motivo sababu",
}
"""What offices call the same: offered on the page where columns are chosen, and decided there."""


def guessed(format: str, columns: tuple[str, ...]) -> dict[str, str]:
    """Return which of a file's columns are likely which of ours, each once: those of the same name first."""
    plain = {_plain(column): column for column in reversed(columns)}
    found = {ours: plain[_plain(ours)] for ours in FIELDS[format] if _plain(ours) in plain}
    for ours in FIELDS[format]:
        likely = (plain[name] for name in OTHER_NAMES.get(ours, "").split() if name in plain)
        theirs = next((each for each in likely if each not in found.values()), None)
        if ours not in found and theirs:
            found[ours] = theirs
    return found


def _plain(name: str) -> str:
    return "_".join(name.lower().replace("_", " ").replace(".", " ").split())


def _columns(path: Path) -> tuple[str, ...]:
    try:
        return sample(path).columns
    except BadList:
        return ()
