"""Run a user's own Python file so that it can register signals.

Plugins come from the command line only, never from a recipe, a rule pack or data.
"""

import importlib.util
import sys
from pathlib import Path

from curator.errors import RecipeError


def load(path: Path) -> None:
    """Execute the file once.

    Raises:
        RecipeError: it is missing or it failed.
    """
    name = f"curator_plugin_{path.stem}"
    if not path.is_file():
        raise RecipeError("no such plugin file", where=str(path), hint="check the path")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec, path
    assert spec.loader, path
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise RecipeError(
            f"the plugin failed: {type(error).__name__}: {error}", where=str(path), hint="mend the file"
        ) from error
