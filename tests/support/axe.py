"""axe-core in a page: the accessibility check that a machine can make."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "resmap" / "web" / "static" / "vendor" / "axe" / "axe.min.js"
RUN = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations"""


def grave_violations(page: Page) -> list[str]:
    """The serious and critical violations of the page as it stands: "rule: help (first places)"."""
    page.evaluate(AXE.read_text("utf-8"))  # through the debugger, so the page's own CSP stays as it is
    found = [each for each in page.evaluate(RUN) if each["impact"] in ("serious", "critical")]
    return [f"{each['id']}: {each['help']} ({places(each)})" for each in found]


def places(violation: dict) -> str:
    return ", ".join(" ".join(map(str, node["target"])) for node in violation["nodes"][:3])
