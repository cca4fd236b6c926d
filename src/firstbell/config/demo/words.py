"""Invented names; nobody real is meant."""

from __future__ import annotations

GIVEN = (
    "Amara Ben Chidi Daisy Ella Farhan Grace Harry Isla Jayden Kai Leila Mina Noah Olu Priya Quinn Rosa Sami Tara Uma "
    "Victor Wren Xander Yusuf Zara Ade Bethan Callum Dylan Esme Finn Gwen Hana Imran Jess Kofi Lena Milo Nia Oscar Poppy "
    "Rafi Seren Theo Una Violet Wes Yara Zane Alfie Bea Cora Dev Edie Fatima Gus Hope Ines Joel Kezia Luca Maya Nate"
).split()
FAMILY = (
    "Osei Whitlock Eze Holt Adeyemi Moss Cole Lund Fenwick Malik Tan Coyle Brandt Ross Okafor Patel Bello Haines Firth "
    "Doran Bright Reid Ogun Dale Marsh Reeve Rahman Okoro Aziz Bramley Calder Dunmore Eastley Farrow Garside Hallam Ivory "
    "Jessop Kellett Larkin Merrow Northam Oakes Penrose Quill Rowe Sefton Thorne Underhay Varley Wadham Yeo Ashby Birkin "
    "Copley Denholm Elvin Fosse Gorse Hedley Inskip Jarrow Kemble Lyddon Mabey Nunn Orpin Prowse Ridley Sabin Tolley"
).split()
DEPARTMENTS = (
    "English", "Maths", "Science", "Computing", "Art", "Music", "Drama", "PE", "History", "Geography", "Languages",
    "Technology", "Learning support", "Office",
)  # fmt: skip
SECONDARY_BLOCKS: dict[str, tuple[tuple[str, int, int], ...]] = {
    # building: (prefix, how many, floor)
    "Main building": (("English", 11, 0), ("Maths", 11, 1), ("History", 4, 1), ("Geography", 4, 1), ("Languages", 8, 2)),
    "ICT block": (("ICT", 5, 1), ("Computing", 2, 0)),
    "Science block": (("Science S", 12, 0), ("Prep room", 2, 0)),
    "Arts block": (("Art", 4, 0), ("Music", 4, 0), ("Drama studio", 2, 1)),
    "Technology block": (("Workshop", 4, 0), ("Food", 2, 0)),
    "Sports hall": (("PE office", 1, 0), ("Gym", 2, 0)),
}
SECONDARY_NAMED = (
    ("Main building", "Hall", "hall"), ("Main building", "Library", "library"), ("Main building", "Reception", "office"),
    ("Main building", "Head's office", "office"), ("Main building", "Staff room", "office"),
    ("Main building", "Finance office", "office"), ("Main building", "Exams office", "office"),
    ("Main building", "SEN base", "classroom"), ("Main building", "Sixth form study", "classroom"),
    ("Main building", "Ground floor corridor", "corridor"), ("Main building", "First floor corridor", "corridor"),
    ("Main building", "Comms M1", "comms"), ("Main building", "Comms M2", "comms"), ("ICT block", "ICT store", "store"),
    ("ICT block", "Workshop bench", "office"), ("ICT block", "Server room", "server"), ("ICT block", "Comms I1", "comms"),
    ("Science block", "Comms S1", "comms"), ("Arts block", "Comms A1", "comms"), ("Arts block", "Dark room", "other"),
    ("Technology block", "Technology store", "store"), ("Sports hall", "Sports store", "store"),
)  # fmt: skip
PRIMARY_NAMED = (
    ("School", "Hall", "hall"), ("School", "Library", "library"), ("School", "Office", "office"),
    ("School", "Head's office", "office"), ("School", "Staff room", "office"), ("School", "ICT suite", "ict_suite"),
    ("School", "Comms cupboard", "comms"), ("School", "Store", "store"), ("School", "Corridor", "corridor"),
    ("School", "Nurture room", "classroom"), ("Nursery", "Nursery", "classroom"), ("Nursery", "Nursery store", "store"),
    ("School", "Music room", "classroom"), ("School", "Sensory room", "other"), ("School", "Kitchen office", "office"),
    ("School", "PPA room", "office"),
)  # fmt: skip
SUPPLIERS = ("Stonebridge IT", "Larkhill Education", "Northgate AV", "Brightwater Print")
NOTES = (
    "Sticky left shift key.", "Keep the sleeve with it, the last one was lost.", "Came back without its charger.",
    "Screen hinge is loose.", "Fan is loud after an hour.", "Labelled twice; the old sticker is under the new one.",
    "Remote is in the desk drawer.", "Mounted at 2.6 m: two people and the tower.", "Lamp changed in the summer.",
)  # fmt: skip
