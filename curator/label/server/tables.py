"""The database that a new server begins with: all of Label Studio's tables, which take it most of a minute to make.

No account, project or key is in it. Made anew for another version, in an empty folder, by its one command that makes
the tables and no account:
LABEL_STUDIO_BASE_DATA_DIR=$PWD label-studio version && sqlite3 label_studio.sqlite3 vacuum && gzip -9n *.sqlite3
"""

import gzip
from pathlib import Path

from curator.files import whole_file

DATABASE = "label_studio.sqlite3"
TABLES = Path(__file__).with_name("tables.sqlite3.gz")


def write_tables(data: Path) -> None:
    """Put the database into a server's data folder unless there is one.

    Raises:
        DataError: the folder is not writable, or the disk is full.
    """
    if not (data / DATABASE).exists():
        with whole_file(data / DATABASE) as file:
            file.write_bytes(gzip.decompress(TABLES.read_bytes()))
