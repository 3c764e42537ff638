"""Requests scored by the workers of a Dask scheduler (extra `asipgrid[dask]`), which need the same files at the same paths.

Anything may answer at an address, or nothing: what is no scheduler of the same kind is told in one line, and in time.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import socket
import ssl
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

from asipgrid.documents import workspace
from asipgrid.documents.call_documents import RequestDocuments
from asipgrid.documents.libraries import needed
from asipgrid.parallel import executors, messages
from asipgrid.parallel.cluster import ANSWER, LOOK, Cluster, causes

# How many requests a task holds, and how many tasks are under way for each thread of the workers.
SIZE = 200
AHEAD = 3

_ADDRESS = re.compile(r"(?:dask|tls)://(?:[^/:@\[\]\s]+|\[[0-9A-Fa-f:.]+\]):([0-9]{1,5})", re.ASCII)


def address(where: str) -> str:
    """The scheduler's address as Dask writes it; CannotError when `where` is none."""
    match = _ADDRESS.fullmatch(where)
    if match is None or not 0 < int(match[1]) < 65_536:
        raise workspace.CannotError(f"{where}: an executor is given as dask://HOST:PORT or tls://HOST:PORT")
    return re.sub(r"\Adask:", "tcp:", where)


def score(
    where: str, frame: messages.Frame, requests: Iterable[RequestDocuments], *, quiet: bool
) -> Iterator[messages.Scored]:
    """The requests scored by the workers of a scheduler, in their order; a lost worker loses nothing."""
    with _client(where) as client:
        cluster = Cluster(where, client, quiet=quiet)
        threads = cluster.threads()
        cluster.same_engine(frame.engine)
        yield from executors.in_chunks(frame, requests, lambda: contextlib.nullcontext(cluster), SIZE, AHEAD * threads)


@contextlib.contextmanager
def _client(where: str) -> Iterator[Any]:
    try:
        distributed = _library()
        security = _security(distributed, where)
    except ValueError as error:
        raise workspace.CannotError(f"Dask's configuration cannot be used: {str(error).splitlines()[0]}") from error
    try:
        _check_scheduler(distributed, where, security)
        client = distributed.Client(address(where), timeout=ANSWER - 1, security=security, set_as_default=False)
    except workspace.CannotError:
        raise
    except Exception as error:  # whatever answers there may say anything
        raise workspace.CannotError(f"{where}: {_why(error, where, security)}") from error
    try:
        yield client
    finally:
        with contextlib.suppress(Exception):  # nobody waits for what is left of a scheduler that is gone
            client.close(timeout=LOOK)


def _library() -> Any:
    """Dask's library. Its own logs and warnings are not for whoever runs `score`."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    with needed("--executor needs", "dask"):
        import distributed
    return distributed


def _security(distributed: Any, where: str) -> Any:
    """The certificates that Dask's configuration names; CannotError when they do not do for what is asked."""
    security = distributed.Security()
    if not where.startswith("tls:"):
        if security.require_encryption:
            raise workspace.CannotError(f"{where}: Dask's configuration requires encryption, which is tls://HOST:PORT")
        return security
    named = {
        "ca-file": security.tls_ca_file,
        "client.cert": security.tls_client_cert,
        "client.key": security.tls_client_key,
    }
    missing = [f"distributed.comm.tls.{name}" for name in ("ca-file", "client.cert") if not named[name]]
    if missing:
        raise workspace.CannotError(f"{where}: Dask's configuration does not say {' and '.join(missing)}")
    try:
        security.get_connection_args("client")
    except OSError as error:
        why = str(error.reason if isinstance(error, ssl.SSLError) else error.strerror).replace("_", " ").lower()
        listed = ", ".join(f"{name} {value}" for name, value in named.items() if value)
        raise workspace.CannotError(f"{where}: these certificates cannot be used ({why}): {listed}") from error
    return security


def _check_scheduler(distributed: Any, where: str, security: Any) -> None:
    """Stop when no scheduler of the same kind answers in time, before a client relies on its answers."""
    options = {"timeout": ANSWER - 1, "connection_args": security.get_connection_args("client")}

    async def identified() -> tuple[str, str]:
        async with distributed.rpc(address(where), **options) as there:
            identity, versions = await there.identity(), await there.versions()
            return str(identity["type"]), str(versions["packages"]["distributed"])

    async def in_time() -> tuple[str, str]:
        return await asyncio.wait_for(identified(), ANSWER)

    kind, theirs = asyncio.run(in_time())
    ours = distributed.__version__
    if kind != "Scheduler":
        raise workspace.CannotError(f"{where}: this is the address of a Dask {kind.lower()}, and not of its scheduler")
    if theirs != ours:
        raise workspace.CannotError(
            f"{where}: the scheduler runs distributed {theirs}, and this is {ours}; install the same"
        )


def _why(error: BaseException, where: str, security: Any) -> str:
    """What is wrong with an answer, by what it broke first."""
    found = causes(error)
    first = found[-1]
    if isinstance(first, ssl.SSLCertVerificationError):
        return f"{security.tls_ca_file} does not vouch for the certificate shown there ({first.verify_message})"
    # Whoever speaks first and without TLS is heard as a wrong version, or as tornado's "cannot convert to SSL".
    if getattr(first, "reason", "") == "WRONG_VERSION_NUMBER" or "convert to SSL" in str(first):
        return "what answers there speaks no TLS; a scheduler without TLS is given as dask://HOST:PORT"
    if any(isinstance(each, (TimeoutError, ConnectionRefusedError, socket.gaierror)) for each in found):
        return f"no scheduler answers there within {ANSWER:g} s"
    if isinstance(first, OSError):
        other = f"refuses {security.tls_client_cert}" if where.startswith("tls:") else "is given as tls://HOST:PORT"
        return f"what answers there ends the connection: it is no Dask scheduler, or one that {other}"
    return "what answers there is no Dask scheduler"
