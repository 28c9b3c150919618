"""The settings file, the variables over it, and where each value came from."""

import pytest

from voicecheck.config import KEYS, chosen_database, effective_settings, load_settings, option_defaults
from voicecheck.errors import ConfigError


@pytest.fixture(autouse=True)
def alone(tmp_path, monkeypatch):
    """A working folder and a user's folder without settings, and no variable of ours."""
    for key in KEYS.values():
        monkeypatch.delenv(key.variable, raising=False)
    monkeypatch.delenv("VOICECHECK_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


def setting(name):
    return next(one for one in effective_settings() if one.name == name)


def write(folder, text):
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "voicecheck.toml"
    file.write_text(text, "utf-8")
    return file


def test_without_a_file_everything_is_default():
    assert {one.origin for one in effective_settings()} == {"default"}
    assert [one.name for one in effective_settings()] == list(KEYS)
    assert load_settings().model == "base"
    assert chosen_database(None) is None


def test_a_variable_wins_over_the_file_and_an_argument_over_both(tmp_path, monkeypatch):
    file = write(tmp_path / "work", '# mine\nmodel = "small"\nthreads = 3\n')
    assert (setting("model").value, setting("model").origin) == ("small", f"{file}:2")
    assert load_settings().threads == 3
    monkeypatch.setenv("VOICECHECK_MODEL", "medium")
    monkeypatch.setenv("VOICECHECK_THREADS", "2")
    assert (setting("model").value, setting("model").origin) == ("medium", "VOICECHECK_MODEL")
    assert load_settings().threads == 2
    assert load_settings(model="tiny", threads=1).model == "tiny"


def test_the_working_folders_file_comes_before_the_users(tmp_path, monkeypatch):
    write(tmp_path / "user" / "voicecheck", 'model = "user"\n')
    assert setting("model").value == "user"
    write(tmp_path / "work", 'model = "work"\n')
    assert setting("model").value == "work"
    monkeypatch.setenv("VOICECHECK_CONFIG", str(write(tmp_path / "named", 'model = "named"\n')))
    assert setting("model").value == "named"


def test_places_count_from_the_files_folder(tmp_path):
    folder = tmp_path / "work"
    write(
        folder, 'home = "h"\nfolder = "calls"\ndatabase = "night.db"\nstandard = "rules/hr.yaml"\ninclude = ["*.wav"]\n'
    )
    assert setting("home").value == str(folder / "h")
    assert option_defaults()["batch"] == {
        "folder": str(folder / "calls"), "db": str(folder / "night.db"), "include": ("*.wav",),
        "standard": str(folder / "rules/hr.yaml"),
    }  # fmt: skip
    assert chosen_database(None) == str(folder / "night.db")
    assert chosen_database("other.db") == "other.db"
    write(folder, 'database = "postgresql://qa@db/x"\nstandard = "hr-en"\n')
    assert option_defaults()["check"] == {"standard": "hr-en"}
    assert chosen_database(None) == "postgresql://qa@db/x"


def test_every_fault_is_named_with_its_line_and_the_nearest_key(tmp_path):
    file = write(tmp_path / "work", 'model = "base"\nworker = 2\n\nthreads = "x"\nfolder = 3\n[bogus]\na = 1\n')
    with pytest.raises(ConfigError) as fault:
        load_settings()
    assert str(fault.value).splitlines()[:3] == [
        f"{file}:2: unknown key 'worker'; did you mean workers?",
        f"{file}:4: threads is 'x'; a whole number from 1 up is wanted",
        f"{file}:5: folder is 3; text in quotes is wanted",
    ]
    assert str(fault.value).splitlines()[3].startswith(f"{file}:6: unknown key 'bogus'")


@pytest.mark.parametrize("text", ["model = ", "\udcff", 'model = "a"\nmodel = "b"'])
def test_a_file_that_is_no_toml_is_a_fault(tmp_path, text):
    (tmp_path / "work" / "voicecheck.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ConfigError, match="cannot be read as TOML"):
        load_settings()


@pytest.mark.parametrize("workers,value", [('"auto"', "auto"), ("4", 4)])
def test_workers_are_a_number_or_auto(tmp_path, workers, value):
    write(tmp_path / "work", f"workers = {workers}\n")
    assert setting("workers").value == value


@pytest.mark.parametrize("wrong", ["0", "-1", "true", "1.5", '"two"'])
def test_workers_that_are_no_number_are_a_fault(tmp_path, wrong):
    write(tmp_path / "work", f"workers = {wrong}\n")
    with pytest.raises(ConfigError, match="workers is"):
        load_settings()


@pytest.mark.parametrize("text", ["0", "x", "-2"])
def test_a_variable_that_is_no_number_is_a_fault(monkeypatch, text):
    monkeypatch.setenv("VOICECHECK_THREADS", text)
    with pytest.raises(ConfigError, match=r"VOICECHECK_THREADS=.*a whole number"):
        load_settings()


def test_a_named_file_that_is_not_there_is_a_fault(monkeypatch, tmp_path):
    monkeypatch.setenv("VOICECHECK_CONFIG", str(tmp_path / "none.toml"))
    with pytest.raises(ConfigError, match="no such file"):
        load_settings()
