from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# The people of a team have had a table all along; now it is a noun, and says what each may do.
AS_IT_WAS = [
    migrations.CreateModel(
        name="Seat",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "account",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "team",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="seats",
                    to="support.team",
                ),
            ),
        ],
        options={"db_table": "support_team_members", "unique_together": {("team", "account")}},
    ),
    migrations.AlterField(
        model_name="team",
        name="members",
        field=models.ManyToManyField(
            blank=True, related_name="+", through="support.Seat", to=settings.AUTH_USER_MODEL
        ),
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("support", "0024_due_by_hand"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=AS_IT_WAS),
        migrations.AddField(
            model_name="seat",
            name="right",
            field=models.CharField(
                choices=[("looks", "Looks"), ("answers", "Answers"), ("manages", "Manages")],
                default="answers",
                max_length=7,
            ),
        ),
        migrations.AddField(
            model_name="team",
            name="opening",
            field=models.CharField(
                choices=[
                    ("all", "Everybody of the desk sees and works them"),
                    ("seen", "The desk sees them, its own people work them"),
                    ("own", "Its own people alone see them"),
                ],
                default="all",
                max_length=4,
                verbose_name="its tickets",
            ),
        ),
        migrations.AddField(
            model_name="team",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="support.team",
                verbose_name="part of",
            ),
        ),
        migrations.AddField(
            model_name="checklisttemplate",
            name="team",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="support.team",
            ),
        ),
        migrations.AddField(
            model_name="watcher",
            name="named",
            field=models.BooleanField(default=False),
        ),
    ]
