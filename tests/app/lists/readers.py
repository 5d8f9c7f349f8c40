"""A made-up format, one row a line: `1 NAME`, `-1` an entry that is gone, `d1 NUMBER` a document, `? field what` a bad row."""

from app.lists.formats.problems import BadList, Gone, Problem, Read
from border.listing import ListedName, Subject
from border.watchlist import ListedDocument


class Reader:
    """Reads it. after: what happens once so many rows were read; then: what is called there."""

    def __init__(self, after=0, then=None):
        self.after, self.then = after, then

    def __call__(self, source, file):
        for line, raw in enumerate(file, start=1):
            if line - 1 == self.after and self.then:
                self.then()
            yield outcome(source["source"], raw.decode("utf-8", "surrogateescape").rstrip("\n"), line)


def outcome(source, text, line):
    sign, _, rest = text.partition(" ")
    if text == "!":
        raise BadList("the file is cut off")
    if sign == "?":
        field, _, what = rest.partition(" ")
        return Problem(line, field, what, text)
    if sign.startswith("-"):
        return Gone(f"{source}:{sign[1:]}", line)
    if sign.startswith("d"):
        return Read(ListedDocument(f"{source}:{sign}", "UTO", rest), text, line, "2026-11-20")
    return Read(Subject(f"{source}:{sign}", (ListedName(rest),)), text, line)


def rows(*numbers, name="ERIKSSON"):
    return "".join(f"{number} {name}\n" for number in numbers)
