"""Work on the workers of a Dask scheduler: the same bytes, and each fault told in time and in whole lines."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import trustme

from asipgrid.documents import workspace
from asipgrid.parallel import dask
from conftest import Command, Ran, small, small_rating
from test_lines import document, lines

pytestmark = pytest.mark.filterwarnings("ignore")

SCORE = ("score", "requests/small", "--requests", "all.jsonl", "--format", "jsonl")
# The command with less patience than people have, and with whatever else a test wants of it.
HASTY = """
import sys
from asipgrid import cli
from asipgrid.parallel import cluster
cluster.LOOK, cluster.ANSWER, cluster.PATIENCE, cluster.MUTE = 0.5, 2.0, 4.0, 3.0
{more}
sys.argv[0] = "asipgrid"
if __name__ == "__main__":
    cli.main()
"""
# A worker that says when it has begun, and waits at work for as long as there is a file `hold`.
HELD = """
import os, time
from asipgrid.parallel import alone
one = getattr(alone.Scorer.scored, "one", alone.Scorer.scored)  # Dask runs a script twice
def held(*given):
    open("begun", "w").close()
    while os.path.exists("hold"):
        time.sleep(0.05)
    return one(*given)
held.one = one
alone.Scorer.scored = held
"""


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


class Cluster:
    """A scheduler and its workers on loopback, and what `asipgrid score` says when it is sent there."""

    def __init__(self, folder: Path, count: int, *options: str, host: str = "127.0.0.1", scheme: str = "tcp") -> None:
        self.folder = folder
        self.options = options
        self.place = folder / "scheduler.json"
        self.root = small(folder / "space", {"requests/small/ratings/one/r00001.yaml": small_rating("r00001")})
        self.rows(450)
        place = ("--host", f"{scheme}://{host}", "--port", "0", "--scheduler-file", str(self.place))
        self.scheduler = self.begin("dask_scheduler", *place, *options)
        self.workers: list[subprocess.Popen[bytes]] = []
        until(self.place.is_file)
        self.address: str = json.loads(self.place.read_text())["address"]
        self.where = self.address.replace("tcp:", "dask:")
        for _ in range(count):
            self.join()

    def begin(self, name: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{name}", "--dashboard-address", "127.0.0.1:0", *options]
        log = (self.folder / f"{name}.log").open("ab")
        return subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log, start_new_session=True)

    def join(self, preload: str = "", *options: str) -> str:
        """Another worker, its script run first; its address."""
        number = len(self.workers)
        log = self.folder / "dask_worker.log"
        before = log.read_text().count("Registered to") if log.is_file() else 0
        (self.folder / f"preload{number}.py").write_text(preload)
        own = ("--preload", f"preload{number}.py", "--local-directory", f"w{number}", "--nthreads", "1", *self.options)
        self.workers.append(self.begin("dask_worker", self.address, *own, *(options or ("--no-nanny",))))
        until(lambda: log.read_text().count("Registered to") > before)
        return str(re.findall(r"Start worker at: +(\S+)", log.read_text())[-1])

    def rows(self, count: int) -> None:
        rows = (document(f"r{n:05}", funding={"requested": 1 + n % 7}) for n in range(count))
        (self.root / "all.jsonl").write_text(lines(*rows))

    def score(self, more: str = "", *options: str, where: str = "") -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", HASTY.format(more=more), *SCORE, *options, "--executor", where or self.where]
        return subprocess.Popen(command, cwd=self.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def held(self, more: str = "") -> subprocess.Popen[bytes]:
        """The command, when a worker has begun and waits."""
        (self.folder / "hold").touch()
        self.join(HELD)
        ran = self.score(more)
        until((self.folder / "begun").is_file)
        return ran

    def go_on(self) -> None:
        (self.folder / "hold").unlink()

    def told(self, *says: str) -> str:
        return "".join(f"asipgrid: {self.where}: {each}\n" for each in says)

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextlib.contextmanager
def cluster(folder: Path, count: int = 0, *options: str, **more: Any) -> Iterator[Cluster]:
    begun = Cluster(folder, count, *options, **more)
    try:
        yield begun
    finally:
        begun.end()


def ended(process: subprocess.Popen[bytes], seconds: float = 60) -> Ran:
    try:
        out, err = process.communicate(timeout=seconds)
    finally:
        process.kill()
    return Ran(process.returncode, out.decode(), err.decode())


def heard(process: subprocess.Popen[bytes]) -> str:
    """The next line on stderr."""
    assert process.stderr is not None
    return process.stderr.readline().decode()


# ── addresses, and what may answer there ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("where", "there"),
    [
        ("dask://node-1.example.org:8786", "tcp://node-1.example.org:8786"),
        ("dask://[::1]:8786", "tcp://[::1]:8786"),
        ("tls://127.0.0.1:65535", "tls://127.0.0.1:65535"),
    ],
)
def test_an_address_is_that_of_a_scheduler_with_or_without_tls(where: str, there: str) -> None:
    assert dask.address(where) == there


@pytest.mark.parametrize(
    "where",
    [
        "ftp://x:1",
        "dask://h",
        "dask://h:0",
        "dask://h:65536",
        "dask://a/b:1",
        "dask://me@h:1",
        "dask://::1:8786",
        "h:1",
    ],
)
def test_what_is_no_address_is_refused(tmp_path: Path, asipgrid: Command, where: str) -> None:
    ran = asipgrid("score", "requests/small", "--format", "json", "--executor", where, cwd=small(tmp_path))
    words = f"asipgrid: {where}: an executor is given as dask://HOST:PORT or tls://HOST:PORT\n"
    assert (ran.code, ran.out, ran.err) == (2, "", words)


def test_an_executor_writes_no_results(tmp_path: Path, asipgrid: Command) -> None:
    ran = asipgrid("score", "requests/small", "--executor", "dask://127.0.0.1:1", "--write", cwd=small(tmp_path))
    words = "asipgrid: --executor goes without --write\n"
    assert (ran.code, ran.out, ran.err) == (2, "", words)


def mute(_: socket.socket) -> None:
    time.sleep(60)


def http(taken: socket.socket) -> None:
    taken.recv(100)
    taken.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")


def shut(taken: socket.socket) -> None:
    taken.recv(1)
    taken.close()


@contextlib.contextmanager
def listening(answer: Callable[[socket.socket], None] | None) -> Iterator[int]:
    """A port where this answers each connection; None: nobody does. Whatever was taken is closed when the test ends."""
    with contextlib.ExitStack() as held, socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        if answer is None:
            yield door.getsockname()[1]
            return
        door.listen(8)
        server = threading.Thread(target=_serve, args=(door, answer, held), daemon=True)
        server.start()
        yield door.getsockname()[1]
        with contextlib.suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        server.join(timeout=5)


def _serve(door: socket.socket, answer: Callable[[socket.socket], None], held: contextlib.ExitStack) -> None:
    with contextlib.suppress(OSError):
        while True:
            taken = held.enter_context(door.accept()[0])
            threading.Thread(target=_answered, args=(answer, taken), daemon=True).start()


def _answered(answer: Callable[[socket.socket], None], taken: socket.socket) -> None:
    with contextlib.suppress(OSError):  # whoever asked is gone, or the test has ended
        answer(taken)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, "no scheduler answers there within 5 s"),
        (mute, "no scheduler answers there within 5 s"),
        (http, "what answers there is no Dask scheduler"),
        (
            shut,
            "what answers there ends the connection: it is no Dask scheduler, or one that is given as tls://HOST:PORT",
        ),
    ],
    ids=["nobody", "mute", "http", "shut"],
)
def test_whatever_else_answers_is_told_in_time(
    tmp_path: Path, process: Command, answer: Callable[[socket.socket], None] | None, says: str
) -> None:
    begun = time.monotonic()
    with listening(answer) as port:
        options = ("--format", "json", "--executor", f"dask://127.0.0.1:{port}")
        ran = process("score", "requests/small", *options, cwd=small(tmp_path))
    assert (ran.code, ran.out, ran.err) == (2, "", f"asipgrid: dask://127.0.0.1:{port}: {says}\n")
    assert time.monotonic() - begun < 15


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [b\n", "A dask config file at '{file}' is malformed, original error message:"),
        (
            "distributed: {comm: {tls: {min-version: 9}}}\n",
            "distributed.comm.tls.min-version=9 is not supported, expected one of [None, 1.2, 1.3]",
        ),
    ],
)
def test_a_configuration_that_dask_refuses_is_one_line(tmp_path: Path, process: Command, text: str, says: str) -> None:
    config = tmp_path / "config" / "mine.yaml"
    config.parent.mkdir()
    config.write_text(text)
    options = ("--format", "json", "--executor", "dask://127.0.0.1:9")
    ran = process("score", "requests/small", *options, cwd=small(tmp_path), env={"DASK_CONFIG": str(config)})
    words = f"asipgrid: Dask's configuration cannot be used: {says.format(file=config)}\n"
    assert (ran.code, ran.out, ran.err) == (2, "", words)


@pytest.mark.slow
def test_what_is_no_scheduler_of_the_same_kind_is_refused(tmp_path: Path) -> None:
    with cluster(tmp_path, 1) as ours:
        theirs = metadata.version("distributed")
        ran = ended(ours.score("import distributed; distributed.__version__ = '2000.1.0'"))
        says = f"the scheduler runs distributed {theirs}, and this is 2000.1.0; install the same"
        assert (ran.code, ran.out, ran.err) == (2, "", ours.told(says))
        worker = ours.join().replace("tcp:", "dask:")
        ran = ended(ours.score(where=worker))
        says = f"asipgrid: {worker}: this is the address of a Dask worker, and not of its scheduler\n"
        assert (ran.code, ran.out, ran.err) == (2, "", says)


# ── with certificates ──────────────────────────────────────────────────────────────────────────────


def certificates(folder: Path) -> dict[str, str]:
    """The files of an authority, and of one certificate and its key: the settings of Dask that name them."""
    folder.mkdir()
    authority = trustme.CA()
    own = authority.issue_cert("127.0.0.1")
    authority.cert_pem.write_to_path(folder / "ca.pem")
    own.cert_chain_pems[0].write_to_path(folder / "cert.pem")
    own.private_key_pem.write_to_path(folder / "key.pem")
    return {"CA_FILE": f"{folder}/ca.pem", "CLIENT__CERT": f"{folder}/cert.pem", "CLIENT__KEY": f"{folder}/key.pem"}


@pytest.mark.slow
def test_a_scheduler_with_tls_is_reached_with_its_certificates_alone(tmp_path: Path, process: Command) -> None:
    ours, others = certificates(tmp_path / "ours"), certificates(tmp_path / "others")
    given = ("--tls-ca-file", ours["CA_FILE"], "--tls-cert", ours["CLIENT__CERT"], "--tls-key", ours["CLIENT__KEY"])
    with cluster(tmp_path, 1, *given, scheme="tls") as tls:

        def score(where: str, **settings: str) -> Ran:
            env = {f"DASK_DISTRIBUTED__COMM__TLS__{name}": value for name, value in settings.items()}
            return process(*SCORE, "--executor", where, cwd=tls.root, env=env)

        alone = process(*SCORE, "--jobs", "1", cwd=tls.root)
        assert score(tls.where, **ours) == alone
        end = "what answers there ends the connection: it is no Dask scheduler, or one that"
        unusable = (
            f"these certificates cannot be used ({{}}): ca-file {ours['CA_FILE']}, client.cert {{}}, client.key {{}}"
        )
        for settings, says in (
            ({}, "Dask's configuration does not say distributed.comm.tls.ca-file and distributed.comm.tls.client.cert"),
            (
                {**ours, "CA_FILE": others["CA_FILE"]},
                f"{others['CA_FILE']} does not vouch for the certificate shown there (self-signed certificate in certificate chain)",
            ),
            ({**others, "CA_FILE": ours["CA_FILE"]}, f"{end} refuses {others['CLIENT__CERT']}"),
            (
                {**ours, "CLIENT__CERT": "gone.pem"},
                unusable.format("no such file or directory", "gone.pem", ours["CLIENT__KEY"]),
            ),
            (
                {**ours, "CLIENT__KEY": others["CLIENT__KEY"]},
                unusable.format("key values mismatch", ours["CLIENT__CERT"], others["CLIENT__KEY"]),
            ),
        ):
            assert score(tls.where, **settings) == Ran(2, "", tls.told(says))
        plain = tls.where.replace("tls:", "dask:")
        assert score(plain) == Ran(2, "", f"asipgrid: {plain}: {end} is given as tls://HOST:PORT\n")


@pytest.mark.slow
def test_a_scheduler_without_tls_is_given_as_dask_alone(tmp_path: Path, process: Command) -> None:
    ours = certificates(tmp_path / "ours")
    env = {f"DASK_DISTRIBUTED__COMM__TLS__{name}": value for name, value in ours.items()}
    with cluster(tmp_path) as plain:
        where = plain.where.replace("dask:", "tls:")
        ran = process(*SCORE, "--executor", where, cwd=plain.root, env=env)
        says = "what answers there speaks no TLS; a scheduler without TLS is given as dask://HOST:PORT"
        assert ran == Ran(2, "", f"asipgrid: {where}: {says}\n")
        env = {"DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "true"}
        ran = process(*SCORE, "--executor", plain.where, cwd=plain.root, env=env)
        assert ran == Ran(2, "", plain.told("Dask's configuration requires encryption, which is tls://HOST:PORT"))


# ── at work ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_the_same_bytes(tmp_path: Path, process: Command) -> None:
    with cluster(tmp_path, 1, host="[::1]") as ours:
        ours.rows(3_000)
        ran = ours.held()
        ours.workers[1].kill()
        assert ended(ran) == process(*SCORE, "--jobs", "1", cwd=ours.root)


def read_a_statistic(root: Path) -> None:
    """Let the grid read a figure of all requests, which the call declares."""
    grid, call = root / "grids/doc.yaml", root / "requests/small/call.yaml"
    read = grid.read_text().replace("ratio: [doc.valid, doc.total]", "ratio: [statistics.fewest, doc.total]")
    grid.write_text(read.replace("block: doc", "relative: true\nblock: doc"))
    call.write_text(call.read_text() + "statistics: {fewest: {lowest: funding.requested}}\n")


@pytest.mark.slow
def test_a_cluster_makes_the_statistics_of_one_process(tmp_path: Path, process: Command) -> None:
    """The requests go there twice: for what they add, and to be scored with what that came to."""
    with cluster(tmp_path, 2) as ours:
        read_a_statistic(ours.root)
        alone = process(*SCORE, "--jobs", "1", cwd=ours.root)
        assert json.loads(alone.out.splitlines()[0])["statistics"]["fewest"]["value"] == "1"
        assert ended(ours.score()) == alone


NOBODY = "no worker is there; waiting up to 4 s"


@pytest.mark.slow
def test_a_worker_is_waited_for(tmp_path: Path, process: Command) -> None:
    with cluster(tmp_path) as ours:
        ran = ours.score()
        assert heard(ran) == ours.told(NOBODY)
        assert ended(ran) == Ran(
            2, "", ours.told("no worker is there, and waiting 4 s did not help; nothing was printed, run it again")
        )
        ran = ours.score("cluster.PATIENCE = 60.0")
        assert heard(ran) == ours.told("no worker is there; waiting up to 60 s")
        ours.join()
        alone = process(*SCORE, "--jobs", "1", cwd=ours.root)
        assert ended(ran) == Ran(0, alone.out, ours.told("the work goes on"))


@pytest.mark.slow
def test_the_only_worker_gone_is_said_and_another_goes_on(tmp_path: Path, process: Command) -> None:
    with cluster(tmp_path) as ours:
        ran = ours.held("cluster.PATIENCE = 60.0")
        ours.workers[0].kill()
        assert heard(ran) == ours.told("no worker is there; waiting up to 60 s")
        ours.join()
        alone = process(*SCORE, "--jobs", "1", cwd=ours.root)
        assert ended(ran) == Ran(0, alone.out, ours.told("the work goes on"))


@pytest.mark.slow
def test_the_only_worker_gone_for_good_ends_the_run(tmp_path: Path) -> None:
    with cluster(tmp_path) as ours:
        ran = ours.held()
        ours.workers[0].kill()
        lost = "no worker is there, and waiting 4 s did not help; nothing was printed, run it again"
        assert ended(ran) == Ran(2, "", ours.told(NOBODY, lost))


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_scheduler_that_dies_ends_the_run_with_one_line(tmp_path: Path, number: int) -> None:
    with cluster(tmp_path) as ours:
        ran = ours.held()
        ours.scheduler.send_signal(number)
        begun = time.monotonic()
        lost = "the scheduler is gone, and what was scored is lost; nothing was printed, run it again"
        assert ended(ran) == Ran(2, "", ours.told(lost))
        assert time.monotonic() - begun < 10


@pytest.mark.slow
def test_a_scheduler_that_falls_silent_is_waited_for(tmp_path: Path, process: Command) -> None:
    says = "the scheduler does not answer"
    with cluster(tmp_path) as ours:
        ran = ours.held("cluster.PATIENCE = 60.0")
        ours.scheduler.send_signal(signal.SIGSTOP)
        assert heard(ran) == ours.told(f"{says}; waiting up to 60 s")
        ours.scheduler.send_signal(signal.SIGCONT)
        assert heard(ran) == ours.told("the work goes on")
        ours.go_on()
        assert ended(ran) == process(*SCORE, "--jobs", "1", cwd=ours.root)
        (tmp_path / "begun").unlink()
        ran = ours.held()
        ours.scheduler.send_signal(signal.SIGSTOP)
        lost = f"{says}, and waiting 4 s did not help; nothing was printed, run it again"
        assert ended(ran) == Ran(2, "", ours.told(f"{says}; waiting up to 4 s", lost))


@pytest.mark.slow
def test_a_mute_worker_is_named_and_when_all_are_mute_the_run_ends(tmp_path: Path, process: Command) -> None:
    with cluster(tmp_path) as ours:
        ran = ours.held("cluster.SILENCE = 6.0")
        worker = re.findall(r"Start worker at: +(\S+)", (tmp_path / "dask_worker.log").read_text())[0]
        ours.join()
        ours.workers[0].send_signal(signal.SIGSTOP)
        said = re.sub(r"for \d+ s", "for 6 s", heard(ran))
        assert said == ours.told(f"nothing has come back for 6 s from 2 workers; mute: {worker}")
        ours.workers[1].kill()
        assert heard(ran) == ours.told("every worker is mute; waiting up to 4 s")
        lost = "every worker is mute, and waiting 4 s did not help; nothing was printed, run it again"
        assert ended(ran) == Ran(2, "", ours.told(lost))


@pytest.mark.slow
def test_an_interrupt_while_something_is_waited_for_ends_it_without_a_word(tmp_path: Path) -> None:
    with cluster(tmp_path) as ours:
        ran = ours.held()
        ours.scheduler.send_signal(signal.SIGSTOP)
        ran.send_signal(signal.SIGINT)
        assert ended(ran, 10) == Ran(130, "", "")


@pytest.mark.slow
def test_work_that_another_client_ends_is_told(tmp_path: Path) -> None:
    with cluster(tmp_path) as ours:
        (tmp_path / "hold").touch()
        ours.join(HELD, "--nanny")
        ran = ours.score()
        until((tmp_path / "begun").is_file)
        import distributed

        client: Any = distributed.Client(ours.address, set_as_default=False)  # type: ignore[no-untyped-call]
        with client:
            client.restart(wait_for_workers=False)
        says = "the work was cancelled there; nothing was printed, run it again"
        assert ended(ran).err.splitlines(keepends=True)[-1] == ours.told(says)
        assert ran.returncode == 2


@pytest.mark.slow
def test_with_quiet_only_what_ends_the_run_is_said(tmp_path: Path) -> None:
    with cluster(tmp_path) as ours:
        lost = "no worker is there, and waiting 4 s did not help; nothing was printed, run it again"
        assert ended(ours.score("", "--quiet")) == Ran(2, "", ours.told(lost))


DEADLY = """
import os
from asipgrid.parallel import alone
two = getattr(alone.Scorer.scored, "two", alone.Scorer.scored)
def deadly(*given):
    if given[1].id == "r00150":
        os._exit(1)
    return two(*given)
deadly.two = two
alone.Scorer.scored = deadly
"""


@pytest.mark.slow
def test_a_request_that_ends_every_worker_is_found_here(tmp_path: Path) -> None:
    """It ends the process that looks for it here, too; where it does not, it is scored."""
    with cluster(tmp_path) as ours:
        ours.rows(200)
        ours.join(DEADLY, "--nanny")
        deadly = tmp_path / "deadly"
        deadly.mkdir()
        (deadly / "sitecustomize.py").write_text(DEADLY)
        for env, code, found in (({}, 0, []), ({"PYTHONPATH": str(deadly)}, 1, ["all.jsonl:151:1: F001"])):
            options = ("score", "requests/small", "--requests", "all.jsonl", "--format", "json", "--quiet")
            ran = subprocess.run(
                [str(Path(sys.executable).parent / "asipgrid"), *options, "--executor", ours.where],
                cwd=ours.root,
                env={**os.environ, **env},
                capture_output=True,
                timeout=120,
                check=False,
            )
            assert (ran.returncode, bool(ran.stdout)) == (code, code == 0)
            assert re.findall(r"^all\.jsonl:.*? [A-Z][0-9]{3}", ran.stderr.decode(), re.MULTILINE) == found


@pytest.mark.slow
def test_a_worker_with_other_code_is_refused(tmp_path: Path) -> None:
    with cluster(tmp_path) as ours:
        other = ours.join("from asipgrid.documents import workspace\nworkspace.engine = lambda: 'asipgrid 9'\n")
        says = (
            f"asipgrid: the worker {other} runs asipgrid 9, and this is {workspace.engine()}; install the same there\n"
        )
        assert ended(ours.score()) == Ran(2, "", says)
        ours.workers[0].kill()
        none = ours.join("import sys\nsys.modules['asipgrid'] = None\n")
        says = f"asipgrid: the worker {none} has not this asipgrid ("
        ran = ended(ours.score())
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.splitlines()[-1].startswith(says)
        assert ran.err.endswith(f"), and this is {workspace.engine()}; install the same there\n")
