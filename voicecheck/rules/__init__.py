"""The rules, one module each, and their registry.

A new rule is a module beside this file and one line in `RULES`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from inspect import cleandoc
from types import MappingProxyType

from voicecheck.rules import answer_rings, greeting_formula, tone_pleasant
from voicecheck.rules.base import Rule

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "answer.rings": answer_rings.RULE,
        "greeting.formula": greeting_formula.RULE,
        "tone.pleasant": tone_pleasant.RULE,
    }
)
"""Every rule by its id, in the order in which reports show them."""


def rule(rule_id: str) -> Rule:
    """The rule of that id.

    Raises:
        KeyError: where there is no such rule.

    >>> rule("answer.rings").id
    'answer.rings'
    """
    return RULES[rule_id]


def manual(of: Rule) -> str:
    """The manual page of a rule: the docstring of its module.

    >>> manual(rule("answer.rings")).splitlines()[0]
    'The call is answered within an agreed number of rings.'
    """
    return cleandoc(sys.modules[of.check.__module__].__doc__ or "")
