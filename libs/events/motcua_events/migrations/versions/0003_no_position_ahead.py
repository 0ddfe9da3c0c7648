# SPDX-License-Identifier: Apache-2.0
"""A group may not say that it has read what was never written: it would skip those events when they come."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

# `position` is the offset of the last record handled, -1 for none; `next_offset` the first one not written yet.
_COMMIT = """
CREATE OR REPLACE FUNCTION broker.commit_group(asked text, topics text[], partitions integer[], positions bigint[])
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    ahead record;
BEGIN
    PERFORM broker.check_group(asked);
    SELECT done.topic, done.partition, done.position, coalesce(place.next_offset, 0) - 1 AS newest INTO ahead
        FROM unnest(topics, partitions, positions) AS done(topic, partition, position)
        LEFT JOIN broker.topic_partition AS place
            ON place.topic = done.topic AND place.partition = done.partition
        WHERE done.position >= coalesce(place.next_offset, 0)
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'group % cannot stand at % of topic % partition %: its log ends at %',
            asked, ahead.position, ahead.topic, ahead.partition, ahead.newest
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Commit offsets of records that were read.';
    END IF;
    INSERT INTO broker.cursor AS mine (consumer_group, topic, partition, position)
        SELECT asked, done.topic, done.partition, done.position
        FROM unnest(topics, partitions, positions) AS done(topic, partition, position)
        ON CONFLICT (consumer_group, topic, partition)
        DO UPDATE SET position = greatest(mine.position, excluded.position), committed_at = now();
END $$
"""


def upgrade() -> None:
    """The same function with one check more; its rights stay."""
    op.execute(_COMMIT)
