"""Puts ids that exist in place of half of the generated ones, so that requests get past "not found"."""

import json
import os
import uuid

import schemathesis

KNOWN = json.load(open(os.environ["FUZZ_TOKENS"]))["ids"]
KIND_OF_FIELD = {"person": "person", "people": "person", "team": "team", "teams": "team", "case": "case", "cases": "case"}


def known(kind, text):
    """A known id of that kind, chosen by the generated one; the generated one half of the time."""
    try:
        number = uuid.UUID(text).int
    except ValueError:
        return text
    ids = KNOWN.get(kind, [])
    return ids[(number >> 1) % len(ids)] if ids and number & 1 else text


def replace(value, kind="staff"):
    if isinstance(value, dict):
        return {name: replace(field, KIND_OF_FIELD.get(name, "staff")) for name, field in value.items()}
    if isinstance(value, list):
        return [replace(item, kind) for item in value]
    return known(kind, value) if isinstance(value, str) and len(value) == 36 else value


@schemathesis.hook
def map_body(context, body):
    return replace(body)


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    return replace(path_parameters)


@schemathesis.hook
def map_query(context, query):
    return replace(query)
