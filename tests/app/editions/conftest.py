"""A headquarters that publishes, a post that believes its key, and what lies between them."""

from dataclasses import dataclass, field

import pytest

from app.act import SYSTEM
from app.editions import prepare, publishing, service
from app.editions.publishing import Contents
from app.site import Site
from sync import journal
from tests import make
from tests.app.editions.listed import document, person


def here(order, lock):
    """Make an edition ready in this process, where a process of its own is not what the test is about."""
    prepare.prepare(order)


@dataclass
class Between:
    """Headquarters and a post; `persons` and `documents` are what is listed."""

    hq: Site
    post: Site
    persons: dict = field(default_factory=lambda: {number: person(number) for number in range(1, 41)})
    documents: dict = field(default_factory=lambda: {number: document(number) for number in range(1, 41)})
    version: int = 1

    def publish(self, who=SYSTEM, *, anew=False):
        contents = Contents({"own": str(self.version)}, self.persons.values, self.documents.values)
        return publishing.publish(self.hq, who, contents, anew=anew)

    def change(self, number, reason="changed"):
        self.persons[number] = person(number, reason=reason)
        self.version += 1

    def offer(self, preparing=here):
        """Let the post fetch and take up what headquarters has for it; return the name of what it fetched."""
        signed = service.manifest_for(self.hq, service.ask_after(self.post))
        wanted = service.wanted(self.post, signed)
        if wanted is None:
            return None
        service.take_up(self.post, signed, service.wire_file(self.hq, wanted[0]), preparing)
        return wanted[0]

    def in_use(self):
        edition = service.current(self.post)
        return edition and edition.number


def events(site, kind):
    return [event.payload for event in journal.after(site.db, site.name, 1, 0) if event.kind == kind]


def next_edition(between):
    between.publish()
    between.offer()
    between.change(5)
    between.publish()


@pytest.fixture
def between(tmp_path, clock):
    hq = make.site(tmp_path, "hq", clock=clock, role="hq", kind="hq")
    return Between(hq, make.site(tmp_path, "busia", clock=clock, hq_key=hq.identity.public))
