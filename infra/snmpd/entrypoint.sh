#!/bin/bash
# entrypoint.sh [check]. Needs SNMP_COMMUNITY: the read community.
set -euo pipefail
umask 077
: "${SNMP_COMMUNITY:?the read community}"
if [ "${1:-}" = check ]; then
  exec snmpget -v2c -c "$SNMP_COMMUNITY" -t 2 -r 0 -m '' 127.0.0.1:1161 1.3.6.1.2.1.1.3.0
fi
cat >/run/snmpd/snmpd.conf <<EOF
agentaddress udp:1161
rocommunity $SNMP_COMMUNITY
disk / 10%
load 12 10 5
EOF
exec snmpd -f -Lo -C -c /run/snmpd/snmpd.conf
