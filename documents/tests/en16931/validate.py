"""Checks UBL documents by the rules of EN 16931; prints each rule that one breaks and fails if any does."""

import sys
from pathlib import Path

from saxonche import PySaxonProcessor

SVRL = "declare namespace svrl='http://purl.oclc.org/dsdl/svrl';"


def main(files):
    rules = Path(__file__).with_name("EN16931-UBL-validation.xslt")
    broken = fired = 0
    with PySaxonProcessor(license=False) as saxon:
        xslt = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(rules))
        for file in files:
            report = xslt.transform_to_value(source_file=file).item_at(0)
            xpath = saxon.new_xpath_processor()
            xpath.declare_namespace("svrl", "http://purl.oclc.org/dsdl/svrl")
            xpath.set_context(xdm_item=report)
            fired += int(str(xpath.evaluate_single("count(//svrl:fired-rule)")))
            failed = xpath.evaluate("//svrl:failed-assert/concat(@flag, ' ', @id, ': ', normalize-space(svrl:text))")
            for place in range(failed.size if failed else 0):
                broken += 1
                print(f"{Path(file).name}: {failed.item_at(place)}")
    print(f"{len(files)} documents, {fired} rules fired, {broken} broken")
    return 1 if broken or not fired else 0


sys.exit(main(sys.argv[1:]))
