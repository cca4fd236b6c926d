"""Whether the register of a school that was killed or restored is whole: each item once in every place."""

from __future__ import annotations

from tests.reliability.school import School

EACH_ONCE = {
    "itself": "SELECT uid FROM equipment_item",
    "its number": "SELECT max(CAST(uid AS text)) FROM equipment_item GROUP BY tag_key",
    "history": "SELECT subject_uid FROM audit_event WHERE kind = 'equipment.registered'",
    "identity": "SELECT i.uid FROM equipment_identity n JOIN equipment_item i ON i.id = n.item_id AND i.serial = n.value",
    "search": "SELECT s.thing_uid FROM search_searchentry s JOIN equipment_item i ON i.uid = s.thing_uid",
}
_NO_ITEM = "NOT EXISTS (SELECT 1 FROM equipment_item i WHERE i.uid = {})"
_FOUND = " UNION ".join(
    f"SELECT uid FROM {table}"
    for table in (
        "equipment_item",
        "equipment_model",
        "places_room",
        "places_building",
        "people_person",
        "software_title",
    )
)
OF_NOTHING = {
    "search": f"SELECT label FROM search_searchentry WHERE thing_uid NOT IN ({_FOUND})",
    "history": "SELECT 1 FROM audit_event WHERE subject_type = 'equipment.item' AND "
    + _NO_ITEM.format("subject_uid"),
    "labels": "SELECT 1 FROM codes_code WHERE thing_type = 'equipment.item' AND "
    + _NO_ITEM.format("thing_uid"),
    "custody": "SELECT 1 FROM equipment_custody c WHERE NOT EXISTS (SELECT 1 FROM equipment_item i WHERE i.id = c.item_id)",
}


def is_whole(school: School) -> None:
    """Each item once in each place, and in no place anything of an item that is not there."""
    there = school.bare("SELECT uid FROM equipment_item WHERE serial <> ''")
    for where, sql in EACH_ONCE.items():
        assert school.bare(sql) == there, where
    for where, sql in OF_NOTHING.items():
        assert not school.rows(sql), where
    if not school.database_url:
        assert school.rows("PRAGMA integrity_check") == [("ok",)]
        assert school.rows("PRAGMA foreign_key_check") == []
        school.rows("INSERT INTO search_fts(search_fts) VALUES ('integrity-check')")
