from __future__ import annotations

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import firstbell.lib.uuid7
import firstbell.platform.database.uid


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0003_leavers"),
        ("places", "0002_building_on_the_map"),
        ("tenancy", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    firstbell.platform.database.uid.UidField(
                        default=firstbell.lib.uuid7.uuid7, editable=False, unique=True
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("mark", models.UUIDField(default=firstbell.lib.uuid7.uuid7, editable=False)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.school",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("school",), name="timetable_edition_school")
                ],
            },
        ),
        migrations.CreateModel(
            name="Freeze",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    firstbell.platform.database.uid.UidField(
                        default=firstbell.lib.uuid7.uuid7, editable=False, unique=True
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "what",
                    models.CharField(
                        help_text="The network, updates, everything",
                        max_length=120,
                        verbose_name="what stays as it is",
                    ),
                ),
                ("why", models.CharField(max_length=200)),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="to")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.school",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["school", "ends_at"], name="timetable_freeze_time")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("starts_at__lt", models.F("ends_at"))),
                        name="timetable_freeze_order",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Lesson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    firstbell.platform.database.uid.UidField(
                        default=firstbell.lib.uuid7.uuid7, editable=False, unique=True
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="academic year")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        verbose_name="day",
                    ),
                ),
                (
                    "week",
                    models.CharField(
                        blank=True, choices=[("A", "Week A"), ("B", "Week B")], max_length=1
                    ),
                ),
                ("period", models.CharField(max_length=30)),
                ("class_name", models.CharField(blank=True, max_length=60, verbose_name="class")),
                ("class_key", models.CharField(blank=True, editable=False, max_length=120)),
                ("subject", models.CharField(blank=True, max_length=80)),
                (
                    "teacher_said",
                    models.CharField(blank=True, max_length=80, verbose_name="teacher as written"),
                ),
                (
                    "room_said",
                    models.CharField(blank=True, max_length=100, verbose_name="room as written"),
                ),
                ("since", models.DateField(verbose_name="first day")),
                ("until", models.DateField(verbose_name="last day")),
                ("brought_by", models.UUIDField(blank=True, editable=False, null=True)),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="lessons",
                        to="people.group",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="lessons",
                        to="places.room",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.school",
                    ),
                ),
                (
                    "teacher",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="lessons",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["school", "year", "weekday"], name="timetable_lesson_day"),
                    models.Index(
                        fields=["school", "year", "class_key"], name="timetable_lesson_class"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("since__lte", models.F("until"))),
                        name="timetable_lesson_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weekday__lte", 6)), name="timetable_lesson_weekday"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SchoolEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    firstbell.platform.database.uid.UidField(
                        default=firstbell.lib.uuid7.uuid7, editable=False, unique=True
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("exam", "Exam"),
                            ("mock_exam", "Mock exam"),
                            ("open_evening", "Open evening"),
                            ("parents_evening", "Parents' evening"),
                            ("show", "Play or concert"),
                            ("trip", "Trip"),
                            ("other", "Something else"),
                        ],
                        default="other",
                        max_length=20,
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="to")),
                ("is_whole_day", models.BooleanField(default=False, verbose_name="whole days")),
                (
                    "stops_lessons",
                    models.BooleanField(default=False, verbose_name="no lessons there meanwhile"),
                ),
                ("is_exam", models.BooleanField(default=False, verbose_name="an exam")),
                ("brought_by", models.UUIDField(blank=True, editable=False, null=True)),
                (
                    "rooms",
                    models.ManyToManyField(blank=True, related_name="events", to="places.room"),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.school",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["school", "ends_at"], name="timetable_event_time")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("starts_at__lt", models.F("ends_at"))),
                        name="timetable_event_order",
                    )
                ],
            },
        ),
    ]
