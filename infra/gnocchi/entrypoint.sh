#!/bin/bash
# entrypoint.sh api|metricd|check. Needs GNOCCHI_DATABASE_PASSWORD or a file GNOCCHI_DATABASE_PASSWORD_FILE;
# GNOCCHI_DATABASE_HOST (gnocchi-postgresql) and GNOCCHI_METRICD_WORKERS (1) may be set.
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
  check)
    exec curl --silent --fail --output /dev/null --max-time 8 --user admin: http://127.0.0.1:8041/v1/
    ;;
  *)
    sed -n 2,3p "$0" >&2
    exit 2
    ;;
esac
