#!/usr/bin/env python3
"""Fails when no test with a label ran: a suite that runs nothing proves nothing.

    check_labels.py RESULTS.xml LABEL...    RESULTS.xml from ctest --output-junit
"""

import sys
import xml.etree.ElementTree as ElementTree


def main() -> int:
    results, wanted = sys.argv[1], sys.argv[2:]
    ran = set()
    for case in ElementTree.parse(results).getroot().iter("testcase"):
        if case.get("status") == "run":
            for entry in case.iter("property"):
                if entry.get("name") == "cmake_labels":
                    ran.update(entry.get("value").split(";"))
    silent = [label for label in wanted if label not in ran]
    if silent:
        print(f"check_labels: no test ran with the labels: {', '.join(silent)}", file=sys.stderr)
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
