"""A headquarters that reads lists, and a way to give it a file and have it read."""

import pytest

from app.act import SYSTEM, acting
from app.lists import jobs, service
from app.lists.service import Source
from tests import make
from tests.app.lists.readers import Reader


class Lists:
    """Headquarters with the source `un`; `read` gives a made-up list and reads it at once."""

    def __init__(self, site, folder):
        self.site = site
        self.folder = folder
        self.count = 0
        self.define("un")

    def define(self, name, **said):
        with acting(self.site, SYSTEM) as act:
            service.define(act, Source(name, said.pop("title", name), **said))

    def give(self, text, source="un", who=SYSTEM, kind="full"):
        self.count += 1
        path = service.uploads(self.site) / f"file-{self.count}"
        path.write_text(text)
        with acting(self.site, who) as act:
            return service.give(act, source, path, name=f"list-{self.count}.txt", kind=kind)

    def read(self, text, source="un", who=SYSTEM, kind="full", reading=None):
        self.job_id = self.give(text, source, who, kind)
        return jobs.read_next(self.site, reading or Reader())

    def job(self):
        return service.job(self.site.db, "un", self.job_id)

    def problems(self):
        rows = service.problems(self.site.db, self.job_id, 1)
        return [(row["line"], row["field"], row["what"]) for row in rows]

    def listed(self):
        return [subject.entry for subject in service.current_subjects(self.site)]


@pytest.fixture
def hq(tmp_path, clock):
    return make.site(tmp_path, "hq", clock=clock, role="hq", kind="hq")


@pytest.fixture
def lists(hq, tmp_path):
    return Lists(hq, tmp_path)
