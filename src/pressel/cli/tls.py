"""Certificates from the command line: an authority of one's own, the server's certificate, how to trust it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from cryptography.x509 import Certificate
from cryptography.x509.oid import NameOID

from pressel.auth import certificates
from pressel.auth.certificates import Certificates, Names
from pressel.auth.platforms import PAGE_PATH, PLATFORMS
from pressel.cli import output
from pressel.cli.data import Data, Json, folder_of
from pressel.server import interfaces
from pressel.server.config import load, split_address

app: Final = typer.Typer(no_args_is_help=True, add_completion=False)


@app.command("init")
def init(
    name: Annotated[list[str] | None, typer.Option("--name", help="A further host name; may be repeated.")] = None,
    address: Annotated[list[str] | None, typer.Option("--address", help="A further address; may be repeated.")] = None,
    new_ca: Annotated[bool, typer.Option("--new-ca", help="A new authority: every device must trust it anew.")] = False,
    data: Data = None,
    json: Json = False,
) -> None:
    """Make a certificate for this machine's names and addresses, by an authority of its own that stays."""
    asked = Names.of(name or (), address or ())
    found = Names.of([one for one in interfaces.names() if certificates.is_host_name(one)], interfaces.addresses())
    folder = folder_of(data)
    host, now = interfaces.host_name(), datetime.now(UTC)
    _show(certificates.init(folder, asked, found, host, now, new_authority=new_ca), as_json=json)


@app.command("show")
def show(data: Data = None, json: Json = False) -> None:
    """Show fingerprints, names, ends, where devices get the authority and how they trust it."""
    _show(certificates.read(folder_of(data)), as_json=json)


def _show(made: Certificates, *, as_json: bool) -> None:
    names = made.names
    facts = {
        "authority": _facts(made.authority, made.public_file) | {"name": _name_of(made.authority)},
        "server": _facts(made.server, made.server_file)
        | {"names": list(names.dns), "addresses": [str(one) for one in names.addresses]},
        "trust_at": _trust_at(names),
    }
    output.show("\n".join(_lines(facts)), facts, as_json=as_json)


def _facts(certificate: Certificate, file: Path) -> dict[str, Any]:
    expires = certificate.not_valid_after_utc
    return {"sha256": certificates.fingerprint(certificate), "expires": expires.isoformat(), "file": str(file)}


def _name_of(certificate: Certificate) -> str:
    return str(certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


def _trust_at(names: Names) -> list[str]:
    _, port = split_address(load({}).config.http.address)
    hosts = [f"[{one}]" if one.version == 6 else str(one) for one in names.addresses if not one.is_loopback]
    return [f"http://{host}:{port}{PAGE_PATH}" for host in hosts]


def _lines(facts: dict[str, Any]) -> Iterator[str]:
    authority, server = facts["authority"], facts["server"]
    yield f"Authority  {authority['name']}, until {authority['expires'][:10]}"
    yield f"           SHA-256 {authority['sha256']}"
    yield f"           {authority['file']}"
    yield f"Server     {', '.join([*server['names'], *server['addresses']])}"
    yield f"           until {server['expires'][:10]}; a running server renews it 30 days before"
    yield f"           SHA-256 {server['sha256']}"
    yield "Start      pressel serve --http 0.0.0.0:7373 --tls"
    yield "Trust      each device once, on this page (compare the authority's SHA-256):"
    yield from (f"           {page}" for page in facts["trust_at"])
    yield "           or the authority's file by hand:"
    for platform, steps in PLATFORMS.items():
        yield f"           {platform}"
        yield from (f"             {number}. {step}" for number, step in enumerate(steps, start=1))
