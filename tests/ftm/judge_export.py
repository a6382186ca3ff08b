"""Judge a FollowTheMoney export with the followthemoney package, in whose own environment this runs.

Reads entities from standard input, one JSON object a line; writes one JSON object: how many entities of each schema,
and every problem found. It uses nothing of debar.
"""

from __future__ import annotations

import json
import sys
from collections import Counter

from followthemoney import EntityProxy, model
from followthemoney.dataset.util import dataset_name_check
from followthemoney.exc import InvalidData
from followthemoney.types import registry

_MOST = 50


def _values(proxy_schema, data):
    """Yield a problem for each value that its property would not take, or would take as another value."""
    for name, values in data["properties"].items():
        prop = proxy_schema.get(name)
        if prop is None or prop.stub:
            yield f"{data['id']}: {data['schema']} has no property {name}"
            continue
        for value in values:
            clean = prop.type.clean(value, format=prop.format)
            if clean is None:
                yield f"{data['id']}: {name} refuses {value!r}"
            elif prop.type in (
                registry.identifier,
                registry.country,
                registry.date,
                registry.topic,
                registry.gender,
            ) and (clean != value):
                yield f"{data['id']}: {name} takes {value!r} as {clean!r}"


def _problems(data, schemata):
    schema = model.get(data["schema"])
    if schema is None or schema.abstract:
        yield f"{data['id']}: no schema {data['schema']}"
        return
    if registry.entity.clean(data["id"]) != data["id"]:
        yield f"{data['id']}: no id"
    for dataset in data["datasets"]:
        try:
            dataset_name_check(dataset)
        except ValueError as error:
            yield f"{data['id']}: {error}"
    yield from _values(schema, data)
    for name in schema.required:
        if not data["properties"].get(name):
            yield f"{data['id']}: no {name}"
    try:
        schema.validate(data)
    except InvalidData as error:
        yield f"{data['id']}: {error.errors}"
    proxy = EntityProxy.from_dict(data)
    for prop, value in proxy.itervalues():
        if prop.type == registry.entity and not (value in schemata and model.get(schemata[value]).is_a(prop.range)):
            yield f"{data['id']}: {prop.name} names {value}, which is no {prop.range.name} of the file"


def main() -> None:
    entities = [json.loads(line) for line in sys.stdin]
    ids = Counter(data["id"] for data in entities)
    schemata = {data["id"]: data["schema"] for data in entities}
    problems = [f"{id_}: stands {count} times" for id_, count in ids.items() if count > 1]
    for data in entities:
        problems += _problems(data, schemata)
    counts = Counter(data["schema"] for data in entities)
    json.dump({"counts": counts, "problems": problems[:_MOST], "found": len(problems)}, sys.stdout)


if __name__ == "__main__":
    main()
