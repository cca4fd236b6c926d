from __future__ import annotations

from django.db import migrations, models

SQLITE = (
    # Measured in ADR 5: no positions, and the text itself stays in the table beside it.
    "CREATE VIRTUAL TABLE search_fts USING fts5("
    "text, content='search_searchentry', content_rowid='id', tokenize='trigram', detail='none')",
    "CREATE VIRTUAL TABLE search_vocab USING fts5vocab('search_fts', 'row')",
)
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX search_entry_text ON search_searchentry USING gin (text gin_trgm_ops)",
)


def make(apps, schema_editor):
    for line in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(line)


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX search_entry_text")
    else:
        schema_editor.execute("DROP TABLE search_vocab")
        schema_editor.execute("DROP TABLE search_fts")


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("thing_uid", models.UUIDField()),
                ("school_id", models.BigIntegerField(null=True)),
                ("label", models.CharField(max_length=200)),
                ("detail", models.CharField(blank=True, max_length=200)),
                ("head", models.CharField(max_length=40)),
                ("text", models.TextField()),
            ],
            options={
                "verbose_name_plural": "search entries",
                "indexes": [
                    models.Index(
                        fields=["head"], name="search_entry_head", opclasses=["varchar_pattern_ops"]
                    )
                ],
            },
        ),
        migrations.RunPython(make, unmake),
    ]
