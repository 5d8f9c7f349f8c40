import gzip
import hashlib
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.assets import BUNDLES, SOURCE, Assets, NoSuchAsset, build, serve_from
from app.web.stream import RETRY_MS

PINNED = re.findall(
    r"^\| (\S+) \| .* \| ([0-9a-f]{64}) \|$", (SOURCE / "vendor/README.md").read_text(), re.MULTILINE
)


@pytest.fixture(scope="module")
def assets() -> Assets:
    return build()


@pytest.fixture
def client(assets: Assets) -> FlaskClient:
    app = Flask("assets", static_folder=None)
    serve_from(app, assets)
    return app.test_client()


@pytest.mark.parametrize(("name", "digest"), PINNED)
def test_what_is_vendored_is_what_was_pinned(name: str, digest: str) -> None:
    assert hashlib.sha256((SOURCE / "vendor" / name).read_bytes()).hexdigest() == digest


def test_every_vendored_file_and_font_is_pinned() -> None:
    found = [*SOURCE.glob("vendor/*.js"), *SOURCE.glob("fonts/*.woff2")]

    assert {path.name for path in found} == {name.rsplit("/", 1)[-1] for name, _ in PINNED}


def test_a_wrong_name_is_an_error(assets: Assets) -> None:
    with pytest.raises(NoSuchAsset):
        assets.url("pgae.css")


def test_a_style_sheet_that_names_a_missing_file_is_an_error(tmp_path) -> None:
    (tmp_path / "a.css").write_text("a { background: url(b.svg) }")

    with pytest.raises(NoSuchAsset):
        build(tmp_path)


def test_a_changed_font_changes_the_name_of_the_style_sheet(tmp_path) -> None:
    (tmp_path / "a.css").write_text("a { src: url(b.woff2) }")
    (tmp_path / "b.woff2").write_bytes(b"one")
    before = build(tmp_path).url("a.css")
    (tmp_path / "b.woff2").write_bytes(b"two")

    assert build(tmp_path).url("a.css") != before


def test_htmx_and_its_stream_start_together(assets: Assets) -> None:
    page = assets.by_source["page.js"].plain

    assert [page.index(assets.by_source[part].plain) for part in BUNDLES["page.js"]] == sorted(
        page.index(assets.by_source[part].plain) for part in BUNDLES["page.js"]
    )


def test_it_is_packed_where_the_browser_takes_it(client: FlaskClient, assets: Assets) -> None:
    answer = client.get(assets.url("page.css"), headers={"Accept-Encoding": "gzip, br"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == assets.by_source["page.css"].plain


def test_it_is_plain_where_the_browser_does_not(client: FlaskClient, assets: Assets) -> None:
    answer = client.get(assets.url("page.css"))

    assert "Content-Encoding" not in answer.headers
    assert answer.data == assets.by_source["page.css"].plain
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_a_hashed_file_is_kept_for_ever(client: FlaskClient, assets: Assets) -> None:
    answer = client.get(assets.url("fonts/public-sans-latin.woff2"))

    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.content_type == "font/woff2"


@pytest.mark.parametrize("name", ["page.css", "../assets.py", "vendor/README.md", "console.0000000000.js"])
def test_only_built_names_are_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_the_first_load_stays_under_120_kilobytes(assets: Assets) -> None:
    first = (
        "page.css",
        "page.js",
        "mark.svg",
        "fonts/public-sans-latin.woff2",
        "fonts/atkinson-mono-latin.woff2",
    )

    sent = sum(len(asset.packed or asset.plain) for asset in map(assets.by_source.__getitem__, first))

    assert sent < 90_000


def test_no_text_is_set_under_16_pixels() -> None:
    sheet = (SOURCE / "page.css").read_text().split("@media print")[0]
    sizes = re.findall(r"(?:font-size|font): *(?:[a-z0-9]+ )?([\d.]+)(rem|px|em)", sheet)

    assert sizes
    assert [size for size, unit in sizes if float(size) < (16 if unit == "px" else 1)] == []


def test_no_script_of_ours_stores_anything_or_runs_text() -> None:
    script = (SOURCE / "console.js").read_text()

    assert (
        re.findall(
            r"localStorage|sessionStorage|indexedDB|document\.cookie|\beval\b\(|new Function|innerHTML",
            script,
        )
        == []
    )


def test_a_lost_stream_is_asked_for_again_within_a_second() -> None:
    config = re.search(r'"sse": (\{[^}]*\})', (SOURCE.parent / "templates/base.html").read_text())
    back = re.search(r"BACK_MS = (\d+)", (SOURCE / "console.js").read_text())

    assert config
    assert back
    sse, jitter = json.loads(config[1]), 1.3
    assert max(sse["reconnectDelay"], sse["reconnectMaxDelay"], RETRY_MS) * jitter < 1000
    assert int(back[1]) < 1000
    assert sse["pauseOnBackground"] is False
