"""The closed list of what a predicate can do: each operation's types, and the Polars expression it becomes.

Every operation is row-wise, total (no value of the right type stops the run) and bounded (no text grows without
limit). What has no value, such as a quotient by 0 or the logarithm of 0, is null, and the rule's `on_null` decides.
Arithmetic is done in 64-bit floats, so nothing wraps round.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

import polars as pl

from curator.rules.patterns import like_pattern


class Type(Enum):
    """What a value can be, in the words of messages."""

    TEXT = "a text"
    NUMBER = "a number"
    BOOLEAN = "a Boolean"
    TEXTS = "a list of texts"
    NUMBERS = "a list of numbers"
    OTHER = "of another type"
    NULL = "NULL"


class Given(Enum):
    """Arguments that must stand in the predicate as a value."""

    PATTERN = "a regular expression in quotes"
    LIKE = "a text in quotes"
    TEXT = "a text in quotes, not empty"
    COUNT = "a whole number, 0 or more"
    POSITION = "a whole number, 1 or more"
    TARGET = "a type: TEXT, DOUBLE or BIGINT"
    OPTION = "a value, not a column"


class Alike(Enum):
    """Arguments that must have one type, the same for all that are marked so."""

    ANY = frozenset({Type.TEXT, Type.NUMBER, Type.BOOLEAN})
    ORDERED = frozenset({Type.TEXT, Type.NUMBER})
    MAYBE_NULL = frozenset({Type.TEXT, Type.NUMBER, Type.BOOLEAN, Type.NULL})
    ITEM = "the type of the list's items"


Parameter = Type | Given | frozenset[Type] | Alike
Result = Type | Alike | Literal["target"]

# A column or value is passed as an expression, a `Given` as itself.
Build = Callable[..., pl.Expr]


@dataclass(frozen=True)
class Signature:
    """What an operation takes and gives."""

    parameters: tuple[Parameter, ...]
    result: Result
    build: Build
    required: int | None = None
    """How many arguments must be there; none: all."""
    is_variadic: bool = False
    """Whether the last parameter may be repeated."""
    copies: int = 1
    """How much larger the expression is than its arguments; 2 for a `when`, which Polars plans twice as well."""


LISTS = frozenset({Type.TEXTS, Type.NUMBERS})
CASTABLE = frozenset({Type.TEXT, Type.NUMBER, Type.BOOLEAN})
TARGETS: dict[str, tuple[Type, type[pl.DataType]]] = {
    **dict.fromkeys(("text", "varchar", "string"), (Type.TEXT, pl.String)),
    **dict.fromkeys(("double", "float", "real"), (Type.NUMBER, pl.Float64)),
    **dict.fromkeys(("bigint", "int", "integer"), (Type.NUMBER, pl.Int64)),
}


def finite(number: pl.Expr) -> pl.Expr:
    """The number, or null where it is infinite or not a number."""
    return pl.when(number.is_finite()).then(number)


def _float(number: pl.Expr) -> pl.Expr:
    return number.cast(pl.Float64)


def _arithmetic(compute: Callable[..., pl.Expr], parameters: int = 2, *, copies: int = 1) -> Signature:
    return Signature(
        (Type.NUMBER,) * parameters, Type.NUMBER, lambda *numbers: compute(*map(_float, numbers)), copies=copies
    )


def _not_zero(number: pl.Expr) -> pl.Expr:
    return pl.when(number != 0).then(number)


def _positive(number: pl.Expr) -> pl.Expr:
    return pl.when(number > 0).then(number)


def _remainder(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    # SQL's remainder has the sign of the dividend; Polars' % has the sign of the divisor.
    return left.abs() % _not_zero(right.abs()) * pl.when(left < 0).then(-1.0).otherwise(1.0)


def _comparison(compare: Callable[[pl.Expr, pl.Expr], pl.Expr], alike: Alike = Alike.ORDERED) -> Signature:
    return Signature((alike, alike), Type.BOOLEAN, compare)


def _case(*arguments: pl.Expr) -> pl.Expr:
    """`condition, value, condition, value, …, last value`; a null condition is not met."""
    chain: Any = pl
    for condition, value in zip(arguments[0:-1:2], arguments[1::2], strict=True):
        chain = chain.when(condition).then(value)
    found: pl.Expr = chain.otherwise(arguments[-1])
    return found


def _is_one_of(value: pl.Expr, *options: str | int | float | bool) -> pl.Expr:
    if isinstance(options[0], str | bool):
        return value.is_in(options)
    return _float(value).is_in([float(option) for option in options])


def _contains(text: pl.Expr, pattern: str, *, ignore_case: bool = False) -> pl.Expr:
    return text.str.contains(f"(?i){pattern}" if ignore_case else pattern)


def _position(text: pl.Expr, part: pl.Expr) -> pl.Expr:
    found = text.str.find(part, literal=True).cast(pl.Int64) + 1
    return pl.when(text.is_not_null() & part.is_not_null()).then(found.fill_null(0))


def _joined(*texts: pl.Expr) -> pl.Expr:
    return pl.concat_str(texts, ignore_nulls=True)


def _part(text: pl.Expr, delimiter: str, number: int) -> pl.Expr:
    found = text.str.split(delimiter).list.get(number - 1, null_on_oob=True)
    return pl.when(text.is_not_null()).then(found.fill_null(""))


def _substring(text: pl.Expr, start: int, length: int | None = None) -> pl.Expr:
    return text.str.slice(start - 1, length)


def _rounded(number: pl.Expr, decimals: int = 0) -> pl.Expr:
    return _float(number).round(min(decimals, 15), mode="half_to_even")


def _cast(value: pl.Expr, target: str) -> pl.Expr:
    kind, dtype = TARGETS[target]
    cast = value.cast(dtype, strict=False)
    return finite(cast) if kind is Type.NUMBER else cast


def _text(build: Callable[[pl.Expr], pl.Expr], result: Type = Type.TEXT) -> Signature:
    return Signature((Type.TEXT,), result, build)


def _strip(strip: Callable[[pl.Expr, str | None], pl.Expr]) -> Signature:
    return Signature((Type.TEXT, Given.TEXT), Type.TEXT, lambda text, chars=None: strip(text, chars), required=1)


def _text_test(test: Callable[[pl.Expr, pl.Expr], pl.Expr]) -> Signature:
    return Signature((Type.TEXT, Type.TEXT), Type.BOOLEAN, test)


def _match(given: Given, match: Build) -> Signature:
    return Signature((Type.TEXT, given), Type.BOOLEAN, match)


def _alike(build: Build, alike: Alike) -> Signature:
    return Signature((alike,), alike, build, is_variadic=True)


OPERATIONS: dict[str, Signature] = {
    "and": Signature((Type.BOOLEAN,), Type.BOOLEAN, lambda *parts: pl.all_horizontal(parts), is_variadic=True),
    "or": Signature((Type.BOOLEAN,), Type.BOOLEAN, lambda *parts: pl.any_horizontal(parts), is_variadic=True),
    "not": Signature((Type.BOOLEAN,), Type.BOOLEAN, lambda part: part.not_()),
    "=": _comparison(lambda left, right: left == right, Alike.ANY),
    "<>": _comparison(lambda left, right: left != right, Alike.ANY),
    "<": _comparison(lambda left, right: left < right),
    "<=": _comparison(lambda left, right: left <= right),
    ">": _comparison(lambda left, right: left > right),
    ">=": _comparison(lambda left, right: left >= right),
    "is distinct": _comparison(lambda left, right: left.ne_missing(right), Alike.ANY),
    "between": Signature((Alike.ORDERED,) * 3, Type.BOOLEAN, lambda value, low, high: value.is_between(low, high)),
    "in": Signature((Alike.ANY, Given.OPTION), Type.BOOLEAN, _is_one_of, is_variadic=True),
    "is null": Signature((frozenset(Type),), Type.BOOLEAN, lambda value: value.is_null()),
    "like": _match(Given.LIKE, lambda text, pattern: text.str.contains(like_pattern(pattern))),
    "ilike": _match(Given.LIKE, lambda text, pattern: text.str.contains(like_pattern(pattern, ignore_case=True))),
    "~": _match(Given.PATTERN, _contains),
    "~*": _match(Given.PATTERN, lambda text, pattern: _contains(text, pattern, ignore_case=True)),
    "starts_with": _text_test(lambda text, part: text.str.starts_with(part)),
    "ends_with": _text_test(lambda text, part: text.str.ends_with(part)),
    "array_contains": Signature((LISTS, Alike.ITEM), Type.BOOLEAN, lambda items, item: items.list.contains(item)),
    "case": Signature((Type.BOOLEAN, Alike.MAYBE_NULL), Alike.MAYBE_NULL, _case, is_variadic=True, copies=2),
    "coalesce": _alike(lambda *values: pl.coalesce(values), Alike.MAYBE_NULL),
    "nullif": Signature(
        (Alike.ANY, Alike.ANY), Alike.ANY, lambda value, other: pl.when(value.ne_missing(other)).then(value), copies=2
    ),
    "greatest": _alike(lambda *values: pl.max_horizontal(values), Alike.ORDERED),
    "least": _alike(lambda *values: pl.min_horizontal(values), Alike.ORDERED),
    "try_cast": Signature((CASTABLE, Given.TARGET), "target", _cast, copies=2),
    "+": _arithmetic(lambda left, right: left + right),
    "-": _arithmetic(lambda left, right: left - right),
    "*": _arithmetic(lambda left, right: left * right),
    "/": _arithmetic(lambda left, right: left / _not_zero(right), copies=2),
    "%": _arithmetic(_remainder, copies=2),
    "pow": _arithmetic(lambda left, right: finite(left.pow(right)), copies=2),
    "negative": _arithmetic(lambda number: -number, 1),
    "abs": _arithmetic(lambda number: number.abs(), 1),
    "ceil": _arithmetic(lambda number: number.ceil(), 1),
    "floor": _arithmetic(lambda number: number.floor(), 1),
    "ln": _arithmetic(lambda number: _positive(number).log(), 1, copies=2),
    "log10": _arithmetic(lambda number: _positive(number).log(10), 1, copies=2),
    "sign": _arithmetic(lambda number: number.sign(), 1),
    "sqrt": _arithmetic(lambda number: pl.when(number >= 0).then(number).sqrt(), 1, copies=2),
    "round": Signature((Type.NUMBER, Given.COUNT), Type.NUMBER, _rounded, required=1),
    "length": _text(lambda text: text.str.len_chars().cast(pl.Int64), Type.NUMBER),
    "octet_length": _text(lambda text: text.str.len_bytes().cast(pl.Int64), Type.NUMBER),
    "strpos": Signature((Type.TEXT, Type.TEXT), Type.NUMBER, _position, copies=2),
    "array_length": Signature((LISTS,), Type.NUMBER, lambda items: items.list.len().cast(pl.Int64)),
    "lower": _text(lambda text: text.str.to_lowercase()),
    "upper": _text(lambda text: text.str.to_uppercase()),
    "initcap": _text(lambda text: text.str.to_titlecase()),
    "reverse": _text(lambda text: text.str.reverse()),
    "trim": _strip(lambda text, chars: text.str.strip_chars(chars)),
    "ltrim": _strip(lambda text, chars: text.str.strip_chars_start(chars)),
    "rtrim": _strip(lambda text, chars: text.str.strip_chars_end(chars)),
    "left": Signature((Type.TEXT, Given.COUNT), Type.TEXT, lambda text, count: text.str.head(count)),
    "right": Signature((Type.TEXT, Given.COUNT), Type.TEXT, lambda text, count: text.str.tail(count)),
    "substr": Signature((Type.TEXT, Given.POSITION, Given.COUNT), Type.TEXT, _substring, required=2),
    "split_part": Signature((Type.TEXT, Given.TEXT, Given.POSITION), Type.TEXT, _part, copies=2),
    "string_to_array": Signature(
        (Type.TEXT, Given.TEXT), Type.TEXTS, lambda text, delimiter: text.str.split(delimiter)
    ),
    "replace": Signature(
        (Type.TEXT, Given.TEXT, Given.LIKE),
        Type.TEXT,
        lambda text, old, new: text.str.replace_all(old, new, literal=True),
    ),
    "concat": Signature((Type.TEXT,), Type.TEXT, _joined, is_variadic=True),
    "||": Signature((Type.TEXT, Type.TEXT), Type.TEXT, lambda left, right: left + right),
}

_NOT_CALLED = {"and", "or", "not", "negative", "between", "in", "like", "ilike", "case"}
FUNCTIONS = frozenset(name for name in OPERATIONS if name.replace("_", "").isalnum()) - _NOT_CALLED | {
    *("char_length", "if", "ifnull", "mod", "power", "regexp_like", "substring"),
}
"""What can be written as a call."""


def type_of(dtype: pl.DataType | type[pl.DataType]) -> Type:
    """The type that a column has in a predicate."""
    if dtype == pl.Boolean:
        return Type.BOOLEAN
    if dtype.is_numeric():
        return Type.NUMBER
    if dtype in (pl.String, pl.Categorical, pl.Enum):
        return Type.TEXT
    if isinstance(dtype, pl.List) and dtype.inner == pl.String:
        return Type.TEXTS
    if isinstance(dtype, pl.List) and dtype.inner.is_numeric():
        return Type.NUMBERS
    return Type.OTHER


def column(name: str, dtype: pl.DataType | type[pl.DataType]) -> pl.Expr:
    """A column as predicates see it: whole numbers signed, numbers finite or null, texts as strings."""
    found = pl.col(name)
    if dtype.is_integer():
        return found.cast(pl.Int64, strict=False)
    if type_of(dtype) is Type.NUMBER:
        return finite(found.cast(pl.Float64))
    return found.cast(pl.String) if type_of(dtype) is Type.TEXT else found


def parameters_of(name: str, count: int) -> list[Parameter]:
    """The parameter of each of `count` arguments of an operation, that many being allowed."""
    parameters = OPERATIONS[name].parameters
    if name == "case":
        condition, value = parameters
        return [condition, value] * (count // 2) + [value]
    return [*parameters[:count], *[parameters[-1]] * (count - len(parameters))]
