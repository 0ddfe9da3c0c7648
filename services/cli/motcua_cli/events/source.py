# SPDX-License-Identifier: Apache-2.0
"""Which log a command reads, and with whose credentials: the brokers of MOTCUA_KAFKA__…, those that the folder's system says, or
the folder's own database. Reading joins no consumer group, so nobody's position moves."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from motcua_events import EventCatalogue, EventLog, PostgresEventLog
from motcua_events.dead_letter_copies import dead_letter_topic
from motcua_events.errors import LogUnavailable
from motcua_hosting.settings import KafkaSettings
from motcua_storage import Database
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.exc import SQLAlchemyError

from motcua_cli.doctor.given import read_given
from motcua_cli.embedded.folder import StateFolder

NAME = "motcua-events"


class CannotRead(Exception):
    """The log cannot be read; the sentence says why and what to do."""


class _Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="MOTCUA_", env_nested_delimiter="__", extra="ignore")

    kafka: KafkaSettings = KafkaSettings()


@contextmanager
def opened(var: Path) -> Iterator[EventLog]:
    """The log of the system on `var`, or of the brokers that are named. Raises CannotRead, also for what goes wrong inside."""
    folder = StateFolder(var.absolute())
    kafka = _kafka(folder)
    if kafka.servers:
        with _of_kafka(kafka) as log:
            yield log
    else:
        with _of_database(folder) as log:
            yield log


def topics(names: list[str]) -> list[str]:
    """Topics as the log names them: `dossier` for `motcua.dossier`, and `dossier.dlq`; without names all but the dead letters'.
    Raises CannotRead."""
    known = EventCatalogue.load().topics
    every = {*known, *map(dead_letter_topic, known)}
    found = []
    for name in names:
        full = name if name.startswith("motcua.") else f"motcua.{name}"
        if full not in every:
            listed = ", ".join(known)
            raise CannotRead(
                f"There is no topic {name!r}. Topics: {listed}; each with .dlq for its dead letters."
            )
        found.append(full)
    return list(dict.fromkeys(found)) or list(known)


def _kafka(folder: StateFolder) -> KafkaSettings:
    """What the environment says; where it names no brokers, those of the system that runs on the folder."""
    said = _Settings().kafka
    way = _way(folder)
    if said.servers:
        prefix = said.prefix or way.get("prefix", "")
        return said.model_copy(update={"prefix": prefix})
    run = folder.read_run() or {}
    if run.get("settings"):  # the production shape says all of how its brokers are reached
        return read_given(run).kafka
    running = run.get("kafka") if way else None
    if running:
        return said.model_copy(update={"servers": running["servers"], "prefix": running["prefix"]})
    if way:
        raise CannotRead(
            f"The events of {folder.root} go by Kafka (cluster {way.get('cluster', '?')}). Name its brokers in "
            "MOTCUA_KAFKA__SERVERS."
        )
    return said


def _way(folder: StateFolder) -> Mapping[str, Any]:
    try:
        found = json.loads(folder.events.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise CannotRead(f"{folder.events} cannot be read; docs/operators.md says how to mend it.") from error
    return found if isinstance(found, dict) else {}


@contextmanager
def _of_kafka(kafka: KafkaSettings) -> Iterator[EventLog]:
    from kafka.errors import KafkaError  # the client takes a fifth of a second to import
    from motcua_events.kafka_log import KafkaEventLog
    from motcua_events.topics import partitions
    from motcua_hosting.event_log import kafka_access

    log = None
    try:
        log = KafkaEventLog(kafka_access(kafka, NAME), partitions())
        yield log
    except BrokenPipeError:  # of whoever read what is printed; a broker's is a KafkaError
        raise
    except (KafkaError, LogUnavailable, OSError, ValueError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise CannotRead(
            f"The Kafka brokers at {kafka.servers} do not give the events ({said}). Start them, or correct MOTCUA_KAFKA__…."
        ) from error
    finally:
        if log is not None:
            log.close()


@contextmanager
def _of_database(folder: StateFolder) -> Iterator[EventLog]:
    from motcua_cli.doctor.database import service_url

    url = service_url(folder.root)
    if url is None:
        raise CannotRead(
            f"The database of {folder.root} does not run. Start the system with `motcua up --var {folder.root}`, or name brokers "
            "in MOTCUA_KAFKA__SERVERS."
        )
    database = Database(url, "workflow", 1, application=NAME)
    try:
        yield PostgresEventLog(database, EventCatalogue.load().topics)
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise CannotRead(
            f"The database of {folder.root} does not give the events: {cause}. `motcua doctor` says how the system is."
        ) from error
    finally:
        database.close()


def quiet() -> None:
    """What clients log about a log that is away is told as one sentence instead."""
    logging.getLogger("kafka").addHandler(logging.NullHandler())
    logging.getLogger("kafka").propagate = False
