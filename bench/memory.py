"""How much memory this process has held at most."""

from pathlib import Path


def peak() -> float:
    """Megabytes. The system's own `ru_maxrss` would count what the process that started this one held."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
