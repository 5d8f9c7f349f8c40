"""The static files, built once at start and kept in memory.

Every file gets its hash into its name, so that a browser may keep it for ever and a changed file is a new
file; addresses inside style sheets are rewritten, text is packed. `BUNDLES` are several files served as one:
htmx and its stream extension must start together, or the stream is lost now and then without a word.
"""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, abort, request

SOURCE = Path(__file__).parent.parent / "static"
BUNDLES = {"page.js": ("vendor/htmx.min.js", "vendor/hx-sse.min.js", "console.js")}
PACKED = {".css", ".js", ".svg"}
FOR_EVER = "public, max-age=31536000, immutable"

mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/javascript", ".js")


class NoSuchAsset(LookupError):
    """A page asked for a static file that was not built."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served: hashed name, type, bytes, and the packed bytes where packing is worth it."""

    name: str
    type: str
    plain: bytes
    packed: bytes | None


@dataclass(frozen=True, slots=True)
class Assets:
    """All files, by the name the pages use and by the name the browser asks for."""

    by_source: Mapping[str, Asset]
    by_name: Mapping[str, Asset]

    def url(self, source: str) -> str:
        """Return the address of a file. Raises NoSuchAsset, so that a wrong name is found by any test."""
        try:
            return f"/static/{self.by_source[source].name}"
        except KeyError:
            raise NoSuchAsset(source) from None


def build(source: Path = SOURCE) -> Assets:
    """Return every servable file under source. Style sheets come last: they name the others."""
    files = [
        path for path in sorted(source.rglob("*")) if path.suffix in {".css", ".js", ".svg", ".png", ".woff2"}
    ]
    built: dict[str, Asset] = {}
    for path in sorted(files, key=lambda path: path.suffix == ".css"):
        name = path.relative_to(source).as_posix()
        content = path.read_bytes()
        built[name] = _asset(name, _rewritten(content, built) if path.suffix == ".css" else content)
    for name, parts in BUNDLES.items():
        if all(part in built for part in parts):
            built[name] = _asset(name, b"\n".join(built[part].plain for part in parts))
    return Assets(built, {asset.name: asset for asset in built.values()})


def serve_from(app: Flask, assets: Assets) -> None:
    """Answer /static/<hashed name>; the pages say asset('page.css')."""

    def static(name: str) -> Response:
        asset = assets.by_name.get(name) or abort(404)
        packed = asset.packed if request.accept_encodings.quality("gzip") else None
        response = Response(packed or asset.plain, content_type=asset.type)
        response.headers["Cache-Control"] = FOR_EVER
        response.vary.add("Accept-Encoding")
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        return response

    app.add_url_rule("/static/<path:name>", "static", static)
    app.jinja_env.globals["asset"] = assets.url


@lru_cache(maxsize=100)
def _asset(name: str, content: bytes) -> Asset:
    path = Path(name)
    digest = hashlib.sha256(content).hexdigest()[:10]
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(
        name=f"{path.with_suffix('')}.{digest}{path.suffix}",
        type=f"{kind}; charset=utf-8" if path.suffix in PACKED else kind,
        plain=content,
        packed=gzip.compress(content, mtime=0) if path.suffix in PACKED else None,
    )


def _rewritten(content: bytes, built: Mapping[str, Asset]) -> bytes:
    def address(match: re.Match[bytes]) -> bytes:
        try:
            return b"url(/static/%s)" % built[match[1].decode()].name.encode()
        except KeyError:
            raise NoSuchAsset(match[1].decode()) from None

    return re.sub(rb"url\(([^)]+)\)", address, content)
