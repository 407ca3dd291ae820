"""Many rows written at once: the same statements as Django's bulk methods, without working them out value by value.

The values go over column by column, as an array each, so PostgreSQL reads a statement that is short however many rows
there are. For rows whose values came from the database or from our own code: each is written as the text PostgreSQL
reads for its type, so a field that changes its values on the way in (a file, an encrypted text) does not belong here.
"""

import json
import re
from operator import attrgetter

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault


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
    columns = ", ".join(_column(field) for field in fields)
    sql = f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) SELECT * FROM {_given(fields)}"
    if on_conflict:
        _execute(f"{sql} ON CONFLICT {on_conflict}", fields, rows)
        return
    keys = _execute(f"{sql} RETURNING {_column(key)}", fields, rows, fetch=True)
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
    key, *changed = fields = [model._meta.pk, *(model._meta.get_field(name) for name in names)]
    _execute(
        f"UPDATE {_quoted(model._meta.db_table)} row "
        f"SET {', '.join(f'{_column(field)} = given.{_column(field)}' for field in changed)} "
        f"FROM {_given(fields)} WHERE row.{_column(key)} = given.{_column(key)}",
        fields,
        rows,
    )


def _given(fields):
    """The rows as a table `given`: from a parameter each, an array with the field's values."""
    arrays = ", ".join(f"%s::{'text' if isinstance(field, ArrayField) else _type(field)}[]" for field in fields)
    names = ", ".join(_column(field) for field in fields)
    # An array of arrays would be taken apart to its last element, so such a field's values come as texts.
    casts = [f"{_column(f)}::{_type(f)}" if isinstance(f, ArrayField) else _column(f) for f in fields]
    return f"(SELECT {', '.join(casts)} FROM unnest({arrays}) AS given ({names})) AS given"


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


def _execute(sql, fields, rows, *, fetch=False):
    arrays = [_array(list(map(attrgetter(field.attname), rows)), _writer(field)) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, arrays)
        return cursor.fetchall() if fetch else None


def _array(values, write) -> str:
    """The values as the text of a PostgreSQL array."""
    first = values[0] if values else None
    # All the same, as in many columns of rows made alike. Not asked of JSON, where 1 and true would be.
    if not isinstance(first, dict | list) and values.count(first) == len(values):
        return "{" + ",".join(["NULL" if first is None else write(first)] * len(values)) + "}"
    return "{" + ",".join(["NULL" if value is None else write(value) for value in values]) + "}"


def _writer(field):
    """What makes of a field's value the text of an array's element."""
    if isinstance(field, ArrayField):
        write = _writer(field.base_field)
        return lambda value: _in_quotes(_array(value, write))
    if isinstance(field, models.JSONField):
        return lambda value: _in_quotes(json.dumps(value, cls=field.encoder))
    if isinstance(field, models.DurationField):
        return lambda value: f"{value.days} days {value.seconds}.{value.microseconds:06} seconds"
    if isinstance(field, _WITHOUT_QUOTES):
        return str
    return _in_quotes


# Their text has nothing in it that means something in an array.
_WITHOUT_QUOTES = (models.IntegerField, models.BooleanField, models.DateTimeField)


def _in_quotes(value):
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _is_given(field, row):
    """Not what the database works out by itself: generated columns, its defaults, the next key."""
    if field.generated:
        return False
    value = getattr(row, field.attname)
    return not (isinstance(value, DatabaseDefault) or (field.primary_key and value is None))


def _names(model, names):
    return [_column(model._meta.get_field(name)) for name in names]


def _column(field):
    return _quoted(field.column)


def _quoted(name):
    return connection.ops.quote_name(name)
