"""One file with everything that cannot be made again: the database's rows and the attachments (docs/backup.md).

Rows are copied by PostgreSQL's own COPY, tables are made by the migrations. So no program of a certain version is
needed, and a backup of one server's version is restored into another's.
"""

FORMAT = 1
MANIFEST = "manifest.json"
# Who is signed in, and what can be computed again.
LEFT_OUT = {"django_session", "cache", "django_migrations"}


class BackupProblem(Exception):
    """Why a backup was not written or restored, as a sentence."""
