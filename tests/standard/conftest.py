"""Standards written for one test, in a folder of their own."""

from __future__ import annotations

from textwrap import dedent

import pytest

from voicecheck.errors import StandardError
from voicecheck.standard import load_standard


@pytest.fixture
def written(tmp_path):
    """Writes a file: `written("my.yaml", '''...''')` gives its path; a missing `schema: 1` is put in front."""

    def write(name: str, text: str, *, whole: bool = False):
        path = tmp_path / name
        body = dedent(text).lstrip("\n")
        path.write_text(body if whole or "schema:" in body else f"schema: 1\n{body}", encoding="utf-8")
        return path

    return write


@pytest.fixture
def faults_of(written):
    """The lines of what is wrong with a standard, without the folder in front."""

    def faults(text: str, name: str = "my.yaml", *, whole: bool = False) -> list[str]:
        path = written(name, text, whole=whole)
        with pytest.raises(StandardError) as caught:
            load_standard(path)
        return [line.replace(f"{path.parent}/", "") for line in str(caught.value).splitlines()]

    return faults
