"""Exit with 1 if the installed torch is a CUDA build, whose libraries must be installed beside it."""

import platform
import sys
from importlib.metadata import requires, version

wants = any(name.startswith(("nvidia-", "cuda-")) for name in requires("torch") or ())
sys.exit(int(platform.system() == "Linux" and wants and not version("torch").endswith("+cpu")))
