"""The officer's words for every code that the rules write: whole sentences, never put together from parts.

A code without words is shown as the code itself, so that an officer at least has something to quote; a test
pairs every code that the rules declare with its words here.
"""

from collections.abc import Mapping

from app.web.i18n import gettext
from app.web.i18n import mark as _
from border.checks import Answer, Check, Finding, Weight

ANSWERS: Mapping[str, str] = {
    Answer.CLEAR: _("clear"),
    Answer.ATTENTION: _("look"),
    Answer.ALARM: _("stop"),
    Answer.NOT_DONE: _("not done"),
}

WEIGHTS: Mapping[str, str] = {
    Weight.ALARM: _("stop"),
    Weight.ATTENTION: _("look"),
    Weight.NOTE: _("note"),
}

CHECKS: Mapping[str, str] = {}
FINDINGS: Mapping[str, str] = {}
WHYS: Mapping[str, str] = {}


def answer(value: str) -> str:
    """Return the one word of an answer."""
    return _said(ANSWERS, value)


def check(value: Check) -> str:
    """Return what was asked, as a short line."""
    return _said(CHECKS, value.name)


def finding(value: Finding) -> str:
    """Return what was found, as one sentence with its facts in it."""
    return _said(FINDINGS, value.code, value.facts)


def why(code: str) -> str:
    """Return why something could not be asked."""
    return _said(WHYS, code)


def _said(words: Mapping[str, str], code: str, facts: Mapping[str, object] | None = None) -> str:
    sentence = words.get(code)
    return gettext(sentence, **(facts or {})) if sentence else code
