"""Sends one notification through oslo.messaging's Notifier; the request is a JSON file (see OsloNotifier.cs)."""
import json
import sys

from oslo_config import cfg
import oslo_messaging

with open(sys.argv[1], encoding="utf-8") as file:
    request = json.load(file)

oslo_messaging.set_transport_defaults(control_exchange=request["exchange"])
conf = cfg.ConfigOpts()
conf([], project="altimeter-test", default_config_files=[])
transport = oslo_messaging.get_notification_transport(conf, url=request["url"])
notifier = oslo_messaging.Notifier(
    transport,
    publisher_id=request["publisher_id"],
    driver=request["driver"],
    topics=["notifications"],
    retry=3,
)
send = getattr(notifier, request["level"])
send(request.get("context", {}), request["event_type"], request["payload"])
transport.cleanup()
