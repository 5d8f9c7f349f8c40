"""The commands of a site: `./mpaka demo|scan|site|hq ...`. A table, verb -> function; each loads what it needs only."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import NoReturn

from appliance.identity import BadKey
from appliance.settings import BadSettings
from border.errors import BorderError
from db.database import DatabaseError
from sync.journal import JournalError

Command = Callable[[Sequence[str]], int]


def command_of(module: str, function: str = "main") -> Command:
    """Return a command whose module is loaded when it is called."""

    def command(argv: Sequence[str]) -> int:
        return int(getattr(import_module(module), function)(argv))

    return command


def become(module: str, argv: Sequence[str]) -> NoReturn:
    """Go on as another module of ours, with nothing of this one left in memory."""
    os.execv(sys.executable, [sys.executable, "-m", module, *argv])  # noqa: S606 there is no shell, on purpose


PROCESSES: Mapping[str, Command] = {
    "web": command_of("app.serve"),
    "worker": command_of("app.worker"),
    "agent": lambda argv: become("appliance.run_agent", argv),
}

SITE: Mapping[str, Command] = {
    "init": command_of("app.cli_site", "init"),
    "status": command_of("app.status"),
    "replay": command_of("app.replay"),
    "load-list": command_of("app.cli_site", "load_list"),
    "first-admin": command_of("app.cli_site", "first_admin"),
    "new-password": command_of("app.cli_site", "new_password"),
    "add-desk": command_of("app.cli_site", "add_desk"),
    "trust": command_of("app.cli_site", "trust"),
    "run": lambda argv: chosen(PROCESSES, "site run ", argv),
}

HQ: Mapping[str, Command] = {
    "enrol": command_of("app.cli_site", "enrol"),
    "import": command_of("app.cli_hq", "import_list"),
    "publish": command_of("app.cli_hq", "publish"),
    "load-numbers": command_of("app.cli_hq", "load_numbers"),
}

VERBS: Mapping[str, Command] = {
    "demo": command_of("app.demo.run"),
    "scan": command_of("app.demo.scan"),
    "site": lambda argv: chosen(SITE, "site ", argv),
    "hq": lambda argv: chosen(HQ, "hq ", argv),
}


def main(argv: Sequence[str]) -> int:
    """Do what was typed and return the exit code: 0 well, 1 refused, 2 not understood."""
    try:
        return chosen(VERBS, "", argv)
    except (BadKey, BadSettings, BorderError, DatabaseError, JournalError, OSError) as error:
        print(f"mpaka: {error}", file=sys.stderr)
        return 1


def chosen(table: Mapping[str, Command], said: str, argv: Sequence[str]) -> int:
    """Call the command that the first word names, with the rest."""
    if argv and argv[0] in table:
        return table[argv[0]](argv[1:])
    print(f"usage: mpaka {said}{'|'.join(table)} ...", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
