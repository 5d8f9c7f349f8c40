"""What is typed on the box once in a while: making a site, loading a list, the first administrator, enrolling a post."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from app.accounts import commands as accounts
from app.act import SYSTEM, acting
from app.posts import service as posts
from app.projections import PROJECTIONS
from app.site import open_site
from app.watchlist import service as watchlist
from appliance.settings import KINDS, ROLES, Settings
from border.crossing import Direction


def init(argv: Sequence[str]) -> int:
    """Make a site and print its public key, which headquarters enrols it by."""
    parser = _parser("site init", "Make a site in a folder of its own.")
    parser.add_argument("--name", required=True, help="small letters, digits, hyphens; never changed")
    parser.add_argument("--title", required=True, help='the name people read: "Busia"')
    parser.add_argument("--role", choices=ROLES, default="post")
    parser.add_argument("--kind", choices=KINDS, default=None)
    parser.add_argument("--neighbour", default="", help="the state on the other side, as UGA")
    parser.add_argument("--timezone", default="Africa/Nairobi")
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--hq-url", default="", help="where a post sends its journal")
    parser.add_argument("--hq-key", default="", help="headquarters' public key, which signs what comes down")
    parser.add_argument("--desk", action="append", default=[], metavar="NAME:DIRECTION", type=_desk)
    given = parser.parse_args(argv)
    site = posts.found(
        Settings(
            data=given.data,
            name=given.name,
            title=given.title,
            role=given.role,
            kind=given.kind or ("hq" if given.role == "hq" else "land"),
            neighbour=given.neighbour,
            timezone=given.timezone,
            port=given.port,
            hq_url=given.hq_url,
            hq_key=given.hq_key,
        ),
        PROJECTIONS,
    )
    with acting(site, SYSTEM, "typed-on-the-box") as act:
        for name, direction in given.desk:
            posts.add_desk(act, name=name, title=name, direction=direction)
    print(site.identity.public)
    return 0


def load_list(argv: Sequence[str]) -> int:
    """Take up an edition of a list, or nothing of it; what was not taken is told line by line."""
    parser = _parser("site load-list", "Load an edition of a list of persons or documents.")
    parser.add_argument("file", type=Path, help="a CSV file; docs/operations/lists.md has its columns")
    parser.add_argument("--list", choices=("persons", "documents"), help="which one; else the columns tell")
    parser.add_argument("--on", type=date.fromisoformat, metavar="DAY", help="the day it stands for (today)")
    parser.add_argument("--strict", action="store_true", help="one bad row refuses the whole file")
    given = parser.parse_args(argv)
    name = given.list or _kind_of_list(given.file)
    loaded = watchlist.load_list(
        open_site(given.data, PROJECTIONS),
        SYSTEM,
        given.file,
        list_name=name,
        on=given.on,
        strict=given.strict,
        tell=lambda problem: print(f"line {problem.line}: {problem.field} {problem.what}", file=sys.stderr),
    )
    same = " (the same file as before)" if loaded.unchanged else ""
    print(f"{name}-{loaded.number}: {loaded.count} entries, {loaded.rejected} rows not taken{same}")
    return 0


def first_admin(argv: Sequence[str]) -> int:
    """Open the first administrator's account and print its one-time password."""
    parser = _parser("site first-admin", "Open the first administrator's account.")
    parser.add_argument("username")
    parser.add_argument("name", help='as colleagues know him or her: "Amina Otieno"')
    given = parser.parse_args(argv)
    print(accounts.first_admin(open_site(given.data, PROJECTIONS), given.username, given.name))
    return 0


def new_password(argv: Sequence[str]) -> int:
    """Unlock an account and print a one-time password: the way back in when nobody can sign in."""
    parser = _parser("site new-password", "Give an account a one-time password.")
    parser.add_argument("username")
    given = parser.parse_args(argv)
    print(accounts.new_password(open_site(given.data, PROJECTIONS), given.username))
    return 0


def enrol(argv: Sequence[str]) -> int:
    """Let a post's key speak for it at headquarters."""
    parser = _parser("hq enrol", "Let a post's key speak for it at headquarters.")
    parser.add_argument("post", help="the post's name")
    parser.add_argument("public_key", help="43 characters, as site init printed them")
    parser.add_argument("--title", help="its name as people read it; its own first event brings it else")
    parser.add_argument("--kind", choices=("land", "air", "sea"), default="land")
    given = parser.parse_args(argv)
    with acting(open_site(given.data, PROJECTIONS), SYSTEM, "typed-on-the-box") as act:
        posts.enrol(
            act,
            name=given.post,
            title=given.title or given.post,
            kind=given.kind,
            neighbour="",
            public_key=given.public_key,
        )
    print(f"{given.post} is enrolled")
    return 0


def add_desk(argv: Sequence[str]) -> int:
    """Add a desk to this post; devices are told of in devices.toml."""
    parser = _parser("site add-desk", "Add a desk to this post.")
    parser.add_argument("name", help="small letters, digits, hyphens: busia-3")
    parser.add_argument("direction", type=Direction, choices=list(Direction))
    parser.add_argument("--title", help='as the screens say it: "Desk 3"')
    given = parser.parse_args(argv)
    with acting(open_site(given.data, PROJECTIONS), SYSTEM, "typed-on-the-box") as act:
        posts.add_desk(act, name=given.name, title=given.title or given.name, direction=given.direction)
    print(f"{given.name} stands")
    return 0


def trust(argv: Sequence[str]) -> int:
    """Let this post believe the slips of another."""
    parser = _parser("site trust", "Believe the slips of another post.")
    parser.add_argument("post", help="the other post's name")
    parser.add_argument("public_key", help="43 characters, as site init printed them there")
    parser.add_argument("--title", help="the other post's name as people read it")
    given = parser.parse_args(argv)
    with acting(open_site(given.data, PROJECTIONS), SYSTEM, "typed-on-the-box") as act:
        posts.trust(act, name=given.post, title=given.title or given.post, public_key=given.public_key)
    print(f"slips of {given.post} are believed here")
    return 0


def _parser(said: str, does: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"mpaka {said}", description=does)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the site's folder")
    return parser


def _kind_of_list(path: Path) -> str:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        return "documents" if "document_number" in file.readline() else "persons"


def _desk(text: str) -> tuple[str, Direction]:
    name, _, direction = text.partition(":")
    return name, Direction(direction)
