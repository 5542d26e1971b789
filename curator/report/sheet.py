"""A page that needs nothing else: no script, no file beside it, no network."""

from pathlib import Path

from curator.report.svg import safe

_STYLE = Path(__file__).with_name("page.css")


def sheet(title: str, subtitle: str, body: str) -> str:
    """The page around `body`, which is HTML of ours; title and subtitle are plain text and escaped here.

    It forbids itself scripts and requests, so that opening what hostile data are quoted in does nothing.
    """
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{safe(title)}</title>
<style>
{_STYLE.read_text(encoding="utf-8")}</style>
</head>
<body>
<main>
<header>
<h1>{safe(title)}</h1>
<p class="quiet">{safe(subtitle)}</p>
</header>
{body}</main>
</body>
</html>
"""
