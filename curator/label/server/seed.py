"""An empty database with all of Label Studio's migrations, made once: they take most of a minute."""

import shutil
import subprocess
from pathlib import Path

from curator.errors import ServiceError
from curator.files import make_folder, whole_file, writing
from curator.label.server.process import command, settings
from curator.progress import stage
from curator.text import printable
from curator.versions.lock import locked

DATABASE = "label_studio.sqlite3"
MIGRATION_PATIENCE_S = 900


def migrated(python: Path) -> Path:
    """The database that new servers begin with: tables, but no account, project or key.

    Raises:
        DataError: the cache folder is not writable, or the disk is full.
        ServiceError: Label Studio does not run here.
    """
    home = python.parents[1]
    seed = home / DATABASE
    if not seed.is_file():
        with locked(home, MIGRATION_PATIENCE_S, what="server folder", hint="wait for it"):
            if not seed.is_file():
                with stage("making Label Studio's tables (once)"):
                    _migrate(python, seed)
    return seed


def _migrate(python: Path, seed: Path) -> None:
    scratch = seed.with_name("seed")
    with writing(scratch):
        shutil.rmtree(scratch, ignore_errors=True)
        make_folder(scratch)
    environment = {name: value for name, value in settings(scratch).items() if name != "AZURE_MOUNT_FIX"}
    try:
        # `version` is the one command that makes the tables and no account.
        done = subprocess.run(
            command(python, "version"),
            cwd=scratch,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=MIGRATION_PATIENCE_S,
            check=False,
        )
        made = scratch / DATABASE
        if done.returncode or not made.is_file():
            last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            hint = f"remove {seed.parent} and try again; or use a server that you have"
            raise ServiceError(f"Label Studio does not start: {printable(last, 200)}", hint=hint)
        with whole_file(seed) as file:
            shutil.copyfile(made, file)
    except subprocess.TimeoutExpired:
        raise ServiceError(f"Label Studio's tables were not ready after {MIGRATION_PATIENCE_S // 60} minutes") from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
