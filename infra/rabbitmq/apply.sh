#!/bin/bash
# Users, virtual hosts, permissions and policies of Altimeter, from definitions.json beside this script.
#   apply.sh render   print the definitions with password hashes in place, for RabbitMQ's load_definitions
#   apply.sh          send them to a running broker; needs curl, and
#                     RABBITMQ_MANAGEMENT_URL   e.g. http://localhost:15672
#                     RABBITMQ_ADMIN_USER, and its password in RABBITMQ_ADMIN_PASSWORD or a file RABBITMQ_ADMIN_PASSWORD_FILE
# The password of each user X_Y in the file is taken from X_Y_PASSWORD, or from the file that X_Y_PASSWORD_FILE names
# (ADMINISTRATOR, SNMP_POLLER, NOTIFICATION_ROUTER, SAMPLE_PIPELINE, GNOCCHI_WRITER). One that is not given is an error;
# on a running broker ADMINISTRATOR may be left out: then that user is not touched.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

secret() { # NAME: value of $NAME, or content of the file $NAME_FILE
  local file="${1}_FILE"
  if [ -n "${!1:-}" ]; then
    printf %s "${!1}"
  elif [ -n "${!file:-}" ]; then
    printf %s "$(<"${!file}")"
  fi
}

escaped() { # hex digits -> \x escapes for printf
  sed 's/../\\x&/g' <<<"$1"
}

# RabbitMQ's rabbit_password_hashing_sha256: base64 of a 4-byte salt and SHA-256 of salt and password.
hash_of() {
  local salt digest
  salt=$(od -An -N4 -tx1 /dev/urandom | tr -d ' \n')
  digest=$({ printf "$(escaped "$salt")"; printf %s "$1"; } | sha256sum | cut -d' ' -f1)
  printf "$(escaped "$salt$digest")" | base64 -w0
}

render() { # drop-administrator?
  local text name password
  text=$(<"$here/definitions.json")
  if [ -n "${1:-}" ]; then
    text=$(sed '/"name": "administrator"/d; /"user": "administrator"/d' <<<"$text")
  fi
  for name in $(grep -o '@[A-Z_]*@' <<<"$text" | tr -d @ | sort -u); do
    password=$(secret "${name}_PASSWORD")
    if [ -z "$password" ]; then
      echo "${name}_PASSWORD is not set, nor is ${name}_PASSWORD_FILE; every user needs a password" >&2
      return 1
    fi
    text=${text//@$name@/$(hash_of "$password")}
  done
  printf '%s\n' "$text"
}

case "${1:-apply}" in
  render)
    render
    ;;
  apply)
    url=${RABBITMQ_MANAGEMENT_URL:?address of the management API, e.g. http://localhost:15672}
    user=${RABBITMQ_ADMIN_USER:?a user with the tag administrator}
    password=$(secret RABBITMQ_ADMIN_PASSWORD)
    keep=
    [ -n "$(secret ADMINISTRATOR_PASSWORD)" ] || keep=1
    definitions=$(render "$keep")
    # Passwords and hashes go through standard input and a file descriptor, never through the argument list.
    curl --fail-with-body --silent --show-error --max-time 60 \
      --config <(printf 'user = "%s:%s"\n' "$user" "$password") \
      --header 'Content-Type: application/json' --data-binary @- "${url%/}/api/definitions" <<<"$definitions"
    echo "applied to $url"
    ;;
  *)
    sed -n '2,9p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
