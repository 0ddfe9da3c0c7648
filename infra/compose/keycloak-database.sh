#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# At the first start of PostgreSQL: a database for Keycloak, apart from ours, owned by a role of its own.
set -euo pipefail
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --set "password=$KEYCLOAK_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE keycloak LOGIN PASSWORD :'password';
CREATE DATABASE keycloak OWNER keycloak;
REVOKE CONNECT ON DATABASE keycloak FROM PUBLIC;
REVOKE CONNECT ON DATABASE motcua FROM PUBLIC;
SQL
