"""Run a user's own Python file and register the signals in it.

Plugins come from the command line only, never from a recipe, a rule pack or data.
"""

import importlib.util
import sys
from pathlib import Path

from curator.errors import CuratorError, RecipeError
from curator.signals import SIGNALS, Signal


def load(path: Path) -> None:
    """Execute the file once; every signal that it gives a name is then known.

    Raises:
        RecipeError: it is missing, it failed, or a signal of that name exists.
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
    except CuratorError:
        raise
    except Exception as error:
        raise RecipeError(
            f"the plugin failed: {type(error).__name__}: {error}", where=str(path), hint="mend the file"
        ) from error
    for found in vars(module).values():
        if isinstance(found, Signal) and not (found.name in SIGNALS and SIGNALS.get(found.name) is found):
            SIGNALS.add(found.name, found)
