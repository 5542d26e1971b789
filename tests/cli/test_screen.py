"""What is shown of a long step on a terminal."""

from io import StringIO

import pytest
from rich.console import Console

from curator.cli.screen import _Bars


@pytest.mark.parametrize("width", [80, 160])
def test_counts_times_and_losses_are_whole(width: int) -> None:
    screen = StringIO()
    bars = _Bars(Console(file=screen, width=width, force_terminal=True, color_system=None))
    with bars("training on preferences", 480) as advance:
        bars.remark("loss 2.213, 1,234 tokens/s")
        advance(99)
        bars._progress.refresh()
        line = next(line for line in reversed(screen.getvalue().splitlines()) if "99/480" in line)
    assert "training on preferences" in line
    assert line.rstrip().endswith("loss 2.213, 1,234 tokens/s")
    assert "…" not in line
    assert line.count(":") == 4  # elapsed and left
