#!/bin/bash
# entrypoint.sh api|metricd|check-api|check-metricd. Needs GNOCCHI_DATABASE_PASSWORD, letters and digits, or a file that
# GNOCCHI_DATABASE_PASSWORD_FILE names; GNOCCHI_DATABASE_HOST (gnocchi-postgresql) and GNOCCHI_METRICD_WORKERS (1) may be set.
set -euo pipefail
umask 077
configuration=/run/gnocchi/gnocchi.conf

configure() {
  local password=${GNOCCHI_DATABASE_PASSWORD:-}
  [ -n "$password" ] || password=$(<"${GNOCCHI_DATABASE_PASSWORD_FILE:?or GNOCCHI_DATABASE_PASSWORD: password of the user gnocchi in PostgreSQL}")
  cat >"$configuration" <<EOF
[DEFAULT]
coordination_url = file:///var/lib/gnocchi/coordination
[api]
auth_mode = basic
[indexer]
url = postgresql://gnocchi:$password@${GNOCCHI_DATABASE_HOST:-gnocchi-postgresql}/gnocchi
[storage]
driver = file
file_basepath = /var/lib/gnocchi/storage
[incoming]
driver = file
file_basepath = /var/lib/gnocchi/storage
[metricd]
workers = ${GNOCCHI_METRICD_WORKERS:-1}
metric_processing_delay = 2
EOF
  mkdir -p /var/lib/gnocchi/storage /var/lib/gnocchi/coordination
  unset GNOCCHI_DATABASE_PASSWORD
}

case "${1:-}" in
  api)
    configure
    gnocchi-upgrade --config-file "$configuration"
    exec uwsgi --ini /etc/gnocchi/uwsgi.ini
    ;;
  metricd)
    configure
    exec gnocchi-metricd --config-file "$configuration"
    ;;
  check-api)
    exec curl --silent --fail --output /dev/null --max-time 8 --user admin: http://127.0.0.1:8041/v1/
    ;;
  check-metricd)
    # It has no port to ask: its first process must have its workers.
    exec grep -qs '^PPid:[[:space:]]*1$' /proc/[0-9]*/status
    ;;
  *)
    sed -n 2,3p "$0" >&2
    exit 2
    ;;
esac
