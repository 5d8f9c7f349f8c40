"""One question of a post to headquarters, answered while somebody waits: does a key stand on headquarters' own list?

Both are header lines under a signature: nobody between may ask for a post, nor say that what is listed is not. It knows
no documents: a key is some letters that the list is searched by. It stands in no address, so no log of a proxy has it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sync import signed
from sync.link import Link, LinkDown
from sync.signed import BadLines

ASKING, ANSWERING = "mpaka-question/1", "mpaka-answer/1"
PATIENCE_S = 2.0


class Unanswered(Exception):
    """Headquarters did not say: it cannot be reached, or what came back is no answer of its own."""

    number = "S237"


@dataclass(frozen=True, slots=True)
class Question:
    """What a post signs."""

    site: str
    key: str
    sent_at: str

    def message(self) -> bytes:
        return signed.message(ASKING, self)


@dataclass(frozen=True, slots=True)
class Answer:
    """What headquarters signs, for one post and this very question. place: the number of its list; count: 1 listed, else 0."""

    site: str
    key: str
    asked_at: str
    place: int
    count: int

    @property
    def is_listed(self) -> bool:
        return self.count > 0

    def message(self) -> bytes:
        return signed.message(ANSWERING, self)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks. is_hq: whether headquarters' key made a signature of a message."""

    site: str
    url: str
    sign: Callable[[bytes], bytes]
    is_hq: Callable[[bytes, bytes], bool]
    now: Callable[[], str]

    def ask(self, key: str, patience_s: float = PATIENCE_S) -> Answer:
        """Ask, and wait no longer than agreed. Raises Unanswered, UnsafeAddress."""
        question = Question(self.site, key, self.now())
        lines = {**signed.as_http(question), signed.SIGNATURE: self.sign(question.message()).hex()}
        link = Link(self.url, patience_s)
        try:
            with link.get(f"/sync/v1/sites/{self.site}/numbers", lines) as came:
                if came.status != 204:
                    raise Unanswered(str(came.said().get("error", "")) or f"status {came.status}")
                answer = signed.read(Answer, came.lines)
                signature = signed.signature_in(came.lines)
        except (LinkDown, BadLines) as error:
            raise Unanswered(str(error)) from error
        finally:
            link.close()
        if (answer.site, answer.key, answer.asked_at) != (question.site, question.key, question.sent_at):
            raise Unanswered("the answer is to another question")
        if not self.is_hq(signature, answer.message()):
            raise Unanswered("headquarters did not sign the answer")
        return answer
