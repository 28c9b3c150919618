"""The file that a team starts its own standard from."""

from __future__ import annotations

import json
from dataclasses import fields

from voicecheck.errors import StandardError
from voicecheck.standard.layers import shipped
from voicecheck.standard.loading import load_standard
from voicecheck.standard.marked import nearest
from voicecheck.standard.model import RuleSetting, Standard

PREFIX = "hr-"
"""The shipped standards of this prefix, one a language, hold the wordings of the example."""
SHOWN = ("formula", "within_s", "max_rings")
"""The options that a team decides on first; `voicecheck rules show RULE` explains the others."""

_HEAD = """\
# How calls are to be answered. Lines that begin with # are remarks.
#   voicecheck standard validate FILE   says what is wrong with this file, line by line
#   voicecheck standard show FILE       prints all that it comes to, inherited rules included
#   voicecheck rules show RULE          is the manual page of a rule
schema: 1
id: my-standard                  # stands in every report
extends: base                    # what is not said here is taken from there
language: {language}                     # of the greeting; it is never guessed from the call

# Who may answer: a CSV file beside this one (name, spellings, languages; spellings parted by ;),
# or a list here. Without it the name is checked against the call's own metadata.
# roster: people.csv

# What the measured tone is for: practice (kept with the learner), report (shown), or score (counts;
# then say on what legal basis). Read "The law" in the README before choosing score.
tone: {{purpose: report}}

# The gaps of the formula. The call's own department, organisation and agent win where they are known.
slots:
  department: {department}

# error: a failure of the rule is a failure of the call; then `source` names the clause of your sheet.
# warning, info: shown and counted. off: not looked at.
rules:
"""

_TAIL = """
# What no microphone hears: a reviewer answers it in the report.
manual:
"""


def template(language: str) -> str:
    """A commented standard to start from, in the language's own wordings; it is valid as it stands.

    Args:
        language: code of a language that ships.

    Raises:
        StandardError: for another language.
    """
    known = [name.removeprefix(PREFIX) for name in shipped() if name.startswith(PREFIX)]
    if language not in known:
        raise StandardError(f"there is no example in {language!r}{nearest(language, known)}")
    example = load_standard(PREFIX + language)
    rules = "".join(_rule(setting) for setting in example.settings)
    manual = "".join(
        f"- {{id: {item.id}, text: {_quoted(item.text)}, source: {_quoted(item.source or '')}}}\n"
        for item in example.agreement.manual[:2]
    )
    return _HEAD.format(language=language, department=_department(example)) + rules + _TAIL + manual


def _department(example: Standard) -> str:
    """The wordings of the department as a list in one line."""
    values = next((slot.values for slot in example.agreement.slots if slot.name == "department"), ())
    return f"[{', '.join(_quoted(value) for value in values)}]"


def _rule(setting: RuleSetting) -> str:
    """One rule with the options that a team decides on first."""
    lines = [f"  {setting.rule.id}:", f"    level: {setting.level.value}"]
    if setting.source:
        lines.append(f"    source: {_quoted(setting.source)}")
    names = [one.name for one in fields(setting.rule.options)]
    for name in SHOWN:
        value = getattr(setting.options, name) if name in names else None
        if isinstance(value, (str, int, float)):
            lines.append(f"    {name}: {_quoted(value) if isinstance(value, str) else f'{value:g}'}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """The text in double quotes, as YAML and JSON both write it."""
    return json.dumps(text, ensure_ascii=False)
