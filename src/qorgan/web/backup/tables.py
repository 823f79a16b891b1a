"""The tables as they were at a version: which there are, in which order, and how their values are read again.

Models are those of the migrations and not of the code, so that a backup of an older version can be restored.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from graphlib import TopologicalSorter
from typing import Any

from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from qorgan.kernel.errors import SetupError
from qorgan.web.backup.stream import Table

Model = type[models.Model]
Version = list[tuple[str, str]]


def version_of_database() -> Version:
    """Return the newest migration of each app that the database has.

    Raises
    ------
    SetupError
        If a newer version of Qorgan made it.
    """
    loader = MigrationLoader(connection)
    applied = set(loader.applied_migrations)
    _check_known(loader, applied)
    nodes = loader.graph.node_map
    return sorted(
        key
        for key in applied
        if not any(child.key in applied and child.key[0] == key[0] for child in nodes[key].children)
    )


def models_of(version: Version) -> list[Model]:
    """Return the models of a version, each after those whose deletion takes its rows along.

    Raises
    ------
    SetupError
        If this version of Qorgan does not know it.
    """
    loader = MigrationLoader(None)
    _check_known(loader, set(version))
    found = loader.project_state(version).apps.get_models(include_auto_created=True)
    by_name = {name_of(model): model for model in found}
    order: TopologicalSorter[str] = TopologicalSorter()
    for name in sorted(by_name):
        parents = (name_of(target) for _field, target in owners(by_name[name]))
        order.add(name, *(parent for parent in parents if parent != name))
    return [by_name[name] for name in order.static_order()]


def bring_to(version: Version) -> None:
    """Make the tables of a version in an empty database."""
    MigrationExecutor(connection).migrate(version)


def name_of(model: Model) -> str:
    """Return app and model, as a backup names them."""
    return str(model._meta.label_lower)


def columns(model: Model) -> "list[models.Field[Any, Any]]":
    """Return a model's columns."""
    return list(model._meta.concrete_fields)


def owners(model: Model) -> "list[tuple[models.Field[Any, Any], Model]]":
    """Return the foreign keys by which a row goes when another goes."""
    return [
        (field, field.related_model)  # type: ignore[misc]
        for field in columns(model)
        if field.remote_field is not None and field.remote_field.on_delete is models.CASCADE
    ]


def table_of(model: Model) -> Table:
    """Describe a table as it is now, within the caller's snapshot."""
    fields = columns(model)
    binary = [field.attname for field in fields if isinstance(field, models.BinaryField)]
    return Table(name_of(model), [field.attname for field in fields], binary, model._default_manager.count())


def rows_of(model: Model) -> Iterator[tuple[Any, ...]]:
    """Read a table row by row, few at a time: a row may hold a quarter of a megabyte."""
    names = [field.attname for field in columns(model)]
    return model._default_manager.order_by().values_list(*names).iterator(chunk_size=50)


@contextmanager
def snapshot() -> Iterator[None]:
    """See the database as it is at one moment, while others write on."""
    if connection.vendor == "sqlite":
        # Not atomic(): that begins as a writer and would keep the doors from writing until the backup is made.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def _check_known(loader: MigrationLoader, version: set[tuple[str, str]]) -> None:
    if not version <= set(loader.disk_migrations or ()):
        raise SetupError(
            "The tables were made by a newer version of Qorgan. Nothing was changed. Install that version, then try again."
        )
