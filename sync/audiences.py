"""Which kind of event is for whom, and who may say it: one screen, held complete by a house test.

A post's journal goes up whole: a chain with holes proves nothing. The audience says whom a kind is meant for beyond the
site that recorded it, and so what the downlink carries. Secrets (hashes of passwords and PINs) are in no event.
"""

from enum import StrEnum


class Audience(StrEnum):
    """Whom a kind of event is for."""

    HEADQUARTERS = "headquarters"
    """Said by any site of its own doings; headquarters gathers it."""

    EVERYBODY = "everybody"
    """Said by any site of its own doings; headquarters gathers it, and every post is to hear of it."""

    CONCERNED = "concerned"
    """Said by any site of its own doings; headquarters gathers it. What headquarters says itself is for one post, which
    the payload's `post` names."""

    HQ_ALONE = "hq-alone"
    """Said by headquarters alone, and told to nobody. Out of a post's mouth it is never projected."""

    POSTS = "posts"
    """Said by headquarters alone, for the posts. Out of a post's mouth it is never projected."""


AUDIENCES: dict[str, Audience] = {
    # posts
    "site.founded": Audience.EVERYBODY,
    "post.enrolled": Audience.POSTS,
    "post.trusted": Audience.HEADQUARTERS,
    "desk.added": Audience.HEADQUARTERS,
    # accounts
    "account.opened": Audience.HEADQUARTERS,
    "account.role_given": Audience.HEADQUARTERS,
    "account.password_set": Audience.HEADQUARTERS,
    "account.locked": Audience.HEADQUARTERS,
    "account.unlocked": Audience.HEADQUARTERS,
    "account.closed": Audience.HEADQUARTERS,
    "account.preferred": Audience.HEADQUARTERS,
    "session.opened": Audience.HEADQUARTERS,
    "session.refused": Audience.HEADQUARTERS,
    "session.closed": Audience.HEADQUARTERS,
    # audit
    "traveller.viewed": Audience.HEADQUARTERS,
    "entry.viewed": Audience.HEADQUARTERS,
    "search.made": Audience.HEADQUARTERS,
    "register.exported": Audience.HEADQUARTERS,
    # crossings
    "crossing.recorded": Audience.HEADQUARTERS,
    "crossing.amended": Audience.HEADQUARTERS,
    "slip.printed": Audience.HEADQUARTERS,
    # editions
    "edition.published": Audience.POSTS,
    "edition.taken": Audience.HEADQUARTERS,
    "edition.refused": Audience.HEADQUARTERS,
    "edition.gone_back": Audience.HEADQUARTERS,
    "edition.held": Audience.HEADQUARTERS,
    # lists: they reach the posts in editions
    "list.defined": Audience.HQ_ALONE,
    "list.imported": Audience.HQ_ALONE,
    "list.import_held": Audience.HQ_ALONE,
    "list.import_approved": Audience.HQ_ALONE,
    "list.import_rejected": Audience.HQ_ALONE,
    "list.file_put_aside": Audience.HQ_ALONE,
    # lookouts: entries reach the posts in editions, once they are approved
    "entry.proposed": Audience.HQ_ALONE,
    "entry.approved": Audience.HQ_ALONE,
    "entry.returned": Audience.HQ_ALONE,
    "entry.withdrawn": Audience.HQ_ALONE,
    "lookout.opened": Audience.EVERYBODY,
    "lookout.ended": Audience.EVERYBODY,
    "lookout.reviewed": Audience.POSTS,
    # numbers: tens of millions of document numbers
    "numbers.published": Audience.POSTS,
    "numbers.taken": Audience.HEADQUARTERS,
    "numbers.refused": Audience.HEADQUARTERS,
    "numbers.gone_back": Audience.HEADQUARTERS,
    "numbers.held": Audience.HEADQUARTERS,
    # thresholds
    "threshold.proposed": Audience.HQ_ALONE,
    "threshold.set": Audience.POSTS,
    "threshold.rejected": Audience.HQ_ALONE,
    # watchlist: what is silent is known to its post and to headquarters
    "list.loaded": Audience.HEADQUARTERS,
    "hit.found": Audience.EVERYBODY,
    "hit.found_silently": Audience.HEADQUARTERS,
    "hit.acknowledged": Audience.EVERYBODY,
    "hit.acknowledged_silently": Audience.CONCERNED,
    "hit.adjudicated": Audience.EVERYBODY,
    "hit.adjudicated_silently": Audience.CONCERNED,
    "hit.raised": Audience.HEADQUARTERS,
    "hit.raised_silently": Audience.HEADQUARTERS,
    "hit.closed": Audience.EVERYBODY,
    "hit.closed_silently": Audience.HEADQUARTERS,
    # desk
    "desk.taken": Audience.HEADQUARTERS,
    "desk.left": Audience.HEADQUARTERS,
    "inspection.abandoned": Audience.HEADQUARTERS,
    "referral.opened": Audience.HEADQUARTERS,
    # replication: a restored box goes on in a new epoch, and this is its first event
    "epoch.started": Audience.HEADQUARTERS,
}

SILENT_KINDS = "%_silently"
"""Which kinds nobody at a desk may notice, not even by how many events wait: a pattern of SQL's `like`."""

NEWEST_VERSIONS: dict[str, int] = {"hit.found": 2, "hit.found_silently": 2}
"""The newest version of a kind that its projections read, where it is not 1; a newer one waits for the upgrade."""


def may_post_say(kind: str) -> bool:
    """Say whether a post's event of this kind may be projected at headquarters."""
    return AUDIENCES.get(kind) in (Audience.HEADQUARTERS, Audience.EVERYBODY, Audience.CONCERNED)


def may_be_relayed(kind: str, *, by_headquarters: bool) -> bool:
    """Say whether an event of this kind goes down to posts. by_headquarters: it is its own, not another post's."""
    audience = AUDIENCES.get(kind)
    return audience is Audience.EVERYBODY or (
        audience in (Audience.POSTS, Audience.CONCERNED) and by_headquarters
    )


def is_for_one_post(kind: str) -> bool:
    """Say whether an event of this kind goes down to the post alone that it names."""
    return AUDIENCES.get(kind) is Audience.CONCERNED
