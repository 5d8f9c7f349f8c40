"""A site's settings: what is misspelt or impossible stops the start and is named."""

import pytest

from appliance.settings import FILE, BadSettings, Settings, load_settings, write_settings

SOUND = 'name = "busia"\ntitle = "Busia"\n'


def load(folder, text: str) -> Settings:
    (folder / FILE).write_text(text, encoding="utf-8")
    return load_settings(folder)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (SOUND + "prot = 8100\n", "'prot'"),
        (SOUND + 'port = "8100"\n', "port"),
        (SOUND + "port = 70000\n", "port"),
        (SOUND + "secure_cookies = 1\n", "secure_cookies"),
        (SOUND + 'role = "desk"\n', "role"),
        (SOUND + 'kind = "river"\n', "kind"),
        (SOUND + 'timezone = "Africa/Nowhere"\n', "timezone"),
        (SOUND + "push_every_s = 0\n", "push_every_s"),
        (SOUND + "lock_after_s = -5\n", "lock_after_s"),
        ('title = "Busia"\n', "name"),
        ('name = "Busia!"\ntitle = "Busia"\n', "name"),
        ("name = busia\n", FILE),
    ],
)
def test_a_setting_that_cannot_be_followed_stops_the_start_and_is_named(tmp_path, text, named):
    with pytest.raises(BadSettings, match=named):
        load(tmp_path, text)


def test_a_folder_that_is_no_site_says_how_one_is_made(tmp_path):
    with pytest.raises(BadSettings, match="site init"):
        load_settings(tmp_path)


def test_bytes_that_are_no_text_are_no_settings(tmp_path):
    (tmp_path / FILE).write_bytes(b"\xff\xfe name")

    with pytest.raises(BadSettings):
        load_settings(tmp_path)


def test_settings_are_read_as_they_were_written(tmp_path):
    written = Settings(
        data=tmp_path,
        name="busia",
        title='Busia "OSBP" \\ Kenya',
        neighbour="UGA",
        port=0,
        secure_cookies=True,
        hq_url="https://hq.example",
    )

    write_settings(written)

    assert load_settings(tmp_path) == written


def test_nothing_half_written_stays_beside_the_settings(tmp_path):
    write_settings(Settings(data=tmp_path, name="busia", title="Busia"))

    assert [path.name for path in tmp_path.iterdir()] == [FILE]
