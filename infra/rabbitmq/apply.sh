#!/bin/bash
# Puts users, virtual hosts, permissions and policies of definitions.json, beside this script, on a running broker. Needs
#   RABBITMQ_MANAGEMENT_URL   e.g. http://localhost:15672
#   RABBITMQ_ADMIN_USER       a user with the tag administrator; RABBITMQ_ADMIN_PASSWORD
#   SNMP_POLLER_PASSWORD, NOTIFICATION_ROUTER_PASSWORD, SAMPLE_PIPELINE_PASSWORD, GNOCCHI_WRITER_PASSWORD
# Each password may be given as a file instead: X_PASSWORD_FILE. What is there already is overwritten, nothing is removed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

password_of() { # NAME: value of $NAME_PASSWORD, or content of the file $NAME_PASSWORD_FILE
  local value="${1}_PASSWORD" file="${1}_PASSWORD_FILE"
  if [ -n "${!value:-}" ]; then
    printf %s "${!value}"
  elif [ -n "${!file:-}" ]; then
    printf %s "$(<"${!file}")"
  else
    echo "$value is not set, nor is $file" >&2
    return 1
  fi
}

# RabbitMQ's rabbit_password_hashing_sha256: base64 of a 4-byte salt and SHA-256 of salt and password.
hash_of() {
  local salt digest
  salt=$(od -An -N4 -tx1 /dev/urandom | tr -d ' \n')
  digest=$({ bytes "$salt"; printf %s "$1"; } | sha256sum | cut -d' ' -f1)
  bytes "$salt$digest" | base64 -w0
}

bytes() { # hexadecimal digits
  printf "$(sed 's/../\\x&/g' <<<"$1")"
}

url=${RABBITMQ_MANAGEMENT_URL:?address of the management API, e.g. http://localhost:15672}
user=${RABBITMQ_ADMIN_USER:?a user with the tag administrator}
admin_password=$(password_of RABBITMQ_ADMIN)
definitions=$(<"$here/definitions.json")
for name in $(grep -o '@[A-Z_]*@' <<<"$definitions" | tr -d @ | sort -u); do
  password=$(password_of "$name")
  definitions=${definitions//@$name@/$(hash_of "$password")}
done

# Passwords and hashes go through standard input and a file descriptor, never through the argument list.
curl --fail-with-body --silent --show-error --max-time 60 --retry 5 --retry-connrefused \
  --config <(printf 'user = "%s:%s"\n' "$user" "$admin_password") \
  --header 'Content-Type: application/json' --data-binary @- "${url%/}/api/definitions" <<<"$definitions"
echo "applied to $url"
