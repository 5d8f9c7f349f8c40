"""The agent's process: `python -m appliance.run_agent --data DIR`. It never loads Flask.

Ends with 0 when told to (SIGTERM, SIGINT), with 2 where the devices file cannot be followed, with 3 where
another agent already serves the data folder.
"""

import argparse
import logging
import signal
import sys
import uuid
from pathlib import Path

from appliance.clock import SystemClock, instant_text
from hardware import devices_file
from hardware.agent import Agent, AgentRunning, only_agent
from hardware.devices_file import BadDevicesFile, DevicesFile

log = logging.getLogger("mpaka.agent")


def read_devices(data: Path) -> DevicesFile:
    """Return what `<data>/devices.toml` says. Raises BadDevicesFile."""
    path = data / "devices.toml"
    try:
        return devices_file.parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, BadDevicesFile) as error:
        raise BadDevicesFile(f"{path}: {error}") from error


def serve(data: Path) -> None:
    """Serve the devices of a data folder until told to end. Raises BadDevicesFile, AgentRunning."""
    wanted, clock = read_devices(data), SystemClock()
    with only_agent(data):
        agent = Agent(
            data,
            wanted.devices,
            wanted.admitted,
            now=lambda: instant_text(clock.now()),
            new_id=lambda: str(uuid.uuid4()),
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: agent.stop())
        log.info("the agent serves %d devices", len(wanted.devices))
        agent.run()
    log.info("the agent has ended")


def main() -> int:
    words = argparse.ArgumentParser(description="Holds the readers of a post and hands on what they read.")
    words.add_argument("--data", type=Path, required=True, help="data folder of the post")
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    try:
        serve(words.parse_args().data)
    except BadDevicesFile as error:
        log.error("The devices file cannot be followed: %s", error)
        return 2
    except AgentRunning as error:
        log.error("Another agent is running: %s. Stop it first.", error)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
