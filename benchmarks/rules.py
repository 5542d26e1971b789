"""Measure the rules: faults put into good records, what people changed or judged, and sets that must stay whole.

    python benchmarks/rules.py --data DIR [--only injected human clean wordings] [--show 5] [--rules default]

DIR holds the public datasets that the tests read. Every fault of the literature that a rule claims is put into good
records (GSM8K, Dolly, cleaned Alpaca, code; chats; pairs), in as many ways as it is met in; where a fault needs a
prompt of its own, the same prompt with a right answer is among the good ones. Precision is that of a dataset of which
1, 5, 10 or 30 % have a fault the rule claims. Intervals are Wilson's, 95 %.
--show prints so many wrong hits and misses of each rule for reading.
"""

import argparse
from pathlib import Path

import clean_sets
import human_truth
import injected_report
import labelled_truth
import relating_faults
import wordings

PARTS = ("injected", "human", "clean", "wordings")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--rules", nargs="+", default=["default"], metavar="RULES")
    parser.add_argument("--records", type=int, default=250, help="of each fault")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", type=int, default=0)
    wanted = parser.parse_args()
    if "injected" in wanted.only:
        injected_report.report(wanted.data, wanted.rules, wanted.records, wanted.seed, wanted.show)
        relating_faults.report(wanted.data, wanted.rules, wanted.seed, wanted.show)
    if "human" in wanted.only:
        human_truth.report(wanted.data, wanted.rules, wanted.show)
        labelled_truth.report(wanted.data, wanted.rules, wanted.show)
    if "clean" in wanted.only:
        clean_sets.report(wanted.data, wanted.rules, wanted.show)
    if "wordings" in wanted.only:
        wordings.report(wanted.data, shows=bool(wanted.show))


if __name__ == "__main__":
    main()
