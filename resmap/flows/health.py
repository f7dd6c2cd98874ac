"""Can the program work? Codes of what is missing, for the server's monitor."""

from resmap.store import Database, at_head


def problems(database: Database) -> list[str]:
    """Empty if the database answers and has the schema of this program."""
    try:
        with database.read():
            current = at_head(database.url.render_as_string(hide_password=False))
    except Exception:  # whatever the driver says: the monitor needs the code, the log has the rest
        return ["DATABASE_UNREACHABLE"]
    return [] if current else ["DATABASE_NOT_MIGRATED"]
