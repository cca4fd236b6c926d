from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from firstbell.lib import clock
from firstbell.people.models import Group, Organisation, Person
from firstbell.people.states import (
    GroupKind,
    MemberKind,
    OrganisationKind,
    school_year,
    year_name,
)
from firstbell.people.web import bulk
from firstbell.people.web.membership import members_in_short, with_members
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.lists.own_fields import own_columns
from firstbell.platform.lists.specs import (
    BulkAction,
    Button,
    Column,
    Empty,
    Filter,
    ListSpec,
    Preset,
    Row,
)


def full_name(row: Row) -> str:
    return f"{row['known_as'] or row['given_name']} {row['family_name']}".strip()


def _year(row: Row) -> str:
    cohort, nation = row["now__cohort"], row["now__school__nation"]
    return "" if cohort is None else year_name(school_year(_today(), nation) - cohort, nation)


def _leader(row: Row) -> str:
    return f"{row['led_by__given_name'] or ''} {row['led_by__family_name'] or ''}".strip()


def _today() -> date:
    return clock.now().date()


def _years(actor: Actor) -> Iterable[tuple[str, str]]:
    this_year = school_year(_today())
    return [(str(this_year - year), year_name(year)) for year in range(-1, 14)]


PEOPLE = ListSpec(
    name="people.people",
    title="People",
    things=("person", "people"),
    icon="users",
    rows=lambda actor: Person.objects.visible_to(actor).known(),
    permission="people.find",
    url_name="people:people",
    search="people.person",
    default_sort="name",
    row_url=lambda row: f"/people/{row['uid']}/",
    row_label="name",
    columns=[
        Column(
            "name",
            "Name",
            path=("family_name", "given_name", "known_as"),
            sort="name_key",
            render=full_name,
            export=full_name,
            phone=1,
            filter=Filter(path="lookup"),
        ),
        Column("who", "Who", "choice", path="now__kind", choices=MemberKind.choices, phone=3),
        Column(
            "year",
            "Year",
            "choice",
            path=("now__cohort", "now__school__nation"),
            sort=("now__cohort", "now__tutor_group__name_key", "name_key"),
            choices=_years,
            render=_year,
            export=_year,
            permission="people.view",
        ),
        Column(
            "tutor_group",
            "Tutor group",
            path="now__tutor_group__name",
            sort=("now__tutor_group__name_key", "name_key"),
            filter=Filter("choice", "now__tutor_group", model=Group),
            permission="people.view",
            phone=2,
        ),
        Column(
            "department",
            "Department",
            path="now__department__name",
            sort=("now__department__name_key", "name_key"),
            filter=Filter("choice", "now__department", model=Group),
        ),
        Column("job", "Job", path="now__job_title", default=False),
        Column("initials", "Initials", "code", default=False),
        Column("email", "Email"),
        Column("extension", "Extension", "code", path="phone_ext", default=False),
        Column(
            "mis", "MIS number", "code", path="now__mis_id", default=False, permission="people.view"
        ),
        Column(
            "since", "Since", "date", path="now__from_on", default=False, permission="people.view"
        ),
        Column("leaves", "Leaves", "date", path="now__to_on", permission="people.view"),
    ],
    presets=[
        Preset("Here now", "leaves=empty"),
        Preset("Staff", "who=staff"),
        Preset("Students", "who=student&sort=year"),
        Preset("Leaving", "leaves.after=today"),
        Preset("Left", "leaves.before=today"),
    ],
    extra_columns=own_columns("people.person"),
    actions=[
        BulkAction(
            "class",
            "Put in a class",
            "users-group",
            "people.change",
            run=bulk.put_in_class,
            form=bulk.ClassForm,
        ),
        BulkAction(
            "leave",
            "Leave",
            "logout",
            "people.change",
            run=bulk.leave,
            form=bulk.LeaveManyForm,
            sentence="Until the last day nothing changes.",
            done="{n} {things} leave.",
        ),
    ],
    buttons=[
        Button("Groups", "people:groups", "users-group", "people.view"),
        Button("Leavers", "people:leavers", "logout", "people.view"),
        Button("Sources", "people:sources", "database-import", "people.rosters"),
        Button("Import", "import_new", "file-import", "exchange.import"),
        Button("Add somebody", "people:add", "plus", "people.change", primary=True),
    ],
    empty=Empty(
        "Add somebody, or import the list that the MIS exports: whoever is known is brought up to date.",
        label="Add somebody",
        url_name="people:add",
        icon="users",
    ),
)

GROUPS = ListSpec(
    name="people.groups",
    title="Groups",
    things=("group", "groups"),
    icon="users-group",
    rows=lambda actor: Group.objects.visible_to(actor).open(),
    permission="people.view",
    url_name="people:groups",
    search=("name_key__contains",),
    default_sort="name",
    row_url=lambda row: f"/groups/{row['uid']}/",
    row_label="name",
    columns=[
        Column("name", "Group", sort="name_key", phone=1),
        Column("kind", "Kind", "choice", choices=GroupKind.choices, phone=3),
        Column(
            "led_by",
            "Led by",
            path=("led_by__given_name", "led_by__family_name"),
            sort="led_by__name_key",
            render=_leader,
            export=_leader,
            filter=Filter(
                "person", "led_by", model=Person, label="name_key", search=("lookup__contains",)
            ),
            phone=2,
        ),
        Column(
            "members",
            "Members",
            "list",
            path="pk",
            fill=with_members,
            render=members_in_short,
            export=lambda row: "; ".join(row["members"]),
            sort="",
            filter=False,
            default=False,
        ),
    ],
    presets=[
        Preset("Classes", "kind=class"),
        Preset("Tutor groups", "kind=tutor"),
        Preset("Departments", "kind=department"),
    ],
    buttons=[
        Button("Import", "import_new", "file-import", "exchange.import"),
        Button("Add a group", "people:group_add", "plus", "people.change", primary=True),
    ],
    empty=Empty(
        "Tutor groups and departments are made as people are added; classes are added here or come with the timetable.",
        label="Add a group",
        url_name="people:group_add",
        icon="users-group",
    ),
)

ORGANISATIONS = ListSpec(
    name="people.organisations",
    title="Organisations",
    things=("organisation", "organisations"),
    icon="building-store",
    rows=lambda actor: Organisation.objects.visible_to(actor).open(),
    permission="people.organisations",
    url_name="people:organisations",
    search="people.organisation",
    default_sort="name",
    school_path="",
    row_url=lambda row: f"/organisations/{row['uid']}/",
    row_label="name",
    columns=[
        Column("name", "Organisation", sort="name_key", phone=1),
        Column("kind", "Kind", "choice", choices=OrganisationKind.choices, phone=3),
        Column("contact", "Contact", path="contact_name", phone=2),
        Column("phone", "Phone", path="phone"),
        Column("support", "Support", path="support_phone"),
        Column("account", "Account number", "code", path="account_number"),
        Column("of", "Of", path="school__short_name", default=False),
        Column("email", "Email", default=False),
        Column("website", "Website", default=False),
        Column("support_email", "Support email", default=False),
        Column("support_page", "Support page", path="support_url", default=False),
        Column("warranty", "Warranty check", path="warranty_url", default=False),
        Column("notes", "Notes", sort="", default=False),
    ],
    presets=[Preset("Suppliers", "kind=supplier,both"), Preset("Support partners", "kind=partner,both")],
    buttons=[
        Button("Import", "import_new", "file-import", "exchange.import"),
        Button(
            "Add an organisation", "people:organisation_add", "plus", "people.change_organisations",
            primary=True,
        )
    ],
    empty=Empty(
        "Suppliers and support partners: whom to ring, and which account number to say.",
        label="Add an organisation",
        url_name="people:organisation_add",
        icon="building-store",
    ),
)  # fmt: skip
