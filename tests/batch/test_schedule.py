"""Crontab lines and units: what cron and systemd make of them."""

import shutil
import subprocess
from pathlib import Path

import pytest

from voicecheck.batch.schedule import NAME, Schedule, crontab, service_unit, timer_unit
from voicecheck.errors import ConfigError


def plan(**changes):
    given = {
        "at": "02:05",
        "program": (shutil.which("true"),),
        "arguments": ("batch", "/srv/my calls", "--standard", '/etc/a"b$c%d.yaml', "--quiet"),
        "home": Path("/var/lib/voicecheck"),
        "writes": (Path("/srv/reports"),),
        "reads": (Path("/srv/my calls"),),
        "user": "root",
    }
    return Schedule(**{**given, **changes})


def test_a_crontab_line_runs_the_command_as_it_was_given():
    line = crontab(plan(program=("printf", "[%s]")))
    assert line.startswith("5 2 * * * VOICECHECK_HOME=/var/lib/voicecheck ")
    assert "%" not in line.replace("\\%", "")
    shell = line.removeprefix("5 2 * * * ").replace("\\%", "%")  # as cron does
    done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=True)
    assert done.stdout == "".join(f"[{word}]" for word in plan().arguments)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is missing: apt-get install systemd")
def test_systemd_takes_the_units(tmp_path):
    (tmp_path / f"{NAME}.service").write_text(service_unit(plan()))
    (tmp_path / f"{NAME}.timer").write_text(timer_unit(plan()))
    files = [str(tmp_path / f"{NAME}.{kind}") for kind in ("service", "timer")]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True)
    own = [line for line in done.stderr.splitlines() if NAME in line]
    assert (done.returncode, own) == (0, [])


def test_the_service_has_the_network_only_for_a_database_elsewhere():
    assert "PrivateNetwork=yes" in service_unit(plan())
    assert "PrivateNetwork=no" in service_unit(plan(database="postgresql://qa@db/voicecheck"))


@pytest.mark.parametrize("changes", [{"at": "24:00"}, {"at": "soon"}, {"arguments": ("a\nb",)}])
def test_what_cannot_be_scheduled_is_refused(changes):
    with pytest.raises(ConfigError):
        plan(**changes)
