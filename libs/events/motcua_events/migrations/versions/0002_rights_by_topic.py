# SPDX-License-Identifier: Apache-2.0
"""Who may append where: services reach the log through functions that know them, and no longer its tables."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

# Filled by every upgrade from proto/events.yaml (`broker.py`).
_TOPIC = """
CREATE TABLE broker.topic (
    name text NOT NULL,
    writer text NOT NULL,
    CONSTRAINT topic_pkey PRIMARY KEY (name)
)
"""

# The functions run with the owner's rights. `session_user` is the role that signed in, whatever is set later;
# platform.schema_state says whose it is. The owner may append anywhere, as the tables are the owner's anyway.
_APPEND = """
CREATE FUNCTION broker.append(into_topic text, into_partition integer, added json) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    amount integer := json_array_length(added);
    first bigint;
BEGIN
    PERFORM FROM broker.topic AS t JOIN platform.schema_state AS s ON s.schema = t.writer
        WHERE t.name = into_topic AND s.role = session_user;
    IF NOT FOUND AND NOT pg_has_role(session_user, current_user, 'MEMBER') THEN
        RAISE EXCEPTION 'role % may not append to topic %', session_user, into_topic
            USING ERRCODE = 'insufficient_privilege', HINT = 'proto/events.yaml names the writer of each topic.';
    END IF;
    INSERT INTO broker.topic_partition AS place (topic, partition, next_offset)
        VALUES (into_topic, into_partition, amount)
        ON CONFLICT (topic, partition) DO UPDATE SET next_offset = place.next_offset + excluded.next_offset
        RETURNING next_offset - amount INTO first;
    INSERT INTO broker.event (topic, partition, "offset", key, envelope, appended_at)
        SELECT into_topic, into_partition, first + row.position - 1, row.entry->>0, row.entry->>1, clock_timestamp()
        FROM json_array_elements(added) WITH ORDINALITY AS row(entry, position);
END $$
"""

_CHECK_GROUP = """
CREATE FUNCTION broker.check_group(asked text) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM FROM platform.schema_state AS s
        WHERE s.role = session_user AND (asked = s.schema OR starts_with(asked, s.schema || '.'));
    IF NOT FOUND THEN
        RAISE EXCEPTION 'consumer group % is not one of role %', asked, session_user
            USING ERRCODE = 'insufficient_privilege', HINT = 'A group is named like its service, or SERVICE.something.';
    END IF;
END $$
"""

# Joining leaves a row at the beginning, so that retention waits for a group that has not committed anything yet.
_JOIN = """
CREATE FUNCTION broker.join_group(asked text, topics text[], partitions integer[])
RETURNS TABLE (place_topic text, place_partition integer, place_position bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM broker.check_group(asked);
    RETURN QUERY
        INSERT INTO broker.cursor AS mine (consumer_group, topic, partition, position)
        SELECT asked, place.topic, place.partition, -1 FROM unnest(topics, partitions) AS place(topic, partition)
        ON CONFLICT (consumer_group, topic, partition) DO UPDATE SET position = mine.position
        RETURNING mine.topic, mine.partition, mine.position;
END $$
"""

_COMMIT = """
CREATE FUNCTION broker.commit_group(asked text, topics text[], partitions integer[], positions bigint[])
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM broker.check_group(asked);
    INSERT INTO broker.cursor AS mine (consumer_group, topic, partition, position)
        SELECT asked, done.topic, done.partition, done.position
        FROM unnest(topics, partitions, positions) AS done(topic, partition, position)
        ON CONFLICT (consumer_group, topic, partition)
        DO UPDATE SET position = greatest(mine.position, excluded.position), committed_at = now();
END $$
"""

# A service may ask for pruning, never for less than the retention that all of them were promised.
_RETENTION = (
    "ALTER FUNCTION broker.prune(interval, integer) RENAME TO prune_read",
    """
CREATE FUNCTION broker.prune(keep interval, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF keep < interval '90 days' THEN
        RAISE EXCEPTION 'events are kept for 90 days at least, % was asked for', keep;
    END IF;
    RETURN broker.prune_read(keep, most);
END $$
""",
)


def upgrade() -> None:
    """Functions for what services wrote into the tables themselves; `upgrade` takes the old rights away."""
    for statement in (_TOPIC, _APPEND, _CHECK_GROUP, _JOIN, _COMMIT, *_RETENTION):
        op.execute(statement)
    op.execute("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA broker FROM PUBLIC")
