"""Read a predicate: the small, closed part of SQL that can only look at one record.

The grammar is ours and no text of a rule pack reaches a SQL engine: what cannot be written here (sub-queries, table
functions, windows, casts that fail) cannot happen. Precedence is SQL's: OR, AND, NOT, comparison, + - ||, * / %.
"""

import math
from collections.abc import Callable
from functools import lru_cache

from curator.rules.mistakes import PredicateError, refuse
from curator.rules.syntax import Column, Literal, Node, Operation
from curator.rules.tokens import Token, tokenise

MAX_DEPTH = 24
MAX_OPERATIONS = 100
MAX_NUMBER = 10**15  # 64-bit floats hold every whole number below it exactly

_KEYWORDS = frozenset(
    (
        *("and", "or", "not", "in", "is", "null", "true", "false", "between", "distinct", "from", "as"),
        *("like", "ilike", "rlike", "regexp", "case", "when", "then", "else", "end"),
    )
)
_COMPARISONS = {"=": "=", "==": "=", "<>": "<>", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_MATCHES = {"like": "like", "ilike": "ilike", "rlike": "~", "regexp": "~", "~": "~", "~*": "~*"}
_ALIASES = {
    "ceiling": "ceil",
    "char_length": "length",
    "character_length": "length",
    "ifnull": "coalesce",
    "mod": "%",
    "power": "pow",
    "substring": "substr",
}


@lru_cache(maxsize=4096)  # each rule is asked for its columns many times
def parse(predicate: str) -> Node:
    """The tree of `predicate`.

    Raises:
        PredicateError: it is not in the language, or too large; with the place.
    """
    return _Parser(tokenise(predicate)).whole()


class _Parser:
    """Recursive descent over the tokens: one method for each level of precedence, weakest first."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0
        self._operations = 0

    def whole(self) -> Node:
        """Everything, to the last token."""
        if self._is_at_end():
            raise refuse("the predicate is empty", 0, "write a comparison, such as response_chars < 5")
        node = self._either()
        if not self._is_at_end():
            raise self._unexpected("AND, OR or the end")
        return node

    def _either(self) -> Node:
        return self._inside(lambda: self._joined("or", lambda: self._joined("and", self._negated)))

    def _joined(self, word: str, inner: Callable[[], Node]) -> Node:
        parts, at = [inner()], self._here.at
        while self._take(word):
            parts.append(inner())
        return parts[0] if len(parts) == 1 else self._operation(word, parts, at)

    def _negated(self) -> Node:
        at = self._here.at
        if self._take("not"):
            return self._operation("not", [self._inside(self._negated)], at)
        return self._compared()

    def _compared(self) -> Node:
        left = self._sum()
        found = self._comparison(left)
        if found is not None and self._here.word in {*_COMPARISONS, *_MATCHES, "!~", "!~*", "is", "in", "between"}:
            raise refuse("comparisons do not chain", self._here.at, "join them with AND, or put one in parentheses")
        return found or left

    def _comparison(self, left: Node) -> Node | None:
        at, word = self._here.at, self._here.word
        if word in _COMPARISONS:
            self._step()
            return self._operation(_COMPARISONS[word], [left, self._sum()], at)
        if word in ("!~", "!~*"):
            self._step()
            return self._negation(self._operation(word[1:], [left, self._sum()], at))
        if self._take("is"):
            return self._is(left, at)
        if self._take("not"):
            found = self._membership(left, at)
            if found is None:
                raise self._unexpected("IN, LIKE, ILIKE, RLIKE or BETWEEN")
            return self._negation(found)
        return self._membership(left, at)

    def _membership(self, left: Node, at: int) -> Node | None:
        word = self._here.word
        if word in _MATCHES:
            self._step()
            return self._operation(_MATCHES[word], [left, self._sum()], at)
        if self._take("in"):
            return self._operation("in", [left, *self._listed(self._sum)], at)
        if self._take("between"):
            low = self._sum()
            self._expect("and")
            return self._operation("between", [left, low, self._sum()], at)
        return None

    def _is(self, left: Node, at: int) -> Node:
        is_negated = self._take("not")
        if self._take("null"):
            found = self._operation("is null", [left], at)
        elif self._take("distinct"):
            self._expect("from")
            found = self._operation("is distinct", [left, self._sum()], at)
        else:
            hint = "for a Boolean write its name, or NOT and its name; for null write IS NULL"
            raise refuse("after IS comes NULL, NOT NULL or DISTINCT FROM", self._here.at, hint)
        return self._negation(found) if is_negated else found

    def _sum(self) -> Node:
        return self._chain(lambda: self._chain(self._signed, ("*", "/", "%")), ("+", "-", "||"))

    def _chain(self, inner: Callable[[], Node], operators: tuple[str, ...]) -> Node:
        left = inner()
        while self._here.word in operators:
            token = self._step()
            left = self._operation(token.word, [left, inner()], token.at)
        return left

    def _signed(self) -> Node:
        at = self._here.at
        if not self._take("-"):
            return self._operand()
        inner = self._inside(self._signed)
        if isinstance(inner, Literal) and isinstance(inner.value, int | float) and not isinstance(inner.value, bool):
            return Literal(-inner.value, at)
        return self._operation("negative", [inner], at)

    def _operand(self) -> Node:
        token = self._here
        if token.kind == "name" and token.word not in _KEYWORDS:
            self._step()
            return self._call(token) if self._here.word == "(" else Column(token.text, token.at)
        if token.kind == "text":
            self._step()
            return Literal(token.text[1:-1].replace("''", "'"), token.at)
        if token.kind == "number":
            self._step()
            return Literal(_number(token), token.at)
        for word, value in (("true", True), ("false", False), ("null", None)):
            if self._take(word):
                return Literal(value, token.at)
        if self._take("case"):
            return self._case(token.at)
        if self._take("("):
            inner = self._either()
            self._expect(")")
            return inner
        raise self._unexpected("a column, a value or '('")

    def _call(self, function: Token) -> Node:
        word = _ALIASES.get(function.word, function.word)
        if word == "try_cast":
            return self._try_cast(function.at)
        arguments = self._listed(self._either)
        if word == "if":
            if len(arguments) != 3:
                raise refuse("IF takes 3 arguments", function.at, "IF(condition, value, other value)")
            return self._operation("case", arguments, function.at)
        if word == "regexp_like":
            return self._regexp_like(arguments, function.at)
        return self._operation(word, arguments, function.at)

    def _regexp_like(self, arguments: list[Node], at: int) -> Node:
        flags = arguments[2] if len(arguments) == 3 else Literal("c")
        if len(arguments) not in (2, 3) or flags not in (Literal("i"), Literal("c")):
            raise refuse("REGEXP_LIKE takes a text, a pattern and perhaps 'i' to ignore case", at)
        return self._operation("~*" if flags == Literal("i") else "~", arguments[:2], at)

    def _try_cast(self, at: int) -> Node:
        self._expect("(")
        value = self._either()
        self._expect("as")
        target = self._step()
        if target.kind != "name":
            raise refuse("TRY_CAST needs a type", target.at, "TRY_CAST(value AS DOUBLE)")
        self._expect(")")
        return self._operation("try_cast", [value, Literal(target.word, target.at)], at)

    def _case(self, at: int) -> Node:
        """`CASE [subject] WHEN … THEN … [ELSE …] END` as condition, value, condition, value, …, last value."""
        subject = None if self._here.word == "when" else self._sum()
        arguments: list[Node] = []
        while self._take("when"):
            when = self._either()
            arguments.append(when if subject is None else self._operation("=", [subject, when], at))
            self._expect("then")
            arguments.append(self._either())
        if not arguments:
            raise self._unexpected("WHEN")
        arguments.append(self._either() if self._take("else") else Literal(None, self._here.at))
        self._expect("end")
        return self._operation("case", arguments, at)

    def _listed(self, inner: Callable[[], Node]) -> list[Node]:
        """The comma-separated content of parentheses."""
        self._expect("(")
        if self._take(")"):
            return []
        found = [inner()]
        while self._take(","):
            found.append(inner())
        self._expect(")")
        return found

    def _negation(self, node: Node) -> Node:
        return self._operation("not", [node], node.at)

    def _operation(self, name: str, arguments: list[Node], at: int) -> Node:
        self._operations += 1
        if self._operations > MAX_OPERATIONS:
            hint = "write several rules, use IN or one regular expression, or compute a signal"
            raise refuse(f"more than {MAX_OPERATIONS} operations in one predicate", at, hint)
        return Operation(name, tuple(arguments), at)

    def _inside(self, inner: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise refuse(f"nested more than {MAX_DEPTH} deep", self._here.at, "write several rules")
        found = inner()
        self._depth -= 1
        return found

    def _is_at_end(self) -> bool:
        return self._here.kind == "end"

    @property
    def _here(self) -> Token:
        return self._tokens[self._next]

    def _step(self) -> Token:
        token = self._here
        self._next += not self._is_at_end()
        return token

    def _take(self, word: str) -> bool:
        if self._here.word != word:
            return False
        self._step()
        return True

    def _expect(self, word: str) -> None:
        if not self._take(word):
            raise self._unexpected(repr(word.upper()))

    def _unexpected(self, wanted: str) -> PredicateError:
        found = "the end" if self._is_at_end() else repr(self._here.text)
        return refuse(f"expected {wanted}, found {found}", self._here.at)


def _number(token: Token) -> int | float:
    value = int(token.text) if token.text.isdigit() else float(token.text)
    if not math.isfinite(value) or abs(value) > MAX_NUMBER:
        raise refuse(f"the number {token.text} is too large", token.at, f"the largest is {MAX_NUMBER:,}")
    return int(value) if value == int(value) else value
