#!/bin/bash
# guard.sh PIDFILE COMMAND [ARGUMENT...]
# Runs a command in a session of its own, whose process group is killed when standard input ends: when the test host closes
# it, or dies in whatever way. (The kernel's parent death signal would not do: it follows the thread that forked, and
# threads of a pool come and go.) SIGTERM is passed on to the command alone. Exits with the command's status.
# Without the shell's job control, which would notice every stop of the command, and whose wait can spin for ever after one.
pidfile=$1
shift
exec 3<&0 </dev/null
# The shell has commands in the background ignore these two signals.
env --default-signal=INT,QUIT setsid "$@" 3<&- &
child=$!
echo "$child" >"$pidfile.new" && mv "$pidfile.new" "$pidfile"
trap 'again=1; kill -TERM "$child" 2>/dev/null' TERM
{
  while read -r; do :; done
  kill -KILL -- "-$child" "$child"
} <&3 >/dev/null 2>&1 &
watcher=$!
exec 3<&- 2>/dev/null # the shell would report how its jobs ended among the lines of the command
again=1 code=0
while [ -n "$again" ]; do
  again=
  wait "$child"
  status=$?
  [ "$status" = 127 ] || code=$status
done
kill -KILL -- "-$child" "$watcher" 2>/dev/null
exit "$code"
