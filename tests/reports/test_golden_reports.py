import re
from pathlib import Path

import pytest

from voicecheck import reports

GOLDEN = Path(__file__).parents[1] / "golden" / "reports"
INLINE = re.compile(r"<(style|script)>.*?</\1>|&#39;sha256-[^&]+&#39;", re.DOTALL)
CASES = [
    *[(name, form) for name in ("good", "defective", "mono", "russian", "fault") for form in ("text", "json", "csv")],
    ("defective", "html"),
    ("russian", "html"),
    ("fault", "html"),
]


@pytest.mark.parametrize(("name", "form"), CASES)
def test_the_report_reads_as_agreed(made, name, form, request):
    """The page's own style and script are left out: they have tests in a browser."""
    shown = reports.render(made[name], form)
    shown = INLINE.sub("", shown) if form == "html" else shown
    path = GOLDEN / f"{name}.{form}"
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(shown, "utf-8", newline="")
    assert shown == path.read_bytes().decode("utf-8")
