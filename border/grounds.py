"""The lettered grounds on which entry or exit is refused, each with its words and the law's article. Data.

Letters and meaning follow the standard form of Regulation (EU) 2016/399, annex V part B, which travellers and carriers
know; the articles are Kenya's: Kenya Citizenship and Immigration Act 2011 (No. 12 of 2011; Cap. 170). No ground has been
reviewed by a lawyer yet: `reviewed` says so, and a notice with an unreviewed ground says so too.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground: its letter, the words of the notice, the article, and whether the article was reviewed."""

    letter: str
    words: str
    article: str
    reviewed: bool = False


GROUNDS: tuple[Ground, ...] = (
    Ground("A", "has no valid travel document", "section 34"),
    Ground("B", "has a false, counterfeit, forged or altered travel document", "sections 34 and 54"),
    Ground(
        "C", "has no valid travel authorisation, visa, permit or pass", "section 34; Legal Notice 1 of 2024"
    ),
    Ground(
        "D", "has a false, counterfeit or forged authorisation, visa, permit or pass", "sections 34 and 54"
    ),
    Ground("E", "cannot justify the purpose and conditions of the stay", "section 34"),
    Ground("F", "has stayed beyond the days granted before", "section 33(1), unlawful presence"),
    Ground("G", "has not the means for the stay or for the return", "section 33(2), support"),
    Ground("H", "is listed for refusal, or an order of removal is in force", "sections 33(1) and 43"),
    Ground("I", "is held to endanger security, public order or public health", "section 33(1) and (2)"),
)

BY_LETTER = {ground.letter: ground for ground in GROUNDS}
