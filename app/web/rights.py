"""The words for roles and permissions, and the page's words for what somebody may not do."""

from collections.abc import Mapping

from app.web.errors import Trouble
from app.web.i18n import gettext
from app.web.i18n import mark as _
from border.permissions import TABLE, Permission, Role

ROLES: Mapping[Role, str] = {
    Role.OFFICER: _("Officer"),
    Role.SUPERVISOR: _("Supervisor"),
    Role.EXAMINER: _("Examiner"),
    Role.HQ_ANALYST: _("HQ analyst"),
    Role.WATCHLIST_EDITOR: _("Watchlist editor"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMINISTRATOR: _("Administrator"),
    Role.FIELD_IT: _("Field IT"),
}

PERMISSIONS: Mapping[Permission, str] = {
    Permission.WORK_DESK: _("work at a desk"),
    Permission.HAND_OVER_DESK: _("hand over a desk"),
    Permission.DECIDE: _("decide on a traveller"),
    Permission.OVERRIDE_LISTED: _("let a listed person or document pass"),
    Permission.SEE_REFERRALS: _("see who waits for the second line"),
    Permission.DECIDE_REFERRED: _("decide on a referred traveller"),
    Permission.SEE_HITS: _("see who met a list"),
    Permission.ACKNOWLEDGE_HIT: _("acknowledge a hit"),
    Permission.ADJUDICATE_HIT: _("decide on a hit"),
    Permission.SEE_HIT_FIGURES: _("see how many hits were none"),
    Permission.SET_THRESHOLDS: _("say how much evidence a hit needs"),
    Permission.ENTER_FROM_PAPER: _("enter crossings from the paper log"),
    Permission.AMEND_OWN_CROSSING: _("amend one's own crossing"),
    Permission.AMEND_CROSSING: _("amend another officer's crossing"),
    Permission.PRINT_SLIP: _("print a slip"),
    Permission.VERIFY_SLIP: _("verify a slip"),
    Permission.SEE_REGISTER: _("read the register"),
    Permission.EXPORT_REGISTER: _("take the register out as a file"),
    Permission.SEARCH: _("search travellers, documents and crossings"),
    Permission.SEE_MOVEMENTS: _("see the movements of all posts"),
    Permission.SEE_REPLICATION: _("see the links between posts and headquarters"),
    Permission.SEE_DEVICES: _("see readers and their state"),
    Permission.LOAD_LISTS: _("load lists"),
    Permission.IMPORT_LISTS: _("import published lists"),
    Permission.APPROVE_IMPORT: _("decide on a list that has shrunk"),
    Permission.SEE_EDITIONS: _("see the editions of lists"),
    Permission.PUBLISH_EDITIONS: _("publish an edition of lists"),
    Permission.GO_BACK_EDITION: _("go back to the edition before"),
    Permission.SEE_ENTRIES: _("read entries made by hand"),
    Permission.PROPOSE_ENTRY: _("propose an entry"),
    Permission.APPROVE_ENTRY: _("approve what somebody else proposed"),
    Permission.SEE_LOOKOUTS: _("see whom the posts look out for"),
    Permission.OPEN_LOOKOUT: _("open a lookout for a day"),
    Permission.REVIEW_LOOKOUT: _("review the posts' lookouts"),
    Permission.READ_AUDIT: _("read the audit trail"),
    Permission.MANAGE_POST_ACCOUNTS: _("unlock accounts and give new passwords"),
    Permission.MANAGE_ACCOUNTS: _("open and close accounts"),
}


def role(value: str) -> str:
    """Return a role in words."""
    return gettext(ROLES[Role(value)])


def roles_with(permission: Permission) -> str:
    """Return the roles that have a permission, in the order of the table."""
    return ", ".join(gettext(words) for role, words in ROLES.items() if role in TABLE[permission])


def not_allowed(permission: Permission) -> Trouble:
    """Return what a person is told who may not: which right is missing and who has it."""
    missing = gettext(PERMISSIONS[permission])
    return Trouble(
        gettext("This is not open to your role"),
        gettext("Your account has not the right to %(missing)s. Nothing was changed.", missing=missing),
        gettext("Who has it here: %(roles)s. Ask one of them.", roles=roles_with(permission)),
    )
