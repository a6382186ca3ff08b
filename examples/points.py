"""Two names weighed: python3 points.py QUERY LISTED [SCHEMA]; what each measure of the pair is worth, in points."""

import sys

from debar.names.compare import compare
from debar.names.evidence import weigh
from debar.names.points import scorer
from debar.names.prepared import prepare

query, listed, schema = (*sys.argv[1:], "Company")[:3]
person, thing = schema == "Person", schema in {"Vessel", "Airplane", "Vehicle"}
left, right = prepare(query, person=person)[-1], prepare(listed, person=person)[-1]
for name in (left, right):
    words = zip(name.words, name.nats, name.kinds, strict=True)
    print(*(f"{word} {nats:.1f} ({kind})" for word, nats, kind in words), *name.forms, sep=", ")
evidence, _ = weigh(left, right, person=person, thing=thing)
chosen = scorer("person" if person else "business")
print(f"\n{'start':10}{'':>8}{chosen.start:>9.2f}")
total = chosen.start
for measure, points in chosen.each(evidence._fields, evidence).items():
    print(f"{measure:10}{getattr(evidence, measure):>8.2f}{points:>+9.2f}")
    total += points
print(f"{'odds':10}{'':>8}{total:>9.2f}\n{'score':10}{'':>8}{compare(query, listed, schema).score:>9.2f}")
