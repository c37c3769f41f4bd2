"""Which official files are wanted: the configuration, links on a page, and what a file must be."""

from __future__ import annotations

import csv
import html
import os
import re
import tomllib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from data.errors import DataError

MOST_NAMES = 4  # files for one pattern
MAGIC = {".xlsx": b"PK\x03\x04", ".zip": b"PK\x03\x04", ".xls": b"\xd0\xcf\x11\xe0"}
SAFE_NAME = re.compile(r"(?!.*\.\.)\w[\w ()\[\],.&'+-]{0,150}\.\w{2,5}")
LINK = re.compile(r"""href\s*=\s*(["'])(.+?)\1|"(https?://[^"<>\\\n]+)\"""", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """One entry of the configuration; the fields are explained at the top of resources.toml."""

    name: str
    page: str
    files: Sequence[str]
    min_bytes: int
    max_bytes: int = 500_000_000
    header: Sequence[Sequence[str]] = ()
    required: bool = True

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", self.name):
            raise ValueError("name: small letters, digits and hyphens only")
        if urlsplit(self.page).scheme not in ("http", "https") or not urlsplit(self.page).hostname:
            raise ValueError("page: http and https only")
        if not 0 < self.min_bytes <= self.max_bytes or not self.files:
            raise ValueError("files, min_bytes, max_bytes: missing or the wrong way round")
        for pattern in self.files:
            re.compile(pattern)


def read_config(path: Path) -> list[Source]:
    """Read the dataset pages to visit from a TOML file, one ``[[source]]`` table per entry.

    Raises:
        DataError: unreadable file, unknown or missing key, bad address or regular expression.
    """
    name = None
    try:
        sources = []
        for entry in tomllib.loads(path.read_text("utf-8"))["source"]:
            name = entry.get("name")
            sources.append(Source(**entry))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, re.error) as fault:
        allowed = list(Source.__dataclass_fields__)
        message = f"the configuration cannot be used: {fault}"
        raise DataError(message, file=path, value=name, allowed=allowed) from fault
    return sources


def find_links(source: Source, page_url: str, page: str) -> dict[str, str]:
    """Find the wanted files among the links of a dataset page.

    Args:
        source: what is wanted.
        page_url: the address the page came from, for relative links.
        page: its HTML. Addresses inside embedded JSON count as links too.

    Returns:
        File name (URL-decoded) → address, in the order of the configuration.

    Raises:
        DataError: no link for a required file, two links for one name, an unsafe name or address.
    """
    text = html.unescape(re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL))
    for escaped, plain in (("\\/", "/"), ("\\u002F", "/"), ('\\"', '"')):
        text = text.replace(escaped, plain)
    links: dict[str, dict[str, str]] = {}
    for _, href, quoted in LINK.findall(text):
        try:
            url = urldefrag(urljoin(page_url, (href or quoted).strip())).url
            name = unquote(urlsplit(url).path.rsplit("/", 1)[-1])
        except ValueError:  # not an address at all
            continue
        links.setdefault(name, {}).setdefault(unquote(url), url)
    wanted: dict[str, str] = {}
    for pattern in source.files:
        names = [name for name in links if re.fullmatch(pattern, name, re.IGNORECASE)]
        if not names and source.required:
            seen = sorted(name for name in links if re.search(r"\.\w{3,5}$", name))[:20]
            message = "no link to a wanted file; the page links to the files found"
            raise DataError(message, file=source.page, value=seen, allowed=pattern)
        if len(names) > MOST_NAMES:
            raise DataError(
                f"too many files match {pattern}",
                file=source.page,
                value=names[:20],
                allowed=f"at most {MOST_NAMES}",
            )
        for name in names:
            if not SAFE_NAME.fullmatch(name):
                raise DataError(
                    "unsafe file name",
                    file=source.page,
                    value=name,
                    allowed="letters, digits, spaces and ( ) [ ] , . & ' + -",
                )
            where, urls = f"{name} on {source.page}", list(links[name].values())
            urls = [url for url in urls if "/download/" in url] or urls  # others are previews
            if len(urls) > 1:
                raise DataError("one file name, different links", file=where, value=urls)
            only_web(urls[0], page_url, where)
            wanted[name] = urls[0]
    return wanted


def only_web(url: str, came_from: str, where: str) -> None:
    """Refuse addresses that are not http or https, and a step down from https to http."""
    allowed = ["https"] if came_from.startswith("https:") else ["http", "https"]
    if urlsplit(url).scheme not in allowed:
        raise DataError("this address is not followed", file=where, value=url, allowed=allowed)


def check_file(path: Path, name: str, source: Source) -> None:
    """Check kind, columns, end and size of a file on disk by its official name's suffix.

    Raises:
        DataError: names file and page, what was found, and what is allowed.
    """

    def refuse(message: str, found: object, allowed: str | None = None) -> DataError:
        return DataError(message, file=f"{name} on {source.page}", value=found, allowed=allowed)

    with path.open("rb") as file:
        start = file.read(65_536)
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 65_536))
        end = file.read()
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise refuse("a web page came in place of the file", start[:60])
    if size < source.min_bytes:
        raise refuse("too few bytes", size, f"at least {source.min_bytes}")
    if magic := MAGIC.get(suffix := Path(name).suffix.lower()):
        if not start.startswith(magic):
            raise refuse("wrong first bytes", start[:4], repr(magic))
        if suffix != ".xls" and not zipfile.is_zipfile(path):
            raise refuse("cut off", "no directory at its end")
        return
    if suffix != ".csv":
        raise refuse("unknown kind of file", suffix, ", ".join([".csv", *MAGIC]))
    first = _cells(start.decode("utf-8-sig", "replace").split("\n", 1)[0])
    if not any(_plain(first[: len(want)]) == _plain(want) for want in source.header):
        allowed = " | ".join(map(",".join, source.header))
        raise refuse("wrong header", ",".join(first[:6]), allowed)
    last = _cells(end.decode("utf-8", "replace").rstrip("\r\n").rsplit("\n", 1)[-1])
    if len(last) != len(first):
        raise refuse("cut off: cells in the last line", len(last), str(len(first)))


def _cells(line: str) -> list[str]:
    return next(csv.reader([line.rstrip("\r")]), [])


def _plain(columns: Sequence[str]) -> list[str]:
    return [re.sub(r"[\s_]+", "", column).casefold() for column in columns]
