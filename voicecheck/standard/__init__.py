"""The service standard: load, merge (`extends`), validate, hash and show the sheet that an organisation agreed on."""

from voicecheck.standard.layers import shipped
from voicecheck.standard.loading import load_standard
from voicecheck.standard.model import RuleSetting, Standard
from voicecheck.standard.showing import show
from voicecheck.standard.starting import template

__all__ = ["RuleSetting", "Standard", "load_standard", "shipped", "show", "template"]
