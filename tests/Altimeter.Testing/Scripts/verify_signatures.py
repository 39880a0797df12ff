"""Checks signatures with Ceilometer's own code: arguments are the key and a JSON file with a list of metering messages; prints how many hold."""
import json
import sys

from ceilometer.publisher import utils

with open(sys.argv[2], encoding="utf-8") as file:
    messages = json.load(file)

print(sum(utils.verify_signature(message, sys.argv[1]) for message in messages))
