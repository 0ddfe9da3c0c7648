# SPDX-License-Identifier: Apache-2.0
"""Every topic has one for its dead letters: a service writes there what it could not handle, and what is there is kept longer."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"

# As before, with one way more: into `TOPIC.dlq` of a topic that is declared, whoever says that it is the service of the role.
_APPEND = """
CREATE OR REPLACE FUNCTION broker.append(into_topic text, into_partition integer, added json) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    amount integer := json_array_length(added);
    first bigint;
    service text;
BEGIN
    SELECT s.schema INTO service FROM platform.schema_state AS s WHERE s.role = session_user LIMIT 1;
    PERFORM FROM broker.topic AS t
        WHERE (t.name = into_topic AND t.writer = service) OR (t.name || '.dlq' = into_topic AND service IS NOT NULL);
    IF NOT FOUND AND NOT pg_has_role(session_user, current_user, 'MEMBER') THEN
        RAISE EXCEPTION 'role % may not append to topic %', session_user, into_topic
            USING ERRCODE = 'insufficient_privilege', HINT = 'proto/events.yaml names the writer of each topic.';
    END IF;
    IF into_topic LIKE '%.dlq' AND NOT pg_has_role(session_user, current_user, 'MEMBER') THEN
        PERFORM FROM json_array_elements(added) AS row(entry)
            WHERE (row.entry->>1)::json->>'dlqservice' IS DISTINCT FROM service;
        IF FOUND THEN
            RAISE EXCEPTION 'role % may not append a dead letter of another service to %', session_user, into_topic
                USING ERRCODE = 'insufficient_privilege', HINT = 'dlqservice names the service that could not handle it.';
        END IF;
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

# As before; the second condition on the age is of dead letters.
_PRUNE = """
CREATE OR REPLACE FUNCTION broker.prune_read(keep interval, most integer) RETURNS integer
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
        SELECT p.topic, p.partition, coalesce(min(c.position), p.next_offset) AS position,
            CASE WHEN p.topic LIKE '%.dlq' THEN greatest(keep, interval '365 days') ELSE keep END AS kept
        FROM broker.topic_partition AS p
        LEFT JOIN broker.cursor AS c ON c.topic = p.topic AND c.partition = p.partition
        GROUP BY p.topic, p.partition
        ORDER BY p.topic, p.partition
    LOOP
        DELETE FROM broker.event AS e
        WHERE e.topic = place.topic AND e.partition = place.partition
            AND e.appended_at < clock_timestamp() - place.kept
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
    """The same functions; their rights stay."""
    op.execute(_APPEND)
    op.execute(_PRUNE)
