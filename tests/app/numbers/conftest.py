"""A headquarters with a list of numbers, and a post that believes its key."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from app.act import SYSTEM
from app.numbers import publishing, service
from app.site import Site
from sync import journal
from tests import make


@dataclass
class Between:
    """Headquarters and a post, and a folder for files."""

    hq: Site
    post: Site
    folder: Path

    def load(self, *numbers, who=SYSTEM, on=None, more=""):
        """Load Kenyan numbers; return what became of the file, and what was told."""
        file, told = self.folder / "numbers.txt", []
        file.write_text("".join(f"KEN {number}\n" for number in numbers) + more)
        return service.load(self.hq, who, file, on=on, tell=told.append), told

    def offer(self):
        """Let the post take up what headquarters has for it; return its number, None for nothing."""
        signed = service.manifest_for(self.hq, service.after(self.post))
        wanted = signed and service.wanted(self.post, signed)
        if not wanted:
            return None
        return service.take_up(self.post, signed, service.file_of(self.hq, wanted.name)).number

    def may_hold(self, number):
        return service.in_use(self.post)[1].may_hold(f"KEN:{number}")

    def file(self, name):
        return publishing.folder_of(self.hq) / name


def events(site, kind):
    return [event.payload for event in journal.after(site.db, site.name, 1, 0) if event.kind == kind]


@pytest.fixture
def between(tmp_path, clock):
    hq = make.site(tmp_path, "hq", clock=clock, role="hq", kind="hq")
    return Between(hq, make.site(tmp_path, "busia", clock=clock, hq_key=hq.identity.public), tmp_path)
