from functools import cache

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langdetect import DetectorFactory, LangDetectException
from langdetect.detector_factory import PROFILES_DIRECTORY

from curator import progress
from curator.signals import SIGNALS, measure
from curator.signals.language import detect, judged
from curator.signals.language_profiles import speech
from curator.signals.language_second import opinion


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
        ("Hän on opettaja, ja hänen veljensä on lääkäri. Se on hyvä asia, ja kaikki on kunnossa.", "fi"),
        ("DIE SITZUNG WURDE AUF FREITAGNACHMITTAG VERSCHOBEN.", "de"),
        ("manana vamos a ir al cine con los ninos despues de comer", "es"),
        ("パリはフランスの首都です。", "ja"),
        ("法国的首都是巴黎。", "zh"),
        ("프랑스의 수도는 파리입니다.", "ko"),
        ("Моя сестра вчиться грати на скрипці й займається щодня.", "uk"),
        ("خواهرم ویولن یاد می‌گیرد و هر روز تمرین می‌کند.", "fa"),
        ("გუშინ დედასთან ერთად ბაზარში წავედით.", "ka"),
        ("下面的函数计算阶乘：\n\ndef factorial(n):\n    return 1", "zh"),
        ("Enchiladas, Chilaquiles, Tacos al Pastor, Pozole, Tamales", None),
        ("def add(x, y):\n    return x + y", None),
        ("# 计算阶乘\ndef factorial(n):\n    if n == 0:\n        return 1\n    return n * factorial(n - 1)", None),
        ("asdf qwer zxcv hjkl", None),
        ("facturación", None),
        ("", None),
        (None, None),
    ],
)
def test_detect(text: str | None, code: str | None) -> None:
    assert detect(pl.Series([text], dtype=pl.String)).to_list() == [code]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The bus was late, so we walked home.", "prose"),
        ("昨天晚上我和朋友去看了电影。", "prose"),
        ("Please see config.yaml before you run it for the first time on a new machine.", "prose"),
        ("He or she may bring the item(s), and/or the receipt; see [Note].", "prose"),
        ("for (int i = 0; i < n; i++) {\n    sum += values[i];\n}", "code"),
        ("SELECT name FROM staff WHERE age > 30", "code"),
        ("<div class=\"card\"><p>Prices</p></div>", "code"),
        ("# Sum of all\ndef total(numbers):\n    return sum(numbers)", "code"),
        ("```\nls -la\n```", "code"),
        ("x^2 + 5x + 6 = 0", "mathematics"),
        (r"\frac{a+b}{2} \geq \sqrt{ab}", "mathematics"),
        ("Use the function to add the numbers of a list:\n\ndef add(a, b):\n    return a + b", "mixed"),
        ("42", None),
        ("...", None),
        ("", None),
        (None, None),
    ],
)  # fmt: skip
def test_what_a_text_is_made_of(text: str | None, content: str | None) -> None:
    assert judged(pl.Series([text], dtype=pl.String))["content"].to_list() == [content]


def test_detection_does_not_depend_on_neighbours() -> None:
    texts = [
        "Hovedstaden i Danmark er København, og den ligger på Sjælland.",
        "Столица Франции называется Париж, и этот большой город стоит на берегах реки.",
    ]
    together = detect(pl.Series(texts)).to_list()
    assert together == [detect(pl.Series([text])).item() for text in texts] == ["da", "ru"]


@settings(deadline=None)
@given(st.lists(st.text() | st.none(), min_size=1, max_size=5))
def test_every_text_is_judged_alone_and_the_same_again(texts: list[str | None]) -> None:
    together = judged(pl.Series(texts, dtype=pl.String))
    assert together.equals(pl.concat([judged(pl.Series([text], dtype=pl.String)) for text in texts]))
    assert together["content"].drop_nulls().is_in(["prose", "code", "mathematics", "mixed"]).all()


def test_weak_opinions_are_checked_and_that_is_announced() -> None:
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
        detect(pl.Series(["Vi har det godt, og vi er her."]))
    assert "telling languages apart 1" in seen


def test_tables_are_the_same_when_they_come_from_disk(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURATOR_CACHE", str(tmp_path_factory.mktemp("cache")))
    made = speech.__wrapped__()
    kept = speech.__wrapped__()
    assert all(np.array_equal(left, right) for left, right in zip(made, kept, strict=True))


def test_each_view_has_language_and_content() -> None:
    names = ["prompt_language", "response_content"]
    frame = pl.LazyFrame({"prompt": ["What is the capital of France?"], "response": ["print('Paris')"]})
    assert measure(frame, names).select(names).collect().row(0) == ("en", "code")
    assert "full_language" in SIGNALS


@pytest.mark.parametrize(
    "text",
    [
        "Vi har det godt, og vi er her.",
        "Mammal (Elephant, Cow), Arachnid (Spider)",
        "DIE SITZUNG wurde verschoben, siehe https://example.org/plan oder mail@example.org",
        "Thủ đô của nước Pháp là Paris, thành phố lớn nhất.",
        "Это тест on two languages, and it is mixed текст",
        "パリは首都です。東京も首都です。",
        "x",
        "1234 ...",
        "",
    ],
)
def test_the_second_opinion_is_that_of_langdetect(text: str) -> None:
    told, probability = opinion(text)
    detector = _langdetect().create()
    detector.append(text)
    try:
        first = detector.get_probabilities()[0]
    except LangDetectException:
        assert (told, probability) == (None, 0.0)
    else:
        assert told == first.lang.partition("-")[0]
        assert probability == pytest.approx(first.prob, abs=1e-9)


@cache
def _langdetect() -> DetectorFactory:
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    factory.set_seed(0)
    return factory
