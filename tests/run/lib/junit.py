"""What is in the JUnit file that is named: as XML, and as the package junitparser reads it."""
import sys, xml.etree.ElementTree as tree, junitparser
top = tree.parse(sys.argv[1]).getroot()
counts = ("tests", "failures", "errors", "skipped")
print(top.tag, top.get("name"), *(top.get(c) for c in counts[:3]))
for suite in top:
    print(suite.tag, suite.get("name"), *(suite.get(c) for c in counts), "T" in suite.get("timestamp"), float(suite.get("time")) > 0)
    for case in suite:
        print(" ", case.get("classname"), case.get("name"), float(case.get("time")) >= 0)
        for child in case:
            text = "".join(child.itertext()).strip()
            print("   ", child.tag, child.get("type"), "(" + child.get("message") + ")", ascii(text))
# and what others make of it
read = junitparser.JUnitXml.fromfile(sys.argv[1])
for suite in read:
    results = [type(r).__name__ for case in suite for r in case.result]
    print("junitparser:", suite.tests, suite.failures, suite.errors, suite.skipped, len(list(suite)), *results)
