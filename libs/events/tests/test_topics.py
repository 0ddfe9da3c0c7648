# SPDX-License-Identifier: Apache-2.0
"""The table of topics: it names what events.yaml names, and says where it is wrong."""

from __future__ import annotations

import pytest
from motcua_events.errors import CatalogueError
from motcua_events.topics import Topic, declared_topics, read_topics

GOOD = (
    "topics: [{name: a.one, partitions: 3, retention_days: 90, readers: [b]}, {name: a.two, partitions: 1, retention_days: 1}, "
    "{name: a.one.dlq, partitions: 1, retention_days: 365}, {name: a.two.dlq, partitions: 1, retention_days: 400}]"
)


def test_each_topic_of_the_events_is_declared() -> None:
    assert {"motcua.dossier", "motcua.task"} <= {one.name for one in declared_topics()}
    assert all(one.retention_days >= 90 for one in declared_topics()), (
        "as long as the log in PostgreSQL keeps"
    )


def test_a_row_says_partitions_and_retention() -> None:
    first, second, letters, _ = read_topics(GOOD, ["a.one", "a.two"])
    assert first == Topic("a.one", 3, 90, ("b",))
    assert letters == Topic("a.one.dlq", 1, 365)
    assert second.settings == {"cleanup.policy": "delete", "retention.ms": "86400000"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD, r"differ: a.three, a.three\.dlq"),
        (GOOD.replace("a.two", "a.one"), r"differ: a.three, a.three\.dlq, a.two, a.two\.dlq"),
        (
            GOOD.replace("partitions: 3", "partitions: 0"),
            "row 1: partitions and retention_days are whole numbers above 0",
        ),
        (
            GOOD.replace("retention_days: 1}", "retention_days: x}"),
            "row 2: partitions and retention_days are whole",
        ),
        (
            GOOD.replace("partitions: 1", "parts: 1", 1),
            "row 2: a row has name, partitions, retention_days; found",
        ),
        (GOOD.replace("[b]", "b"), "row 1: readers is a list of services"),
    ],
)
def test_a_table_that_is_wrong_is_refused(text: str, said: str) -> None:
    with pytest.raises(CatalogueError, match=said):
        read_topics(text, ["a.one", "a.two", "a.three"])


def test_a_topic_that_stands_twice_is_named() -> None:
    twice = GOOD[:-1] + ", {name: a.two, partitions: 2, retention_days: 1}]"
    with pytest.raises(CatalogueError, match=r"differ: a\.two"):
        read_topics(twice, ["a.one", "a.two"])


@pytest.mark.parametrize("days", [("365", "364"), ("retention_days: 90", "retention_days: 365")])
def test_dead_letters_are_kept_longer_than_the_events(days: tuple[str, str]) -> None:
    with pytest.raises(CatalogueError, match=r"a\.one\.dlq keeps"):
        read_topics(GOOD.replace(*days), ["a.one", "a.two"])
