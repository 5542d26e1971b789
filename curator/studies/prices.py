"""What requests cost by the user's prices, and after how many of them a trained model has paid for itself."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from curator.config import Document, Strict
from curator.errors import RecipeError

Cheaper = Literal["trained", "other", "neither"]

DAYS = (30, 90, 365)
HOUR_S = 3_600


class TokenPrices(Strict):
    """Of an endpoint, in the currency, a million tokens each."""

    prompt: float
    output: float


class Prices(Strict):
    """What the user pays; whatever is not given is not reckoned with."""

    currency: str = "USD"
    endpoint: TokenPrices | None = None
    machine_hour: float | None = None
    """The machine that runs the local models."""
    annotation_hour: float | None = None
    annotation_hours: float = 0.0
    """Spent on the data that the model is trained on."""
    prompting_hours: float = 0.0
    """Spent on finding prompts, at the price of an annotation hour."""
    requests_per_day: float | None = None

    @classmethod
    def read(cls, path: Path) -> "Prices":
        """The prices in a YAML file.

        Raises:
            RecipeError: a mistake in it, or a negative price.
        """
        document = Document.read(path)
        prices = document.validate(cls)
        numbers = prices.model_dump(exclude={"currency", "endpoint"}) | (
            prices.endpoint.model_dump() if prices.endpoint else {}
        )
        negative = [name for name, value in numbers.items() if value is not None and value < 0]
        if negative:
            raise RecipeError(f"{negative[0]} is negative", where=str(path), hint="prices are 0 or more")
        return prices

    def of_tokens(self, prompt_tokens: float, tokens: float) -> float | None:
        """One request to the endpoint."""
        if self.endpoint is None:
            return None
        return (prompt_tokens * self.endpoint.prompt + tokens * self.endpoint.output) / 1e6

    def of_seconds(self, seconds: float) -> float | None:
        """So long on the local machine."""
        return None if self.machine_hour is None else seconds * self.machine_hour / HOUR_S

    def of_work(self, hours: float) -> float | None:
        """So many hours of people; none where their price is needed and not given."""
        if not hours:
            return 0.0
        return None if self.annotation_hour is None else hours * self.annotation_hour


@dataclass(frozen=True)
class BreakEven:
    """After how many requests two ways have cost the same, and which is the cheaper one until then and from then on.

    `requests` is null when they never have; then one of them is the cheaper one throughout. `per_day` tells how many
    requests a day pay the difference back in so many days, `days` how long it takes at the user's own number.
    """

    requests: float | None
    cheaper_before: Cheaper
    cheaper_after: Cheaper
    per_day: dict[str, float]
    days: float | None

    def to_dict(self) -> dict[str, Any]:
        """The same as JSON values."""
        return asdict(self)


def break_even(
    one_off: float, per_request: float, other_one_off: float, other_per_request: float, requests_per_day: float | None
) -> BreakEven:
    """Hold a trained model, dear at once and mostly cheap later, against another way."""
    saved = other_per_request - per_request
    ahead = one_off - other_one_off
    before = _cheaper(ahead) or _cheaper(-saved) or "neither"
    after = _cheaper(-saved) or before
    if before == after:
        return BreakEven(None, before, after, {}, None)
    requests = ahead / saved
    days = requests / requests_per_day if requests_per_day else None
    return BreakEven(requests, before, after, {str(each): requests / each for each in DAYS}, days)


def _cheaper(extra: float) -> Cheaper | None:
    """Which way is cheaper when the trained model costs so much more; null when both cost the same."""
    return None if extra == 0 else "other" if extra > 0 else "trained"
