"""What single licences ask for."""

import pytest

from curator.governance.terms import KNOWN, Terms, common_share_alike, identifier_of, terms_of


@pytest.mark.parametrize(
    ("written", "identifier"),
    [
        ("CC BY-NC 4.0", "cc-by-nc-4.0"),
        ("CC-BY-NC-4.0", "cc-by-nc-4.0"),
        (" Apache-2.0\n", "apache-2.0"),
        ("ODC-By-1.0", "odc-by"),
        ("GPL-3.0-or-later", "gpl-3.0"),
        ("LGPL-3.0-only", "lgpl-3.0"),
        ("apache_2.0", "apache-2.0"),
        ("house rules", "house-rules"),
        ("https://creativecommons.org/licenses/by-nc/4.0/deed.en", "cc-by-nc-4.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "cc0-1.0"),
    ],
)
def test_one_licence_has_one_spelling(written: str, identifier: str) -> None:
    assert identifier_of(written) == identifier


@pytest.mark.parametrize(
    ("identifier", "names"),
    [
        ("cc0-1.0", ()),
        ("mit", ("attribution",)),
        ("cc-by-4.0", ("attribution",)),
        ("cc-by-sa-3.0", ("attribution", "share-alike")),
        ("cc-by-nc-4.0", ("attribution", "non-commercial")),
        ("cc-by-nc-sa-3.0", ("attribution", "share-alike", "non-commercial")),
        ("cc-by-nc-nd-4.0", ("attribution", "non-commercial", "no-derivatives")),
        ("cc-by-sa-3.0-de", ("attribution", "share-alike")),
        ("odbl", ("attribution", "share-alike")),
        ("gemma", ("attribution", "use-restrictions")),
    ],
)
def test_terms(identifier: str, names: tuple[str, ...]) -> None:
    terms = terms_of(identifier)
    assert terms is not None
    assert terms.names() == names


@pytest.mark.parametrize(
    "identifier", ["cc", "other", "unknown", "", "cc-by", "cc-by-9.0", "cc-by-nd-sa-4.0", "mit-ish"]
)
def test_no_terms_are_assumed_of_what_names_no_one_licence(identifier: str) -> None:
    assert terms_of(identifier) is None


def test_every_known_licence_is_spelled_as_it_is_compared_and_has_terms() -> None:
    assert [each for each in KNOWN if identifier_of(each) != each or terms_of(each) is None] == []


@pytest.mark.parametrize(
    ("identifiers", "common"),
    [
        ({"cc-by-sa-3.0", "cc-by-sa-4.0"}, "cc-by-sa-4.0"),
        ({"cc-by-sa-3.0-de", "cc-by-sa-4.0"}, "cc-by-sa-4.0"),
        ({"cc-by-sa-4.0", "gpl-3.0"}, "gpl-3.0"),
        ({"cc-by-sa-4.0", "cc-by-nc-sa-4.0"}, None),
        ({"odbl", "cc-by-sa-4.0"}, None),
        ({"gpl-2.0", "gpl-3.0"}, None),
    ],
)
def test_share_alike_licences_that_go_together(identifiers: set[str], common: str | None) -> None:
    assert common_share_alike(frozenset(identifiers)) == common


def test_terms_cover_those_that_ask_for_less() -> None:
    strict = Terms(attribution=True, non_commercial=True)
    assert strict.covers(Terms(attribution=True))
    assert not strict.covers(Terms(share_alike=True))
