"""A post and a headquarters with a day's work behind them, served as they are."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.accounts import service as accounts
from app.factory import create_app
from border.permissions import Permission
from tests import make
from tests.app.replication.conftest import Line, enrol, pusher
from tests.browser import at_headquarters, at_the_post
from tests.browser.served import Served, serving

WHY = {"reason": "review", "note": ""}
DAY_S = 86_400
"""Nobody is locked out between two pages, however long the day."""


@contextmanager
def working(folder: Path, kind: str) -> Iterator[Served]:
    """Serve the post and headquarters, and hand over one of them."""
    clock = make.HandClock()
    hq = make.site(folder, "hq", clock, role="hq", kind="hq", lock_after_s=DAY_S)
    post = make.site(folder, "busia", clock, hq_key=hq.identity.public, lock_after_s=DAY_S)
    enrol(hq, post)
    with serving(hq, create_app(hq)) as above, serving(post, create_app(post)) as below:
        at_headquarters.make_lists(above)
        days = iter((lambda: None, lambda: at_headquarters.make_entries(above)))

        def edition() -> None:
            next(days)()
            at_headquarters.publish(hq, post)

        at_the_post.work(below, edition)
        pusher(post, Line(above.app.test_client())).push()
        above.values |= {name: below.values[name] for name in ("crossing_id", "copy", "hit_id")}
        above.besides += [("hq-analyst", path) for _who, path in below.besides]
        for served in (above, below):
            look_around(served)
        yield below if kind == "post" else above


def look_around(served: Served) -> None:
    """Search as the first person who may, and open what was found; each look is that person's alone."""
    browser = served.people[served.role_for(Permission.SEARCH)]
    sought = {"surname": "OKELLO", "first": "2026-11-01", "last": "2026-11-24", **WHY}
    traveller = served.site.db.value("select min(traveller_id) from travellers")
    for endpoint, path, form in (
        ("travellers.found", "/travellers", sought),
        ("travellers.show", "/travellers/viewed", {"traveller_id": traveller, **WHY}),
        ("crossings.found", "/crossings/search", sought),
    ):
        answer = browser.post(path, form)
        assert answer.status_code == 303, (endpoint, make.text_of(answer))
        served.values[f"{endpoint}.look_id"] = answer.location.rpartition("/")[2]
    one = {"look_id": served.values["crossings.found.look_id"], "crossing_id": served.values["crossing_id"]}
    viewed = browser.post("/crossings/viewed", one)
    served.values["crossings.show.look"] = viewed.location.rpartition("=")[2]
    served.values["account_id"] = accounts.accounts(served.site.db, served.site.name)[0]["id"]
