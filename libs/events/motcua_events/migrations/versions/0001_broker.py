# SPDX-License-Identifier: Apache-2.0
"""The event log: counters, records, positions of consumer groups, and pruning as the one way to delete."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

_TABLES = (
    # One row is updated by every append to it: room in the page keeps those updates off the index.
    """CREATE TABLE broker.topic_partition (
        topic text NOT NULL,
        partition integer NOT NULL,
        next_offset bigint NOT NULL,
        CONSTRAINT topic_partition_pkey PRIMARY KEY (topic, partition)
    ) WITH (fillfactor = 50)""",
    """CREATE TABLE broker.event (
        topic text NOT NULL,
        partition integer NOT NULL,
        "offset" bigint NOT NULL,
        key text NOT NULL,
        envelope text NOT NULL,
        appended_at timestamptz NOT NULL,
        CONSTRAINT event_pkey PRIMARY KEY (topic, partition, "offset")
    )""",
    """CREATE TABLE broker.cursor (
        consumer_group text NOT NULL,
        topic text NOT NULL,
        partition integer NOT NULL,
        position bigint NOT NULL,
        committed_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT cursor_pkey PRIMARY KEY (consumer_group, topic, partition)
    ) WITH (fillfactor = 50)""",
)

# Runs with the owner's rights, because no service may delete records; therefore it checks for itself that it
# only takes what is old and read by every group. Records of a partition are read from its oldest on, so the
# cost is what goes.
_PRUNE = """
CREATE FUNCTION broker.prune(keep interval, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    place record;
    gone integer;
    total integer := 0;
BEGIN
    IF keep < interval '1 day' THEN
        RAISE EXCEPTION 'events are kept for a day at least, % was asked for', keep;
    END IF;
    FOR place IN
        SELECT p.topic, p.partition, coalesce(min(c.position), p.next_offset) AS position
        FROM broker.topic_partition AS p
        LEFT JOIN broker.cursor AS c ON c.topic = p.topic AND c.partition = p.partition
        GROUP BY p.topic, p.partition
        ORDER BY p.topic, p.partition
    LOOP
        DELETE FROM broker.event AS e
        WHERE e.topic = place.topic AND e.partition = place.partition
            AND e.appended_at < clock_timestamp() - keep
            AND e."offset" = ANY (ARRAY(
                SELECT o."offset" FROM broker.event AS o
                WHERE o.topic = place.topic AND o.partition = place.partition AND o."offset" <= place.position
                ORDER BY o."offset" LIMIT most - total
            ));
        GET DIAGNOSTICS gone = ROW_COUNT;
        total := total + gone;
        EXIT WHEN total >= most;
    END LOOP;
    RETURN total;
END $$
"""


def upgrade() -> None:
    """The tables, and the function that alone may delete."""
    for statement in (*_TABLES, _PRUNE, "REVOKE ALL ON FUNCTION broker.prune(interval, integer) FROM PUBLIC"):
        op.execute(statement)
