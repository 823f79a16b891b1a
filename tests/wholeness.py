"""Is a database whole: no row points nowhere, and nothing of a conversation is half there. Both databases, no Django."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

# Each finds rows that only a write cut in two could leave behind.
HALF_THERE = {
    "a thread of nothing": """
        SELECT t.id FROM sealed_thread t
        WHERE NOT EXISTS (SELECT 1 FROM hear_disclosure d WHERE d.thread_id = t.id)
        AND NOT EXISTS (SELECT 1 FROM care_case c WHERE c.thread_id = t.id)
        AND NOT EXISTS (SELECT 1 FROM care_referral r WHERE r.thread_id = t.id)
        AND NOT EXISTS (SELECT 1 FROM care_programmefile p WHERE p.thread_id = t.id)
        AND NOT EXISTS (SELECT 1 FROM care_incidentrelease i WHERE i.thread_id = t.id)
        AND NOT EXISTS (SELECT 1 FROM sealed_envelope o WHERE o.thread_id = t.id AND o.direction = 'office')""",
    "a disclosure without a key of hers": """
        SELECT d.thread_id FROM hear_disclosure d LEFT JOIN sealed_survivorkey k ON k.thread_id = d.thread_id
        WHERE k.id IS NULL""",
    "a case or referral that lacks one of the documents it has counted, or has none": """
        SELECT t.id FROM sealed_thread t LEFT JOIN sealed_envelope e ON e.thread_id = t.id
        WHERE NOT EXISTS (SELECT 1 FROM hear_disclosure d WHERE d.thread_id = t.id)
        GROUP BY t.id, t.last_sequence HAVING COUNT(e.id) = 0 OR COUNT(e.id) <> t.last_sequence""",
    "a disclosure that lacks its first two documents, or one of those it has counted": """
        SELECT t.id FROM sealed_thread t JOIN hear_disclosure d ON d.thread_id = t.id
        LEFT JOIN sealed_envelope e ON e.thread_id = t.id
        GROUP BY t.id, t.last_sequence
        HAVING COUNT(e.id) <> t.last_sequence OR MIN(e.sequence) <> 1 OR MAX(e.sequence) <> t.last_sequence
            OR SUM(CASE WHEN e.kind = 'disclosure' THEN 1 ELSE 0 END) <> 1
            OR SUM(CASE WHEN e.kind = 'wishes' THEN 1 ELSE 0 END) < 1""",
    "an envelope that no centre opens": """
        SELECT e.id FROM sealed_envelope e
        WHERE NOT EXISTS (SELECT 1 FROM sealed_wrap w WHERE w.envelope_id = e.id AND w.to_keyring_id IS NOT NULL)""",
    "an envelope that she cannot open": """
        SELECT e.id FROM sealed_envelope e WHERE e.direction NOT IN ('inside', 'across', 'office')
        AND NOT EXISTS (SELECT 1 FROM sealed_wrap w WHERE w.envelope_id = e.id AND w.to_survivor_id IS NOT NULL)""",
    "a disclosure with no centre": """
        SELECT d.thread_id FROM hear_disclosure d WHERE d.centre_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM hear_offer o WHERE o.disclosure_id = d.thread_id)""",
    "an envelope of a file without the file": """
        SELECT e.id FROM sealed_envelope e WHERE e.kind = 'file'
        AND NOT EXISTS (SELECT 1 FROM sealed_file f WHERE f.envelope_id = e.id)""",
    "a file that lacks a piece": """
        SELECT f.id FROM sealed_file f LEFT JOIN sealed_filechunk c ON c.file_id = f.id WHERE f.envelope_id IS NOT NULL
        GROUP BY f.id HAVING COUNT(c.id) = 0 OR MIN(c.number) <> 0 OR MAX(c.number) <> COUNT(c.id) - 1""",
    "an audit chain that lacks a row": """
        SELECT h.chain FROM audit_chainhead h LEFT JOIN audit_auditentry a ON a.chain = h.chain
        GROUP BY h.chain, h.sequence HAVING COUNT(a.id) <> h.sequence OR MAX(a.sequence) <> h.sequence""",
    "disclosures that no form was sent for": """
        SELECT s.n, d.n FROM (SELECT COUNT(*) AS n FROM hear_spentform) s, (SELECT COUNT(*) AS n FROM hear_disclosure) d
        WHERE s.n < d.n""",
}
UNFINISHED = "SELECT id FROM sealed_file WHERE envelope_id IS NULL"
_FOREIGN_KEYS = """
    SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text, b.attname FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1] WHERE c.contype = 'f'"""


@dataclass(frozen=True)
class Database:
    """The doors' database, asked beside them; with an address PostgreSQL, else the embedded one."""

    data: Path
    url: str = ""

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of one statement of ours; changes are kept."""
        if self.url:
            with psycopg.connect(self.url) as database:
                cursor = database.execute(query)  # type: ignore[call-overload]
                return list(cursor.fetchall()) if cursor.description else []
        database_file = sqlite3.connect(self.data / "qorgan.sqlite3", timeout=20)
        try:
            with database_file:
                return list(database_file.execute(query).fetchall())
        finally:
            database_file.close()

    def faults(self) -> list[str]:
        """Return what points nowhere and what is half there."""
        broken = [f"{what}: {rows[0]}" for what, query in HALF_THERE.items() if (rows := self.ask(query))]
        return [*self.dangling(), *broken]

    def dangling(self) -> list[str]:
        """Return what points nowhere."""
        if not self.url:
            rows: Sequence[tuple[Any, ...]] = self.ask("PRAGMA foreign_key_check")
            whole = self.ask("PRAGMA quick_check")
            return [f"points nowhere: {row}" for row in rows] + [str(row) for row in whole if row != ("ok",)]
        found = []
        for table, column, to_table, to_column in self.ask(_FOREIGN_KEYS):
            query = (
                f'SELECT a."{column}" FROM {table} a LEFT JOIN {to_table} b ON a."{column}" = b."{to_column}" '  # noqa: S608
                f'WHERE a."{column}" IS NOT NULL AND b."{to_column}" IS NULL'
            )
            found += [f"points nowhere: {table}.{column} {row}" for row in self.ask(query)]
        return found
