"""A person's decision on one pair, remembered by the caller: the pair comes last, without an outcome."""

import debar
from debar.screening.parties import subject_key

decided = {(subject_key("Hytera Communication"), "us-fcc-covered"): "our dealer, read by A. Reviewer"}
reference = debar.open().reference
for match in reference.match(
    ["Hytera Communication"],
    lists=["us-bis-el", "us-fcc-covered"],
    settled=lambda subject, entity: decided.get((subject, entity.list), ""),
)[0]:
    print(f"{match.score:.2f} {match.outcome or 'set aside':9} {match.entity.id}: {match.because}")
