"""`fairlead`: where the command line begins. Light, so that `shape` starts to load its engines at once."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from fairlead.faces.cli.beside import begin

if TYPE_CHECKING:
    from fairlead.core.postgres.trouble import ClusterTrouble

FINDINGS, USAGE, REFUSED, MISSING, NO_DATABASE = 1, 2, 3, 4, 5


def open_rooms() -> None:
    """Load the settings, the tables and the register of verbs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairlead.settings")
    import_module("django").setup()


def main() -> None:
    """Run the command line; trouble with the database is a sentence and an exit code, no trace."""
    if sys.argv[1:2] == ["shape"]:
        begin()  # the engines load here, a copy of this process goes on
    try:
        import_module("fairlead.faces.cli.doors").command_line()(prog_name="fairlead")
    except SystemExit:
        raise  # how every command ends; said first, or the next line but one would load the database
    except BrokenPipeError:
        # The reader of a pipe (head, less) has left; nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except _database_trouble() as trouble:
        print(f"{trouble.message}\n{trouble.fix}", file=sys.stderr)
        raise SystemExit(NO_DATABASE) from None


def _database_trouble() -> type[ClusterTrouble]:
    """Loaded only when something went wrong: `shape` has no database."""
    trouble: type[ClusterTrouble] = import_module("fairlead.core.postgres.trouble").ClusterTrouble
    return trouble


if __name__ == "__main__":
    main()
