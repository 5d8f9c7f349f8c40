"""What the desk's pages say when something cannot be done any more: what stands, who did it, and the way back."""

from typing import Any

from app.desk import decisions, groups, service
from app.web import words
from app.web.errors import Trouble
from app.web.i18n import gettext as _
from app.web.i18n import ngettext
from border.errors import BorderError, Fact
from border.grounds import BY_LETTER
from border.purposes import BY_CODE

TOLD = (
    service.NotAtDesk,
    service.InspectionGone,
    decisions.ChangedMeanwhile,
    decisions.ChecksRunning,
    decisions.CrossedElsewhere,
    decisions.VisaRead,
    decisions.DecidedOtherwise,
    groups.GroupOpen,
)
"""The errors that have words here. All of them leave what stands as it was."""


def trouble(error: BorderError, facts: dict[str, Any]) -> Trouble:
    """Return the words for one of TOLD. facts: those of the error, the desk by its title and the time on its clock."""
    happened, means, do = _said(error, facts)
    return Trouble(happened, means, do, "/desk", _("To the desk"))


def _said(error: BorderError, facts: dict[str, Any]) -> tuple[str, str, str]:
    match error:
        case decisions.CrossedElsewhere():
            means = _("%(name)s decided on this document at %(time)s, while it lay here. Yours was not kept.")
            return (
                _("Decided at %(desk)s already", desk=facts["desk"]),
                means % facts,
                _("Look at that crossing, then put this one aside."),
            )
        case decisions.DecidedOtherwise():
            return (
                _("Decided already, with other terms"),
                _("What stands: %(stands)s. What you sent now was not kept.", stands=_stands(facts)),
                _("If that is wrong, amend the crossing."),
            )
        case decisions.ChangedMeanwhile():
            return (
                _("Read or checked again meanwhile"),
                _(
                    "The page was drawn before the document was read, put right or checked again. Your decision was not kept."
                ),
                _("Look at what the desk shows now, then decide."),
            )
        case decisions.ChecksRunning():
            return (
                _("The checks have not answered yet"),
                _("Nothing was kept."),
                _("Wait a moment, then decide."),
            )
        case decisions.VisaRead():
            return (
                _("This is a visa, no travel document"),
                _("No crossing hangs on a visa. Nothing was kept."),
                _("Put it aside and read the passport."),
            )
        case _:
            return _of_the_page(error)


def _of_the_page(error: BorderError) -> tuple[str, str, str]:
    if isinstance(error, service.NotAtDesk):
        return (
            _("You do not sit at that desk"),
            _("You left it, or somebody took it over. Nothing was kept."),
            _("Take a desk, then look at what lies on it."),
        )
    if isinstance(error, groups.GroupOpen):
        return (
            _("The group is not as the page shows it"),
            _("It was begun or ended after the page was drawn. Nothing was changed."),
            _("Look at the desk, then go on."),
        )
    return (
        _("This traveller lies on the desk no more"),
        _(
            "Decided, referred or put aside already, perhaps from another window of yours. What you sent now was not kept."
        ),
        _("The desk shows what was decided last, and leads to it."),
    )


def _stands(facts: dict[str, Fact]) -> str:
    """Return a decision in a few words: Admit: Holiday, 30 days."""
    if facts["outcome"] == "refer":
        return _("Referred: %(reason)s", reason=words.referral(str(facts["reason"])))
    if facts["outcome"] == "refuse":
        ground = str(facts["refusal_ground"])
        return _("Refused: %(ground)s", ground=words.ground(ground) if ground in BY_LETTER else ground)
    days, purpose = facts["days_granted"], str(facts["purpose"] or "")
    parts = [
        words.purpose(purpose) if purpose in BY_CODE else "",
        ngettext("%(num)s day", "%(num)s days", int(days)) if days else "",
        str(facts["address"] or ""),
        str(facts["authority"] or ""),
    ]
    return _("Admitted: %(terms)s", terms=", ".join(filter(None, parts)) or _("no terms"))
