"""Keys that are known by their shape: those of clouds and services, signed tokens, private-key blocks."""

import re
from collections.abc import Iterator

from curator.pii.found import Found, entropy, is_filler

PREFIXES = (
    "AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xoxa-", "xoxb-", "xoxp-", "xoxr-",
    "xoxs-", "AIza", "sk_live_", "rk_live_", "sk-", "hf_", "npm_", "pypi-", "dop_v1_", "SG.", "eyJ", "PRIVATE KEY",
)  # fmt: skip
"""No key is without one of these."""

_SHAPES = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"(?:AKIA|ASIA)[A-Z0-9]{16}|"  # Amazon Web Services
    r"gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}|"  # GitHub
    r"glpat-[A-Za-z0-9_-]{20,64}|"  # GitLab
    r"xox[abprs]-[A-Za-z0-9-]{10,250}|"  # Slack
    r"AIza[A-Za-z0-9_-]{35}|"  # Google
    r"[sr]k_live_[A-Za-z0-9]{16,250}|"  # Stripe
    r"sk-ant-[A-Za-z0-9_-]{24,250}|sk-(?:proj-)?[A-Za-z0-9_-]{32,250}|"  # Anthropic, OpenAI
    r"hf_[A-Za-z0-9]{30,64}|npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{50,250}|dop_v1_[a-f0-9]{64}|"
    r"SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}|"  # SendGrid
    r"eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{20,1000}"  # JSON Web Token
    r")(?![A-Za-z0-9])"
)
_BEGIN = re.compile(r"-----BEGIN ((?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?)-----")
_LONGEST_BLOCK = 20_000
_LEAST_BODY = 40  # characters of base64: fewer are an ellipsis

# The token that jwt.io shows, whoever signed it.
_DOCUMENTED_BODY = ".eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lI"
_LEAST_ENTROPY = 3.0  # bits a character; words joined by dashes and counted digits stay below


def find(text: str) -> Iterator[Found]:
    """Keys, in no particular order."""
    for match in _SHAPES.finditer(text):
        key = match[0]
        # Hugging Face's keys are 34 letters of both cases, mostly without a digit.
        has_no_digit = not any(char.isdigit() for char in key)
        is_word = has_no_digit and (not key.startswith("hf_") or key.islower())
        if not (is_word or is_filler(key) or _DOCUMENTED_BODY in key or entropy(key) < _LEAST_ENTROPY):
            yield Found(match.start(), match.end(), "key", key)
    for match in _BEGIN.finditer(text):
        closing = f"-----END {match[1]}-----"
        end = text.find(closing, match.end(), match.end() + _LONGEST_BLOCK)
        body = text[match.end() : end] if end >= 0 else ""
        if len(re.findall(r"[A-Za-z0-9+/]", body)) >= _LEAST_BODY and not is_filler(body):
            yield Found(match.start(), end + len(closing), "key", body.strip())
