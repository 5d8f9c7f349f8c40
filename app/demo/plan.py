"""What a demo is made of: its sites, their desks and people, and where all of it lies in the demo's folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from border.crossing import Direction
from border.permissions import Role

TOP = Path(__file__).resolve().parents[2]
DEFAULT_FOLDER = TOP / ".demo"
FIRST_PORT = 8100
FEWEST_POSTS = 2


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk with a reader of its own. folder: of its post."""

    name: str
    title: str
    direction: Direction
    folder: Path

    @property
    def reader(self) -> Path:
        """The stable name of the reader's line; it is there while the reader is plugged in."""
        return self.folder / "readers" / f"{self.name}-mrz"

    @property
    def control(self) -> Path:
        """The socket over which the simulated reader is told what to do."""
        return self.folder / "run" / f"{self.name}-mrz.sock"


@dataclass(frozen=True, slots=True)
class Place:
    """A site of the demo. name: in addresses; title: as people say it. folder: the site's own."""

    name: str
    title: str
    kind: str
    neighbour: str
    folder: Path

    @property
    def is_hq(self) -> bool:
        return self.kind == "hq"

    @property
    def desks(self) -> tuple[Desk, ...]:
        """Desk 1 lets in, desk 2 lets out."""
        if self.is_hq:
            return ()
        ways = enumerate((Direction.ENTRY, Direction.EXIT), start=1)
        return tuple(
            Desk(f"{self.name}-{number}", f"{self.title} {number}", way, self.folder) for number, way in ways
        )


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works at a site of the demo. username: what they sign in as."""

    username: str
    name: str
    role: Role


KNOWN = (
    ("hq", "Headquarters", "hq", ""),
    ("busia", "Busia", "land", "UGA"),
    ("jkia", "JKIA", "air", ""),
    ("mombasa", "Mombasa (Kilindini)", "sea", ""),
    ("namanga", "Namanga", "land", "TZA"),
    ("moyale", "Moyale", "land", "ETH"),
)
"""Headquarters first, then the posts in the order in which they are started."""

MOST_POSTS = len(KNOWN) - 1


def places(data: Path, posts: int) -> tuple[Place, ...]:
    """Return headquarters and so many posts, in a demo's folder."""
    return tuple(Place(*known, data / known[0]) for known in KNOWN[: posts + 1])


def _post(officer: str, supervisor: str, field_it: str, auditor: str) -> tuple[Colleague, ...]:
    roles = (Role.OFFICER, Role.SUPERVISOR, Role.FIELD_IT, Role.AUDITOR)
    names = (officer, supervisor, field_it, auditor)
    known = (
        Colleague(name.partition(" ")[0].lower(), name, role) for name, role in zip(names, roles, strict=True)
    )
    return (*known, TRAFFIC)


TRAFFIC = Colleague("traffic.officer", "Traffic Officer", Role.OFFICER)
"""Who decides on the travellers that arrive by themselves; nobody else signs in with this account."""

STAFF: Mapping[str, tuple[Colleague, ...]] = {
    "hq": (
        Colleague("halima", "Halima Abdi", Role.HQ_ANALYST),
        Colleague("zawadi", "Zawadi Mrema", Role.WATCHLIST_EDITOR),
        Colleague("hassan", "Hassan Noor", Role.WATCHLIST_EDITOR),
        Colleague("joseph", "Joseph Kiprono", Role.AUDITOR),
        Colleague("ruth", "Ruth Nyambura", Role.ADMINISTRATOR),
    ),
    "busia": _post("Amina Otieno", "Grace Mwangi", "Brian Wekesa", "Peter Kamau"),
    "jkia": _post("Joyce Achieng", "Daniel Mutua", "Faith Chebet", "Samuel Njoroge"),
    "mombasa": _post("Salim Mwinyi", "Mary Wairimu", "Kevin Omondi", "Esther Moraa"),
    "namanga": _post("Naserian Lekishon", "David Kimani", "Lucy Atieno", "Paul Barasa"),
    "moyale": _post("Hawa Guyo", "John Mburu", "Caroline Jepkosgei", "Abdi Galgalo"),
}
"""Made-up people, by site; two editors, as neither can approve what he or she proposed."""
