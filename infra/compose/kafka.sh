#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A broker with the settings of infra/kafka, as infra/local/parts/kafka.py starts it: TLS, a user for everybody, rights.
set -euo pipefail
umask 077
tls=/run/motcua/tls
settings=/tmp/server.properties
cat "$tls/key.pem" "$tls/certificate.pem" >/tmp/kafka.pem # Kafka reads both from one file
cat /motcua/broker.properties /motcua/secured.properties - >"$settings" <<PROPERTIES
node.id=1
controller.quorum.voters=1@kafka:9094
listeners=SASL_SSL://:9093,CONTROLLER://:9094
advertised.listeners=SASL_SSL://kafka:9093
log.dirs=/var/lib/kafka/data
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
ssl.keystore.location=/tmp/kafka.pem
ssl.truststore.location=$tls/authority.pem
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="motcua-admin" password="$KAFKA_ADMIN_PASSWORD";
PROPERTIES
if [ ! -f /var/lib/kafka/data/meta.properties ]; then
    # The administrator, whom the broker must know before it is asked anything. Seen by the processes of this container only, once.
    /opt/kafka/bin/kafka-storage.sh format --ignore-formatted -t "$(/opt/kafka/bin/kafka-storage.sh random-uuid)" -c "$settings" \
        --add-scram "SCRAM-SHA-512=[name=motcua-admin,password=$KAFKA_ADMIN_PASSWORD]"
fi
unset KAFKA_ADMIN_PASSWORD
exec /opt/kafka/bin/kafka-server-start.sh "$settings"
