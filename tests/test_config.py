"""Settings are read once, hide their secrets, and say what is missing."""

import dataclasses
import os

import pytest

from resmap import config

SECRET = "s" * 40


def ids(settings: config.Settings) -> set[str]:
    return {problem.id for problem in config.problems(settings)}


@pytest.fixture
def ready(tmp_path):
    """A data folder in which nothing is missing, and its environment."""
    (tmp_path / "resmap.sqlite").touch(mode=0o600)
    (tmp_path / "keys.json").touch(mode=0o600)
    return {"RESMAP_HOME": str(tmp_path), "RESMAP_SECRET_KEY": SECRET}


def test_a_complete_folder_has_no_problem(ready):
    assert config.problems(config.read(ready)) == []


def test_an_empty_folder_is_told_all_that_is_missing_at_once(tmp_path):
    settings = config.read({"RESMAP_HOME": str(tmp_path)})
    assert ids(settings) == {"KEY_FILE_MISSING", "DATABASE_MISSING", "SECRET_KEY_MISSING"}


def test_a_missing_folder_is_named(tmp_path):
    settings = config.read({"RESMAP_HOME": str(tmp_path / "none")})
    [problem] = [one for one in config.problems(settings) if one.id == "DATA_FOLDER_MISSING"]
    assert str(tmp_path / "none") in problem.hint_ko and "resmap init" in problem.hint_en


def test_a_folder_that_cannot_be_written_is_named(ready, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)
    assert "DATA_FOLDER_NOT_WRITABLE" in ids(config.read(ready))


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_a_key_file_that_others_can_read_is_refused(ready, tmp_path):
    (tmp_path / "keys.json").chmod(0o640)
    assert ids(config.read(ready)) == {"READABLE_BY_OTHERS"}


@pytest.mark.parametrize("url", ["mysql://host/db", "nonsense", "oracle+x://h/d"])
def test_an_unsupported_database_is_named(ready, url):
    assert ids(config.read(ready, database_url=url)) == {"DATABASE_UNSUPPORTED"}


@pytest.mark.parametrize("url", ["postgresql://u@h/d", "postgresql+psycopg://u@h/d"])
def test_postgresql_is_supported_by_url(ready, url):
    assert ids(config.read(ready | {"RESMAP_DATABASE": url})) == set()


def test_a_short_cookie_secret_is_refused(ready):
    assert ids(config.read(ready | {"RESMAP_SECRET_KEY": "short"})) == {"SECRET_KEY_SHORT"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RESMAP_IDLE_MINUTES", "soon"),
        ("RESMAP_IDLE_MINUTES", "0"),
        ("RESMAP_LOCALE", "fr"),
        ("RESMAP_SECURE_COOKIES", "maybe"),
    ],
)
def test_an_unreadable_setting_is_named_and_the_careful_value_stands(ready, name, value):
    settings = config.read(ready | {name: value})
    assert ids(settings) == {"SETTING_UNREADABLE"}
    assert name in config.problems(settings)[0].hint_en
    assert (settings.idle_minutes, settings.locale, settings.secure_cookies) == (15, "ko", True)


def test_what_is_usual():
    settings = config.read({})
    assert settings.home.is_absolute()
    assert settings.database_url == f"sqlite:///{settings.home / 'resmap.sqlite'}"
    assert settings.sqlite_file == settings.home / "resmap.sqlite"
    assert settings.secure_cookies is True


def test_the_given_database_wins_over_the_environment(ready):
    settings = config.read(ready | {"RESMAP_DATABASE": "sqlite:///a"}, database_url="sqlite:///b")
    assert settings.database_url == "sqlite:///b"


def test_two_databases_never_share_a_head(ready):
    one = config.read(ready, database_url="postgresql://u:secret@h/one")
    other = config.read(ready, database_url="postgresql://u:secret@h/two")
    assert one.head_file != other.head_file
    assert "secret" not in str(one.head_file)


def test_printing_settings_shows_no_secret(ready):
    url = "postgresql://u:hidden-password@h/d"
    settings = config.read(ready | {"RESMAP_DATABASE": url})
    assert SECRET not in repr(settings) and "hidden-password" not in repr(settings)


def test_settings_are_frozen(ready):
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.read(ready).locale = "en"


def test_preparing_makes_a_private_secret_once(tmp_path):
    environ = {"RESMAP_HOME": str(tmp_path / "home")}
    made = config.prepare(config.read(environ))
    assert made == [tmp_path / "home", tmp_path / "home" / "cookie-secret"]
    settings = config.read(environ)
    assert len(settings.secret_key) >= config.SECRET_LENGTH
    assert config.prepare(settings) == []
    if os.name == "posix":
        assert settings.cookie_file.stat().st_mode & 0o077 == 0


def test_every_problem_speaks_both_languages(tmp_path):
    settings = config.read(
        {"RESMAP_HOME": str(tmp_path / "x"), "RESMAP_LOCALE": "fr", "RESMAP_DATABASE": "no"}
    )
    problems = config.problems(settings)
    assert len(problems) >= 4
    assert all(one.hint_ko and one.hint_en and one.hint_ko != one.hint_en for one in problems)


def test_the_demo_folder_is_found():
    assert config.demo_folder().name in ("resources", "_resources")


def test_links_and_due_days_are_the_offices_own():
    usual = config.read({})
    assert (usual.links, usual.link_days, usual.due_days) == (True, 14, ())
    own = config.read({"RESMAP_LINKS": "off", "RESMAP_LINK_DAYS": "7", "RESMAP_DUE_DAYS": "H1=60, M31=120"})
    assert (own.links, own.link_days, own.due_days) == (False, 7, (("H1", 60), ("M31", 120)))
    assert own.unreadable == ()


@pytest.mark.parametrize("text", ["H1", "H1=0", "H1=400", "R1=9", "H1=60;M3=9", "H1=x"])
def test_due_days_that_cannot_be_read_are_said_and_not_half_taken(text):
    read = config.read({"RESMAP_DUE_DAYS": f"M3=120,{text}"})
    assert read.due_days == () and read.unreadable == ("RESMAP_DUE_DAYS",)
