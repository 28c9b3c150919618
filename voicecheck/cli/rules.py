"""`voicecheck rules`: what can be checked, and the manual page of each rule."""

from __future__ import annotations

import click

from voicecheck.errors import ConfigError


@click.group(name="rules", short_help="List the rules and show their manual pages.")
def command() -> None:
    """List the rules, or show the manual page of one."""


@command.command(name="list")
def list_rules() -> None:
    """Print every rule and what it checks.

    \b
    Example:
      voicecheck rules list
    """
    from voicecheck.rules import RULES, manual

    width = max(len(name) for name in RULES)
    for name, rule in RULES.items():
        click.echo(f"{name:<{width}}  {manual(rule).splitlines()[0]}")


@command.command(name="show")
@click.argument("rule_id", metavar="RULE")
def show_rule(rule_id: str) -> None:
    """Print the manual page of RULE: options, examples, limits.

    \b
    Example:
      voicecheck rules show greeting.formula
    """
    from voicecheck.rules import RULES, manual

    if rule_id not in RULES:
        raise ConfigError(f"no rule is called {rule_id!r}; rules are {', '.join(RULES)}")
    click.echo(f"{rule_id}\n\n{manual(RULES[rule_id])}")
