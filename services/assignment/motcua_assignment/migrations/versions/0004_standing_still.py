# SPDX-License-Identifier: Apache-2.0
"""Dossiers whose clock stood still before 0003 and has not been told of since: what intake told of it then is in the event log,
which keeps at least 90 days. Without this they would count down until their next change."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

# A stretch lasts that began and neither ended nor met the outcome of its part; events of one dossier are in one partition, in
# their order. Older ones have no key. What this service knows of by itself stays as it is.
_LASTING = """
WITH told AS (
    SELECT event.partition AS place, event."offset" AS number, event.envelope::jsonb ->> 'type' AS type,
        event.envelope::jsonb -> 'data' AS data, event.envelope::jsonb -> 'data' -> 'dossier' ->> 'dossierId' AS dossier_id
    FROM broker.event
    WHERE event.topic = 'motcua.dossier' AND event.envelope::jsonb ->> 'type' IN
        ('clock.paused', 'clock.resumed', 'clock.restarted', 'dossier.part_decided', 'dossier.results_ready')
), stretch AS (
    SELECT DISTINCT ON (begun.dossier_id, key, part, ground) begun.dossier_id, begun.number,
        coalesce(begun.data ->> 'key', '') AS key, coalesce(begun.data ->> 'part', '') AS part,
        coalesce(begun.data ->> 'ground', '') AS ground, coalesce(begun.data ->> 'policy', '') AS policy,
        coalesce(begun.data -> 'groundName' ->> 'vi', '') AS name_vi,
        coalesce(begun.data -> 'groundName' ->> 'en', '') AS name_en,
        to_char((begun.data ->> 'at')::timestamptz AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD"T"HH24:MI:SS.US')
            || '+07:00' AS from_at
    FROM told AS begun
    WHERE begun.type = 'clock.paused' AND NOT EXISTS (
        SELECT FROM told AS ended
        WHERE ended.dossier_id = begun.dossier_id AND ended.place = begun.place AND ended.number > begun.number AND (
            (ended.type IN ('clock.resumed', 'clock.restarted')
                AND coalesce(ended.data ->> 'part', '') = coalesce(begun.data ->> 'part', '')
                AND coalesce(ended.data ->> 'ground', '') = coalesce(begun.data ->> 'ground', '')
                AND coalesce(begun.data ->> 'key', '') IN ('', ended.data ->> 'key'))
            OR (ended.type = 'dossier.part_decided'
                AND coalesce(ended.data ->> 'part', '') = coalesce(begun.data ->> 'part', ''))
            OR (ended.type = 'dossier.results_ready' AND coalesce((ended.data ->> 'complete')::boolean, false))))
    ORDER BY begun.dossier_id, key, part, ground, begun.number
), missing AS (
    SELECT stretch.dossier_id, jsonb_agg(jsonb_build_object(
        'key', stretch.key, 'part', stretch.part, 'ground', stretch.ground, 'policy', stretch.policy,
        'name_vi', stretch.name_vi, 'name_en', stretch.name_en, 'from_at', stretch.from_at, 'to_at', NULL
    ) ORDER BY stretch.number) AS found
    FROM stretch JOIN assignment.dossier AS one ON one.id = stretch.dossier_id
    WHERE NOT EXISTS (
        SELECT FROM jsonb_array_elements(one.clock) AS known
        WHERE known ->> 'part' = stretch.part AND known ->> 'ground' = stretch.ground
            AND known ->> 'key' IN ('', stretch.key))
    GROUP BY stretch.dossier_id
)
UPDATE assignment.dossier AS one SET clock = one.clock || missing.found FROM missing WHERE one.id = missing.dossier_id
"""
_STILL = """
UPDATE assignment.task SET still = true
WHERE task.state IN ('open', 'claimed') AND task.kind = 'step' AND NOT task.still AND EXISTS (
    SELECT FROM assignment.dossier AS one, jsonb_array_elements(one.clock) AS stretch
    WHERE one.id = task.dossier_id AND stretch ->> 'to_at' IS NULL
        AND (stretch ->> 'part' = '' OR task.part IN ('', stretch ->> 'part')))
"""


def upgrade() -> None:
    """Where the log is not in this database there is nothing to read; such dossiers keep their dates until they are told of."""
    if op.get_bind().exec_driver_sql("SELECT to_regclass('broker.event')").scalar() is None:
        return
    for statement in (_LASTING, _STILL):
        op.execute(statement)
