#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Database, topics, users and rights: `motcua migrate`, with the passwords as the files that it reads, in memory only.
set -eu
umask 077
mkdir -p /tmp/roles /tmp/brokers
for service in workflow intake assignment notification liaison portal; do
    upper=$(printf %s "$service" | tr a-z A-Z)
    eval "printf %s \"\${${upper}_DATABASE_PASSWORD}\"" >"/tmp/roles/motcua_$service"
    [ "$service" = portal ] || eval "printf %s \"\${${upper}_KAFKA_PASSWORD}\"" >"/tmp/brokers/$service"
done
exec motcua migrate
