import polars as pl
import pytest

from curator import progress
from curator.signals.language import detect


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The customer wants her money back for the broken lamp.", "en"),
        ("Photosynthesis is a process in plants.", "en"),
        ("Der Kunde möchte sein Passwort zurücksetzen.", "de"),
        ("La capitale de la France est Paris.", "fr"),
        ("El cliente quiere cambiar su contraseña.", "es"),
        ("O gato está na casa da minha avó.", "pt"),
        ("Thủ đô của nước Pháp là Paris.", "vi"),
        ("パリはフランスの首都です。", "ja"),
        ("法国的首都是巴黎。", "zh"),
        ("프랑스의 수도는 파리입니다.", "ko"),
        ("Enchiladas, Chilaquiles, Tacos al Pastor, Pozole, Tamales", None),
        ("def add(x, y):\n    return x + y", None),
        ("facturación", None),
        ("", None),
        (None, None),
    ],
)
def test_detect(text: str | None, code: str | None) -> None:
    assert detect(pl.Series([text], dtype=pl.String)).to_list() == [code]


def test_detection_does_not_depend_on_neighbours() -> None:
    texts = [
        "Hovedstaden i Danmark er København, og den ligger på Sjælland.",
        "Столица Франции называется Париж, и этот большой город стоит на берегах реки.",
    ]
    together = detect(pl.Series(texts)).to_list()
    assert together == [detect(pl.Series([text])).item() for text in texts] == ["da", "ru"]


def test_slow_detection_announces_itself() -> None:
    seen: list[str] = []

    class _Stage:
        def __enter__(self) -> progress.Advance:
            return lambda _: None

        def __exit__(self, *_: object) -> None:
            return None

    def watcher(what: str, total: int | None) -> _Stage:
        seen.append(f"{what} {total}")
        return _Stage()

    with progress.watched_by(watcher):  # type: ignore[arg-type]  # a stand-in for the terminal
        detect(pl.Series(["Der Kunde möchte sein Passwort zurücksetzen."]))
    assert seen == ["telling languages apart 1"]
