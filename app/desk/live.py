"""What one web process of a post keeps running beside its requests: streams, checks, and an ear for the readers."""

import base64
import binascii
import logging
import secrets
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from app.act import SYSTEM, acting
from app.desk import service, store
from app.desk.checking import Checker
from app.desk.service import InspectionGone
from app.devices.service import Readers
from app.site import Site
from app.watchlist import service as watchlist
from app.web.stream import Channels
from db.database import DatabaseError
from hardware.client import AgentClient

log = logging.getLogger(__name__)

LAST_READING_S = 0.5
LOOK_EVERY_S = 1.0


class Live:
    """The moving parts behind the desks of one process."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.channels = Channels()
        self.readers = Readers()
        self.checker = Checker(site, self.channels)
        self._unkept: set[str] = set()
        self._client = AgentClient(site.settings.run / "agent.sock")
        self._thread = threading.Thread(target=self._listen, name="readers", daemon=True)
        self._stopped = threading.Event()
        self._watch = threading.Thread(target=self._look_for_answers, name="answers", daemon=True)

    def start(self) -> None:
        """Begin to listen, and ask again what a process that was killed left unasked."""
        self._thread.start()
        self._watch.start()
        for row in store.unchecked(self.site.db):
            self.checker.begin(row["id"], row["desk"])

    def stop(self) -> None:
        """End listening, then asking: a reading that is being taken in is still to be asked about."""
        self._stopped.set()
        self._client.stop()
        if self._thread.is_alive():
            self._thread.join(LAST_READING_S)
        self.checker.close()

    def unkept(self, desk: str) -> bool:
        """Whether the newest reading of a desk could not be kept."""
        return desk in self._unkept

    def _look_for_answers(self) -> None:
        """Tell the desks when the worker has heard headquarters say what was still to be confirmed there."""
        waiting: set[str] = set()
        while not self._stopped.wait(LOOK_EVERY_S):
            try:
                waiting = self.tell_of_answers(waiting)
            except DatabaseError as error:
                log.warning("the desks cannot be told of headquarters' answers now: %s", error)

    def tell_of_answers(self, waiting: set[str]) -> set[str]:
        """Tell the desks of inspections that waited and do so no more; return those that wait now."""
        still = watchlist.to_be_confirmed(self.site)
        for inspection_id in waiting - still:
            with suppress(InspectionGone):  # it was entered from the paper log
                self.channels.publish(service.inspection(self.site.db, inspection_id)["desk"])
        return still

    def _listen(self) -> None:
        """Hear the readers until stop(). No fault makes the desks deaf: it is logged under a number, and the next is heard."""
        for message in self._client.messages():
            try:
                self._hear(message)
            except Exception:
                log.exception("fault F-%s in what the agent said", secrets.token_hex(4).upper())

    def _hear(self, message: Mapping[str, Any]) -> None:
        match message.get("say"):
            case "agent":
                self.readers.agent_there(message.get("state") == "ready")
                self.channels.publish_all()
            case "device":
                self._device(message)
            case "reading":
                self._reading(message)

    def _device(self, message: Mapping[str, Any]) -> None:
        self.readers.heard(message["desk"], message["state"], message["since"])
        self.channels.publish(message["desk"])

    def _reading(self, message: Mapping[str, Any]) -> None:
        """Take a reading in; the agent is told only when it is kept, and hands it over again otherwise."""
        try:
            reading = reading_of(message)
            with acting(self.site, SYSTEM) as act:
                inspection_id = service.receive(act, reading)
        except Exception:
            desk = str(message.get("desk"))
            self._unkept.add(desk)
            self.channels.publish(desk)
            raise
        self._unkept.discard(reading.desk)
        self._client.taken(reading.id)
        self.channels.publish(reading.desk)
        if inspection_id:
            self.checker.begin(inspection_id, reading.desk)


def reading_of(message: Mapping[str, Any]) -> service.Reading:
    """Return the reading that the agent's message carries."""
    try:
        raw = base64.b64decode(message["raw"], validate=True)
    except binascii.Error:
        raw = b""
    return service.Reading(
        message["id"],
        message["desk"],
        message["kind"],
        message["at"],
        tuple(message["lines"]),
        raw,
        message["fault"],
    )
