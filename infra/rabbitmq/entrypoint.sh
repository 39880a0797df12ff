#!/bin/bash
# Renders the definitions with the passwords given, readable for this user only, and becomes the server.
set -euo pipefail
umask 077
/etc/altimeter/apply.sh render >/run/altimeter/definitions.json
for name in ADMINISTRATOR SNMP_POLLER NOTIFICATION_ROUTER SAMPLE_PIPELINE GNOCCHI_WRITER; do unset "${name}_PASSWORD"; done
exec /usr/lib/rabbitmq/bin/rabbitmq-server
