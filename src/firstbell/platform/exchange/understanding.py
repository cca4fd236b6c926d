"""What a file most likely means: its columns, its layout, the order of its dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from firstbell.lib import parsing
from firstbell.lib.parsing import DateOrder, guess_date_order
from firstbell.lib.sheets import (
    ERROR_FILE_HEADINGS,
    Choices,
    Row,
    SheetReading,
    Unreadable,
    letter,
    match_headers,
    normalise,
    read_sheet,
)
from firstbell.lib.sheets.sources import Source
from firstbell.platform.exchange import files, profiles, sheets
from firstbell.platform.exchange.cells import SPILL, Cells
from firstbell.platform.exchange.models import ImportSession
from firstbell.platform.exchange.profiles import Saved
from firstbell.platform.exchange.sheets import Layout, Sheet
from firstbell.platform.exchange.states import State, Verdict

LOOKED_AT = 5_000
SURE = 93


def open_file(session: ImportSession) -> SheetReading:
    """The file, read as the person said; raises Unreadable with the reason."""
    sheet = sheets.named(session.sheet)
    known: dict[str, Sequence[str]] = dict(sheet.aliases())
    for layout in sheet.layouts:
        known |= {f"+{layout.name}:{at}": [heading] for at, heading in enumerate(layout.headings)}
    return read_sheet(
        files.path_of(session.digest),
        session.name,
        files.LIMITS,
        Choices(aliases=known, **session.choices),
    )


def tell_sheet(session: ImportSession) -> None:
    """Which kind of list it is, where nobody has said: the one whose fields the headings name best."""
    offered = [sheets.named(name) for name in session.choices.pop("sheets", [])]
    if len(offered) < 2:
        return
    known = {f"{one.name}:{key}": names for one in offered for key, names in one.aliases().items()}
    path = files.path_of(session.digest)
    headers = read_sheet(path, session.name, files.LIMITS, Choices(aliases=known)).headers
    session.sheet = max(offered, key=lambda one: _likeness(one, headers)).name


def _likeness(sheet: Sheet, headers: Sequence[str]) -> int:
    """What the thing itself is called and known by says more than where it is or who has it."""
    columns = {column.key: column for column in sheet.columns()}
    itself = next(iter(columns.values())).group
    sure = [
        columns[guess.field]
        for guess in match_headers(headers, sheet.aliases())
        if guess.field and guess.score >= SURE
    ]
    own = sum(1 for column in sure if column.group == itself)
    return len(sure) + 2 * own + (100 if _layout(sheet, headers) else 0)


def is_unusable(session: ImportSession) -> bool:
    """Every line was looked at, and there is none of which anything could be made."""
    counts = session.counts
    usable = any(counts.get(one, 0) for one in (Verdict.CREATE, Verdict.UPDATE, Verdict.SAME))
    return session.state == State.CHECKED and bool(counts.get(Verdict.ERROR)) and not usable


def likelier(session: ImportSession) -> Sheet | None:
    """Another list whose fields the headings name better than those of the one that was said."""
    headers, said = session.reading["headers"], sheets.named(session.sheet)
    best = max(sheets.all_sheets(), key=lambda one: _likeness(one, headers))
    return best if _likeness(best, headers) > _likeness(said, headers) else None


def understand(session: ImportSession, reading: SheetReading) -> None:
    """Fill the session's reading, mapping and settings with the best proposal."""
    sheet = sheets.named(session.sheet)
    rows = list(islice((row for row in reading.rows() if not row.skipped), LOOKED_AT))
    if not rows and not any(True for _ in reading.rows()):
        raise Unreadable(f"{session.name} has headings and nothing under them.", "no_lines")
    saved = profiles.saved_for(session, reading.headers)
    layout = None if saved else _layout(sheet, reading.headers)
    columns = propose(sheet, reading.headers, layout, saved)
    for column in columns:
        at = column["at"]
        column["samples"] = _samples(row.cells[at] for row in rows)
        column["filled"] = sum(1 for row in rows if row.cells[at].strip())
        if column["field"] and column["score"] < SURE:
            _doubt(sheet, column)
    session.mapping = {str(column["at"]): column["field"] for column in columns}
    _settle(session, sheet, saved.settings if saved else {})
    for key, text in (layout.fill if layout else {}).items():
        session.fill.setdefault(key, {"value": text, "always": False})
    dates = [column["at"] for column in columns if column["field"] in _date_keys(sheet)]
    guess = guess_date_order(row.cells[at] for at in dates for row in rows)
    usual = saved.date_order if saved else layout.date_order if layout else ""
    if not session.date_order:
        session.date_order = usual if usual and not guess.certain else guess.order.name
    session.reading = {
        "headers": list(reading.headers),
        "letters": [letter(at) for at in range(len(reading.headers))],
        "kind": reading.kind.value,
        "encoding": reading.encoding.label if reading.encoding else "",
        "encoding_name": reading.encoding.name if reading.encoding else "",
        "delimiter": reading.delimiter or "",
        "delimiter_label": reading.delimiter_label,
        "sheet": reading.sheet or "",
        "sheets": [one.name for one in reading.sheets],
        "header_line": reading.header_line,
        "notes": [*session.reading.get("turned", []), *(note.sentence for note in reading.notes)],
        "columns": columns,
        "layout": layout.title if layout else "",
        "profile": bool(saved),
        "named": saved.name if saved else "",
        "not_there": list(saved.missing) if saved else [],
        "looked_at": len(rows),
        "estimate": _estimate(session, reading, len(rows)),
        "dates": {
            "any": bool(dates), "sentence": guess.sentence, "certain": guess.certain, "conflicting": guess.conflicting,
            "guess": guess.order.name,
        },
    }  # fmt: skip


def left_out(session: ImportSession) -> list[dict[str, Any]]:
    """The columns that say something and go nowhere: told, so that nothing of a file is lost in silence."""
    return [
        column
        for column in session.reading.get("columns", [])
        if column["filled"] and not session.mapping.get(str(column["at"]))
    ]


def propose(
    sheet: Sheet, headers: Sequence[str], layout: Layout | None, saved: Saved | None
) -> list[dict[str, Any]]:
    """Per column of the file: its field, how sure, and why."""
    known = sheets.labels(sheet.columns())
    fixed = (
        {normalise(heading): field for heading, field in layout.headings.items()} if layout else {}
    )
    found: list[dict[str, Any]] = []
    for guess in match_headers(headers, sheet.aliases()):
        one: dict[str, Any] = {
            "at": guess.column, "header": guess.header, "field": guess.field or "", "score": guess.score,
            "sentence": guess.sentence,
        }  # fmt: skip
        if saved and str(guess.column) in saved.places:
            field = saved.places[str(guess.column)]
            field = field if field in known or field == SPILL else ""
            one |= {
                "field": field,
                "score": 100 if field else 0,
                "sentence": saved.sentence,
            }
        elif normalise(guess.header) in fixed:
            field = fixed[normalise(guess.header)]
            one |= {
                "field": field,
                "score": 100 if field else 0,
                "sentence": f"As {layout.title if layout else 'the layout'} has it.",
            }
        elif guess.header in ERROR_FILE_HEADINGS:
            one |= {
                "field": "",
                "score": 0,
                "sentence": "This column comes from the file of refused lines.",
            }
        found.append(one)
    return _each_once(found)


def _doubt(sheet: Sheet, column: dict[str, Any]) -> None:
    """A heading that is only close to a known one is believed where its cells bear it out."""
    label = sheets.labels(sheet.columns())[column["field"]].lower()
    sentence = "" if column["samples"] else f"Close to {label}, but empty in every line."
    for sample in column["samples"]:
        if not _reads(sheet, column["field"], sample):
            sentence = f"Close to {label}, but {parsing.shown(sample)} is none."
            break
    if sentence:
        column |= {"field": "", "score": 0, "sentence": sentence}


def _reads(sheet: Sheet, field: str, sample: str) -> bool:
    """In any order of dates, because that is guessed later."""
    return any(
        not Cells(sheet.columns(), {"0": field}, {}, [""], date_order=order.name)
        .line(Row(0, [sample], [sample]))
        .problems
        for order in DateOrder
    )


def _each_once(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A field takes one column; what goes to the notes goes there once under each heading."""
    taken: dict[str, str] = {}
    for one in sorted(found, key=lambda one: -one["score"]):
        field = one["field"]
        place = field + normalise(one["header"]) if field == SPILL else field
        if place and place in taken:
            one |= {
                "field": "",
                "score": 0,
                "sentence": f"“{taken[place]}” is used for this instead.",
            }
        elif place:
            taken[place] = one["header"]
    return found


def _layout(sheet: Sheet, headers: Sequence[str]) -> Layout | None:
    given = {normalise(header) for header in headers}
    for layout in sheet.layouts:
        if all(normalise(sign) in given for sign in layout.signs):
            return layout
    return None


def _settle(session: ImportSession, sheet: Sheet, saved: Mapping[str, Any]) -> None:
    if saved:
        session.mode = saved.get("mode", session.mode)
        session.fill = saved.get("fill", {})
        session.policies = saved.get("policies", {})
        session.match = saved.get("match", "")
    mapped = set(session.mapping.values())
    offered = [match for match in sheet.matches() if mapped & set(match.columns)]
    if session.match not in {match.key for match in offered}:
        session.match = offered[0].key if offered else ""
    for policy in sheet.policies:
        session.policies.setdefault(policy.key, policy.choices[0][0])


def _date_keys(sheet: Sheet) -> set[str]:
    return {column.key for column in sheet.columns() if column.kind in ("date", "moment")}


def _samples(cells: Any) -> list[str]:
    seen: dict[str, None] = {}
    for cell in cells:
        text = " ".join(cell.split())
        if text:
            seen.setdefault(text[:60])
        if len(seen) == 3:
            break
    return list(seen)


def _estimate(session: ImportSession, reading: SheetReading, looked_at: int) -> int:
    """How many lines there will be, for the progress bar."""
    if looked_at < LOOKED_AT:
        return looked_at
    for one in reading.sheets:
        if one.name == reading.sheet:
            return max(one.rows, looked_at)
    head = Source(files.path_of(session.digest)).head(1024 * 1024)
    lines = max(head.count(b"\n"), head.count(b"\r"), 1)
    return max(looked_at, session.size * lines // max(len(head), 1))
