"""The nightly copy of the store's storage: its tables in one SQLite file, which is renamed once it is whole."""
import os
import sys

import sqlalchemy
from barbican.common import config
from barbican.model import models

FOLDER = "/var/backups/barbican"
os.umask(0o077)
os.makedirs(FOLDER, exist_ok=True)
place = os.path.join(FOLDER, "barbican.sqlite")
if os.path.exists(place + ".new"):
    os.unlink(place + ".new")
tables = models.BASE.metadata
version = sqlalchemy.Table("alembic_version", tables, sqlalchemy.Column("version_num", sqlalchemy.String(32)))
copy = sqlalchemy.create_engine(f"sqlite:///{place}.new")
tables.create_all(copy)
rows = 0
with sqlalchemy.create_engine(config.CONF.sql_connection).connect() as source, copy.begin() as target:
    for table in [*tables.sorted_tables]:
        found = [dict(row._mapping) for row in source.execute(table.select())]
        rows += len(found)
        if found:
            target.execute(table.insert(), found)
copy.dispose()
os.rename(place + ".new", place)
sys.stdout.write(f"{rows} rows\n")
