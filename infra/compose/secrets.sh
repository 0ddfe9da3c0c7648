#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Writes .env for docker-compose.yml with secrets made at random, readable by its owner only. What is in it already stays.
#   sh infra/compose/secrets.sh dichvucong.example.gov.vn dangnhap.example.gov.vn
set -eu
umask 077
cd "$(dirname "$0")/../.."
file="${MOTCUA_ENV_FILE:-.env}"
[ $# -eq 2 ] || [ -f "$file" ] || {
    echo "motcua: give the host of the portal and the host of Keycloak, as people type them: sh infra/compose/secrets.sh PORTAL-HOST KEYCLOAK-HOST" >&2
    exit 2
}
touch "$file"
chmod 600 "$file"

has() { grep -q "^$1=" "$file"; }
put() { has "$1" || printf '%s=%s\n' "$1" "$2" >>"$file"; }
# 48 hexadecimal digits: nothing that a URL, a shell or a properties file would read otherwise.
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

[ $# -ne 2 ] || { put MOTCUA_PUBLIC_HOST "$1"; put MOTCUA_ISSUER_HOST "$2"; }
for name in POSTGRES_PASSWORD KEYCLOAK_DATABASE_PASSWORD KEYCLOAK_ADMIN_PASSWORD KAFKA_ADMIN_PASSWORD S3_ACCESS_KEY S3_SECRET_KEY; do
    has "$name" || put "$name" "$(random)"
done
for service in WORKFLOW INTAKE ASSIGNMENT NOTIFICATION LIAISON PORTAL; do
    for what in DATABASE_PASSWORD CLIENT_SECRET KAFKA_PASSWORD; do
        [ "$service $what" != "PORTAL KAFKA_PASSWORD" ] || continue # the portal reads no events
        has "${service}_$what" || put "${service}_$what" "$(random)"
    done
done
echo "$file is complete. It is the only copy of these secrets: back it up as you back up keys."
