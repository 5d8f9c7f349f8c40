"""Who may do what: one table. What is not written in it is not allowed.

Every role gets the least its work needs. Nobody who decides on travellers edits lists; nobody who edits accounts
sees travellers; who reads the audit trail changes nothing.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """The work a person does. One account has one role."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    EXAMINER = "examiner"
    HQ_ANALYST = "hq-analyst"
    WATCHLIST_EDITOR = "watchlist-editor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    FIELD_IT = "field-it"


class Permission(StrEnum):
    """One thing that can be asked for; the table below says who may."""

    WORK_DESK = "work-desk"
    HAND_OVER_DESK = "hand-over-desk"
    DECIDE = "decide"
    OVERRIDE_LISTED = "override-listed"
    SEE_REFERRALS = "see-referrals"
    DECIDE_REFERRED = "decide-referred"
    SEE_HITS = "see-hits"
    ACKNOWLEDGE_HIT = "acknowledge-hit"
    ADJUDICATE_HIT = "adjudicate-hit"
    SEE_HIT_FIGURES = "see-hit-figures"
    SET_THRESHOLDS = "set-thresholds"
    ENTER_FROM_PAPER = "enter-from-paper"
    ENTER_OLD_FROM_PAPER = "enter-old-from-paper"
    AMEND_OWN_CROSSING = "amend-own-crossing"
    AMEND_CROSSING = "amend-crossing"
    PRINT_SLIP = "print-slip"
    VERIFY_SLIP = "verify-slip"
    SEE_REGISTER = "see-register"
    EXPORT_REGISTER = "export-register"
    SEARCH = "search"
    SEE_MOVEMENTS = "see-movements"
    SEE_REPLICATION = "see-replication"
    SEE_DEVICES = "see-devices"
    LOAD_LISTS = "load-lists"
    IMPORT_LISTS = "import-lists"
    APPROVE_IMPORT = "approve-import"
    SEE_ENTRIES = "see-entries"
    PROPOSE_ENTRY = "propose-entry"
    APPROVE_ENTRY = "approve-entry"
    SEE_LOOKOUTS = "see-lookouts"
    OPEN_LOOKOUT = "open-lookout"
    REVIEW_LOOKOUT = "review-lookout"
    SEE_EDITIONS = "see-editions"
    PUBLISH_EDITIONS = "publish-editions"
    GO_BACK_EDITION = "go-back-edition"
    READ_AUDIT = "read-audit"
    MANAGE_POST_ACCOUNTS = "manage-post-accounts"
    MANAGE_ACCOUNTS = "manage-accounts"


_AT_A_DESK = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.EXAMINER})

TABLE: Mapping[Permission, frozenset[Role]] = MappingProxyType(
    {
        # Sit down at a desk, take readings, type a document in, put an inspection aside.
        Permission.WORK_DESK: _AT_A_DESK,
        # Give a desk with its open inspection to the next shift, or take it over from who left it.
        Permission.HAND_OVER_DESK: _AT_A_DESK,
        # Admit, refuse or refer; pass an alarm with a reason, but for the two of the next line.
        Permission.DECIDE: _AT_A_DESK,
        # Let a listed person or a stolen document pass. An officer's own sign-in is never enough.
        Permission.OVERRIDE_LISTED: frozenset({Role.SUPERVISOR}),
        # See who waits for the second line, and why.
        Permission.SEE_REFERRALS: frozenset({Role.SUPERVISOR, Role.EXAMINER}),
        # Decide on a referred traveller. Officers cannot: what was referred stays out of the first line's hands.
        Permission.DECIDE_REFERRED: frozenset({Role.SUPERVISOR, Role.EXAMINER}),
        # See who met a list. What of it a role may know says border.hit.sight; of silent hits an officer knows nothing.
        Permission.SEE_HITS: _AT_A_DESK | {Role.HQ_ANALYST},
        # Say that one has seen to a hit, so that it rises no further.
        Permission.ACKNOWLEDGE_HIT: _AT_A_DESK | {Role.HQ_ANALYST},
        # Say whether it is the same person. The first line does not: it stands face to face, and in haste.
        Permission.ADJUDICATE_HIT: frozenset({Role.SUPERVISOR, Role.EXAMINER, Role.HQ_ANALYST}),
        # See how many hits were none, by list, nationality and sex; no names.
        Permission.SEE_HIT_FIGURES: frozenset({Role.HQ_ANALYST, Role.WATCHLIST_EDITOR}),
        # Say how much evidence a category of hits needs, at headquarters, with a reason.
        Permission.SET_THRESHOLDS: frozenset({Role.WATCHLIST_EDITOR}),
        # Enter what was written on paper in an outage. The entry keeps who wrote it, when, and why so late.
        Permission.ENTER_FROM_PAPER: _AT_A_DESK,
        # Enter what happened more than fourteen days ago: such a paper was mislaid, or somebody has an interest in it.
        Permission.ENTER_OLD_FROM_PAPER: frozenset({Role.SUPERVISOR}),
        # Undo one's own slip of the finger, as an amendment with a reason; the crossing itself stays.
        Permission.AMEND_OWN_CROSSING: _AT_A_DESK,
        # Amend what somebody else decided, with a reason.
        Permission.AMEND_CROSSING: frozenset({Role.SUPERVISOR}),
        # Print a crossing's slip or refusal notice; a second print is marked a copy.
        Permission.PRINT_SLIP: _AT_A_DESK,
        # Read a slip's code and learn whether a post of ours signed it. It names nobody.
        Permission.VERIFY_SLIP: _AT_A_DESK | {Role.HQ_ANALYST},
        # Read the post's day register.
        Permission.SEE_REGISTER: _AT_A_DESK,
        # Take the register out of the system as CSV: names leave the box, so not every officer.
        Permission.EXPORT_REGISTER: frozenset({Role.SUPERVISOR}),
        # Look up a traveller, document or crossing; each look-up is an event with its reason.
        Permission.SEARCH: _AT_A_DESK | {Role.HQ_ANALYST},
        # See the movements of all posts, as counts and as a live list without names.
        Permission.SEE_MOVEMENTS: frozenset({Role.HQ_ANALYST}),
        # See how far headquarters has each post's journal, and what was set aside.
        Permission.SEE_REPLICATION: frozenset({Role.HQ_ANALYST, Role.AUDITOR, Role.FIELD_IT}),
        # See desks, readers, processes and their health; no traveller among them.
        Permission.SEE_DEVICES: frozenset({Role.SUPERVISOR, Role.FIELD_IT}),
        # Load an edition of a list at a post. Field IT carries the file, the editor writes it.
        Permission.LOAD_LISTS: frozenset({Role.WATCHLIST_EDITOR, Role.FIELD_IT}),
        # Define at headquarters which lists are read, give their files, and see what was wrong in them.
        Permission.IMPORT_LISTS: frozenset({Role.WATCHLIST_EDITOR}),
        # Put in force, or not, a version that lists far less than the one before; one's own never, whatever the role.
        Permission.APPROVE_IMPORT: frozenset({Role.WATCHLIST_EDITOR}),
        # See which editions there are, which site uses which, and which was refused.
        Permission.SEE_EDITIONS: frozenset(
            {Role.SUPERVISOR, Role.HQ_ANALYST, Role.WATCHLIST_EDITOR, Role.FIELD_IT}
        ),
        # Publish at headquarters, without waiting for the hour, what was imported and approved.
        Permission.PUBLISH_EDITIONS: frozenset({Role.WATCHLIST_EDITOR}),
        # Use the edition before again at a post, keep to an edition, take up new ones again.
        Permission.GO_BACK_EDITION: frozenset({Role.SUPERVISOR, Role.FIELD_IT}),
        # Read entries made by hand at headquarters; opening one's page is an event.
        Permission.SEE_ENTRIES: frozenset({Role.WATCHLIST_EDITOR}),
        # Propose an entry, its change or its withdrawal. Nothing comes of it without the next line.
        Permission.PROPOSE_ENTRY: frozenset({Role.WATCHLIST_EDITOR}),
        # Approve or send back what somebody else proposed; one's own never, whatever the role.
        Permission.APPROVE_ENTRY: frozenset({Role.WATCHLIST_EDITOR}),
        # See whom the posts look out for. Officers do not: a silent lookout is not for them.
        Permission.SEE_LOOKOUTS: frozenset({Role.SUPERVISOR, Role.WATCHLIST_EDITOR}),
        # List a person or document for one day at a post, alone; headquarters reviews it.
        Permission.OPEN_LOOKOUT: frozenset({Role.SUPERVISOR}),
        # Say at headquarters what becomes of a post's lookout.
        Permission.REVIEW_LOOKOUT: frozenset({Role.WATCHLIST_EDITOR}),
        # Read the journal: who did what, when, why.
        Permission.READ_AUDIT: frozenset({Role.AUDITOR}),
        # Unlock an officer of this post or set a new password, with no link to headquarters.
        Permission.MANAGE_POST_ACCOUNTS: frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
        # Open and close accounts and give roles. Whoever does this sees no traveller.
        Permission.MANAGE_ACCOUNTS: frozenset({Role.ADMINISTRATOR}),
    }
)


def may(role: Role, permission: Permission) -> bool:
    """Whether a role has a permission; False where the table says nothing."""
    return role in TABLE.get(permission, frozenset())


def permissions_of(role: Role) -> frozenset[Permission]:
    """Return all that a role may, for menus and for the page that explains it."""
    return frozenset(permission for permission, roles in TABLE.items() if role in roles)
