# SPDX-License-Identifier: Apache-2.0
"""What the purpose in a group's name may be made of, and no word of a caller in an error but in quotes."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

# A group is a row that retention waits for and a line that operators read, so a name is short and plain.
_CHECK_GROUP = """
CREATE OR REPLACE FUNCTION broker.check_group(asked text) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    shown text := coalesce(quote_literal(regexp_replace(left(asked, 60), '[^ -~]', '?', 'g')), 'NULL')
        || CASE WHEN length(asked) > 60 THEN '...' ELSE '' END;
BEGIN
    PERFORM FROM platform.schema_state AS s
        WHERE s.role = session_user AND (asked = s.schema OR starts_with(asked, s.schema || '.'));
    IF NOT FOUND THEN
        RAISE EXCEPTION 'consumer group % is not one of role %', shown, session_user
            USING ERRCODE = 'insufficient_privilege', HINT = 'A group is named like its service, or SERVICE.something.';
    END IF;
    IF length(asked) > 100 OR asked !~ '\\A[a-z][a-z0-9_]*([.][a-z0-9_-]+)*\\Z' THEN
        RAISE EXCEPTION 'consumer group % is no name of a group', shown
            USING ERRCODE = 'invalid_parameter_value',
            HINT = 'SERVICE.something of small letters, digits, - and _, 100 characters at the most.';
    END IF;
END $$
"""


def upgrade() -> None:
    """The same function with one check more; its rights stay. Rows of names that were taken before stay too."""
    op.execute(_CHECK_GROUP)
