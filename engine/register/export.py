"""All entries for other programs and for spreadsheets. An export is to be read; a backup is to be restored."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from engine.portfolio.reading.spreadsheet_text import as_text
from engine.register.chain import ChainLink
from engine.register.stored_content import entry_of
from engine.register.what_still_stands import states


def as_json(links: Iterable[ChainLink]) -> list[dict[str, Any]]:
    """Entries with their hashes: ``hash`` is the SHA-256 of ``previous_hash``, a line feed and ``content``.

    ``content`` counts as JSON with sorted keys, without blanks, in ASCII: ``json.dumps(content, sort_keys=True,
    separators=(",", ":"))`` in Python.
    """
    return [
        {
            "number": link.number,
            "content": json.loads(link.content),
            "previous_hash": link.previous_hash,
            "hash": link.hash,
        }
        for link in links
    ]


def as_csv(links: Iterable[ChainLink]) -> str:
    """One row an entry with what people look for; a text that a spreadsheet would take for a formula gets a ``'``."""
    links = tuple(links)
    entries = [entry_of(link.content) for link in links]
    stands = states(entries)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for link, entry in zip(links, entries, strict=True):
        row = _COLUMNS | _flat(entry.model_dump(mode="json"), entry.decision.model_dump(mode="json"))
        row |= {"state": str(stands[entry.id]), "hash": link.hash}
        writer.writerow([_harmless(row[column]) for column in _COLUMNS])
    return text.getvalue()


_COLUMNS: dict[str, Any] = dict.fromkeys(
    (
        "number", "id", "recorded_at", "account", "role", "state", "decided_on", "forum", "decision", "subject_kind",
        "subject_id", "subject", "start", "months", "extra_spend", "value", "value_low", "value_high", "options",
        "recommendation", "reason", "conditions", "dissent", "objection_of", "owner", "due_on",
        "review_on", "scenario", "data_fingerprint", "supersedes", "hash",
    )
)  # fmt: skip


def _flat(entry: dict[str, Any], decision: dict[str, Any]) -> dict[str, Any]:
    subject, value, advised = decision["subject"], decision["value"], decision["recommendation"]
    same = {name: (entry | decision)[name] for name in _COLUMNS if name in entry or name in decision}
    return same | {
        "account": entry["decided_by"]["account"],
        "role": entry["decided_by"]["role"],
        "decision": decision["kind"],
        "subject_kind": subject["kind"],
        "subject_id": subject["id"],
        "subject": subject["name"],
        "value": value["estimate"],
        "value_low": value["low"],
        "value_high": value["high"],
        "options": "; ".join(option["option"] for option in decision["options"]),
        "recommendation": advised["option"] if advised else "",
        "scenario": decision["scenario"]["name"],
    }


def _harmless(value: Any) -> Any:
    return as_text(value) if isinstance(value, str) else "" if value is None else value
