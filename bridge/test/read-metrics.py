"""Reads Prometheus's text format from standard input by Prometheus's own parser; writes it as JSON.

usage: read-metrics.py FOLDER_OF_PROMETHEUS_CLIENT
"""

import json
import sys
from importlib import import_module
from types import ModuleType

# The parser alone: what the package does on being imported wants other packages.
package = ModuleType("prometheus_client")
package.__path__ = [sys.argv[1]]
sys.modules["prometheus_client"] = package
parser = import_module("prometheus_client.parser")

json.dump(
    [
        {
            "name": family.name,
            "type": family.type,
            "help": family.documentation,
            "samples": [
                {"name": sample.name, "labels": sample.labels, "value": repr(sample.value)}
                for sample in family.samples
            ],
        }
        for family in parser.text_string_to_metric_families(sys.stdin.read())
    ],
    sys.stdout,
)
