"""Files for nobody but their owner: tokens, passwords, and where a server runs."""

import os
from pathlib import Path

from curator.files import make_folder, whole_file, writing

OWNER_ONLY = 0o600


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read; whole or not at all.

    Raises:
        DataError: the disk is full or the place is not writable.
    """
    with writing(path):
        make_folder(path.parent)
        # The new content takes over the mode of what is there, so that there is no moment at which others can read.
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, OWNER_ONLY))
        path.chmod(OWNER_ONLY)
    with whole_file(path) as file:
        file.write_bytes(content)
