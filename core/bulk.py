"""Many rows written at once: the same statements as Django's bulk methods, without working them out value by value.

For rows whose values came from the database or from our own code: each is handed to psycopg2 as it is, so a field that
changes its values on the way in (a file, an encrypted text) does not belong here.
"""

import re

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from psycopg2.extras import Json


class LightRow:
    """A row to be written and thrown away: the columns of a model with their defaults, and nothing that Django keeps
    beside them, which takes most of the time where thousands are made. Made by `light`.

    A related row without a key yet may be given under the field's name, as for the model.
    """

    def __init__(self, **columns):
        self.__dict__.update(columns)


def light(model):
    """Return the class of light rows of `model`. A column whose default is made anew for each row has to be given."""
    columns = {field.attname: _plain_default(field) for field in model._meta.concrete_fields}
    return type(f"Light{model.__name__}", (LightRow,), {"model": model, "_meta": model._meta, **columns})


def _plain_default(field):
    return None if field.has_default() and callable(field.default) else field.get_default()


def insert(rows, *, on_conflict=""):
    """Insert rows of one model in one statement and give each its key. `on_conflict`: SQL after ON CONFLICT.

    With ON CONFLICT DO NOTHING the rows get no key: which were left out is not known.
    """
    if not rows:
        return
    model, key = _model_of(rows), rows[0]._meta.pk
    _take_keys_of_related(model, rows)
    fields = [field for field in model._meta.concrete_fields if _is_given(field, rows[0])]
    sql = f"INSERT INTO {_quoted(model._meta.db_table)} ({_columns(fields)}) VALUES %s"
    if on_conflict:
        _execute(f"{sql} ON CONFLICT {on_conflict}", fields, rows)
        return
    keys = _execute(f"{sql} RETURNING {_quoted(key.column)}", fields, rows, fetch=True)
    for row, (value,) in zip(rows, keys, strict=True):
        setattr(row, key.attname, value)
        if isinstance(row, models.Model):
            row._state.adding, row._state.db = False, connection.alias


def upsert(rows, *, unique, update):
    """Insert rows of one model; where `unique` fields are there already, write the fields `update` of that row."""
    if not rows:
        return
    model = _model_of(rows)
    changed = ", ".join(f"{column} = EXCLUDED.{column}" for column in _names(model, update))
    insert(rows, on_conflict=f"({', '.join(_names(model, unique))}) DO UPDATE SET {changed}")


def update(rows, names):
    """Write the fields `names` of rows of one model that exist, each with its own values, in one statement."""
    if not rows or not names:
        return
    model = _model_of(rows)
    fields = [model._meta.pk, *(model._meta.get_field(name) for name in names)]
    changed = ", ".join(f"{_quoted(field.column)} = given.{_quoted(field.column)}" for field in fields[1:])
    key = _quoted(fields[0].column)
    sql = (
        f"UPDATE {_quoted(model._meta.db_table)} row SET {changed} "
        f"FROM (VALUES %s) given ({_columns(fields)}) WHERE row.{key} = given.{key}"
    )
    # The types of a list of values are not known from the table.
    _execute(sql, fields, rows, template=f"({', '.join(f'%s::{_type(field)}' for field in fields)})")


def _type(field):
    """Without a length: a cast would cut silently what the column then refuses."""
    kind = field.rel_db_type(connection) if field.primary_key else field.db_type(connection)
    return re.sub(r"varchar\(\d+\)", "varchar", kind)


def _model_of(rows):
    return rows[0]._meta.model


def _take_keys_of_related(model, rows):
    """A row made before the one it belongs to was written does not know that one's key yet."""
    relations = [(field.name, field.attname) for field in model._meta.concrete_fields if field.is_relation]
    for row in rows:
        related = row.__dict__ if isinstance(row, LightRow) else row._state.fields_cache
        for name, key in relations:
            if name in related and getattr(row, key) is None:
                setattr(row, key, getattr(related[name], "pk", None))


def _execute(sql, fields, rows, *, template=None, fetch=False):
    template = template or f"({', '.join(['%s'] * len(fields))})"
    getters = [_value_of(field) for field in fields]
    with connection.cursor() as cursor:
        quote = cursor.cursor.mogrify
        values = b", ".join(quote(template, [get(row) for get in getters]) for row in rows)
        before, after = sql.split("%s")
        cursor.execute(f"{before}{values.decode()}{after}")
        return cursor.fetchall() if fetch else None


def _value_of(field):
    name = field.attname
    if isinstance(field, models.JSONField):
        return lambda row: None if (value := getattr(row, name)) is None else Json(value)
    if isinstance(field, ArrayField):
        return lambda row: list(getattr(row, name))
    return lambda row: getattr(row, name)


def _is_given(field, row):
    """Not what the database works out by itself: generated columns, its defaults, the next key."""
    if field.generated:
        return False
    value = getattr(row, field.attname)
    return not (isinstance(value, DatabaseDefault) or (field.primary_key and value is None))


def _names(model, names):
    return [_quoted(model._meta.get_field(name).column) for name in names]


def _columns(fields):
    return ", ".join(_quoted(field.column) for field in fields)


def _quoted(name):
    return connection.ops.quote_name(name)
