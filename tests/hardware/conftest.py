"""Real ptys, an agent, and who listens to it; each is put away when its test ends."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from hardware.peer import Admitted
from tests.hardware.posts import Ear, Post
from tests.hardware.scripts import ScriptedLine, Step


@pytest.fixture
def scripted_line() -> Iterator[Callable[[Sequence[Step]], ScriptedLine]]:
    lines: list[ScriptedLine] = []

    def make(steps: Sequence[Step]) -> ScriptedLine:
        lines.append(ScriptedLine(steps))
        return lines[-1]

    yield make
    for line in lines:
        line.close()


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Callable[..., Post]]:
    posts: list[Post] = []

    def start(*, protocol: str = "stx-etx", desks: int = 1, admitted: Admitted | None = None) -> Post:
        posts.append(Post(tmp_path, protocol=protocol, desks=desks, admitted=admitted or Admitted()))
        return posts[-1]

    yield start
    for each in posts:
        each.stop()


@pytest.fixture
def ear() -> Iterator[Callable[[Post], Ear]]:
    ears: list[Ear] = []

    def connect(to: Post) -> Ear:
        ears.append(Ear(to.data))
        return ears[-1]

    yield connect
    for each in ears:
        each.close()
