"""Whether pre-filled answers fit a form, asked of the SDK before they are sent: the server stores what it is given."""

from collections.abc import Mapping
from typing import Any

import orjson

from curator.errors import DataError
from curator.label.form import Form
from curator.lazy import need
from curator.text import printable

SHOWN_CHARS = 200


class Predictions:
    """The rules for pre-filled answers in one form."""

    def __init__(self, form: Form) -> None:
        """Read the form.

        Raises:
            DataError: the SDK does not understand it.
            MissingExtra: the SDK is not installed.
        """
        interface = need("label_studio_sdk.label_interface", extra="label").LabelInterface
        try:
            self._interface = interface(form.config)
        except Exception as error:  # on a tag or an attribute that it does not know, the SDK raises anything
            what = f"the labelling configuration cannot be read: {printable(str(error), SHOWN_CHARS)}"
            raise DataError(what, hint="was it edited by hand? put our questions back: curator label export") from None
        self._known: dict[bytes, list[str]] = {}

    def flaws(self, prediction: Mapping[str, Any]) -> list[str]:
        """Why a pre-filled answer would show as nothing, or fail when it is opened."""
        key = orjson.dumps(prediction)  # thousands of tasks are pre-filled with a few dozen different answers
        if key not in self._known:
            found: list[str] = self._interface.validate_prediction(dict(prediction), return_errors=True)
            self._known[key] = [
                f"what is pre-filled does not fit the form: {printable(each, SHOWN_CHARS)}" for each in found
            ]
        return self._known[key]
