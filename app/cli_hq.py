"""What is typed on the box of headquarters: publishing an edition."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from app.act import SYSTEM
from app.editions import service as editions
from app.projections import PROJECTIONS
from app.site import open_site


def publish(argv: Sequence[str]) -> int:
    """Publish what was imported and approved as the next edition, and use it here."""
    parser = argparse.ArgumentParser(
        prog="mpaka hq publish", description="Publish what is listed as the next edition."
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the site's folder")
    parser.add_argument("--anew", action="store_true", help="even where nothing changed")
    given = parser.parse_args(argv)
    site = open_site(given.data, PROJECTIONS)
    made = editions.publish(site, SYSTEM, anew=given.anew)
    if made is None:
        print("nothing has changed; no edition was published")
        return 0
    about = made.about
    print(
        f"edition {about.number}: {about.persons} persons, {about.documents} documents, {made.full.bytes} bytes"
    )
    editions.take_up_own(site)
    return 0
