#!/usr/bin/env python3
"""Fails when no test with a label ran: a suite that runs nothing proves nothing.

    check_labels.py TESTS.json RESULTS.xml LABEL...

TESTS.json is from ctest --show-only=json-v1, which knows the labels;
RESULTS.xml from ctest --output-junit, which knows what ran.
"""

import json
import sys
import xml.etree.ElementTree as ElementTree


def labels_of(tests: str) -> dict[str, list[str]]:
    """The labels of each test, by its name."""
    with open(tests) as listing:
        return {test["name"]: [label for entry in test.get("properties", []) if entry["name"] == "LABELS"
                               for label in entry["value"]]
                for test in json.load(listing)["tests"]}


def main() -> int:
    tests, results, wanted = sys.argv[1], sys.argv[2], sys.argv[3:]
    labels = labels_of(tests)
    ran = {label for case in ElementTree.parse(results).getroot().iter("testcase") if case.get("status") == "run"
           for label in labels[case.get("name")]}
    silent = [label for label in wanted if label not in ran]
    if silent:
        print(f"check_labels: no test ran with the labels: {', '.join(silent)}", file=sys.stderr)
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
