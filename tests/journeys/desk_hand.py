"""A desk without a screen: records a crossing for each line it reads, and says so once it is kept.

Reads inspection ids from standard input; writes each one back after the act is committed. `python -m ... DATA`.
"""

import sys
from pathlib import Path

from app.act import acting
from app.crossings import service as crossings
from app.projections import PROJECTIONS
from app.site import open_site
from tests.app import facts


def main() -> None:
    site = open_site(Path(sys.argv[1]), PROJECTIONS)
    for line in sys.stdin:
        inspection = line.strip()
        with acting(site, facts.OFFICER) as act:
            crossings.record(act, facts.crossing(inspection, **facts.document(f"P{inspection}")))
        print(inspection, flush=True)  # noqa: T201 the officer's confirmation


if __name__ == "__main__":
    main()
