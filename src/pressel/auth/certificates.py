"""A certificate authority of the instance's own, and the server's certificate from it, where there are no public names.

Files in ``keys/tls`` of the data folder, mode 0600: ``authority.pem`` and ``server.pem`` hold a key and its
certificate, so that both change in one step; ``pressel-ca.crt`` is the part of the authority that is handed out.

The authority may only vouch for private addresses, names of local networks, and what it was made for (name constraints,
RFC 5280 §4.2.1.10): a device that trusts it risks nothing on the rest of the web.
"""

import fcntl
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from pressel.core.errors import PresselError

AUTHORITY_FILE: Final = "authority.pem"
SERVER_FILE: Final = "server.pem"
PUBLIC_FILE: Final = "pressel-ca.crt"
AUTHORITY_LIFE: Final = timedelta(days=3_650)
# Apple refuses server certificates that live longer than 398 days.
SERVER_LIFE: Final = timedelta(days=397)
RENEW_BEFORE: Final = timedelta(days=30)
# Clocks of phones and small boxes are wrong by hours.
CLOCK_TOLERANCE: Final = timedelta(days=1)
NAMES_MAX: Final = 100
LOCAL_NAMES: Final = ("localhost", "local", "lan", "internal", "home.arpa")
LOCAL_NETWORKS: Final = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "169.254.0.0/16",
    "127.0.0.0/8",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
)
_NAME: Final = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class CertificateError(PresselError):
    """A certificate cannot be made or used; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a server's certificate is good for."""

    dns: tuple[str, ...]
    addresses: tuple[Address, ...]

    @classmethod
    def of(cls, dns: Sequence[str], addresses: Sequence[str]) -> "Names":
        """Checked, lower case, each once, in order.

        Raises:
            CertificateError: a name or an address is none.
        """
        names = tuple(dict.fromkeys(name.lower().rstrip(".") for name in dns))
        wrong = [name for name in names if not is_host_name(name)]
        if wrong:
            raise CertificateError(f"{wrong[0]!r} is no host name; write it in letters, digits, '-' and '.'")
        try:
            made = cls(names, tuple(dict.fromkeys(ip_address(address) for address in addresses)))
        except ValueError as error:
            raise CertificateError(f"{error}; write it like 192.168.1.20") from error
        if len(made.dns) + len(made.addresses) > NAMES_MAX:
            raise CertificateError(f"a certificate has room for {NAMES_MAX} names and addresses; give fewer")
        return made

    def __str__(self) -> str:
        return ", ".join([*self.dns, *map(str, self.addresses)])

    def without(self, other: "Names") -> "Names":
        """Those that are not in ``other``."""
        dns = tuple(name for name in self.dns if name not in other.dns)
        return Names(dns, tuple(address for address in self.addresses if address not in other.addresses))

    def __add__(self, other: "Names") -> "Names":
        """Both, each once."""
        return Names.of((*self.dns, *other.dns), [str(one) for one in (*self.addresses, *other.addresses)])


NOTHING: Final = Names((), ())


@dataclass(frozen=True, slots=True)
class Certificates:
    """Both certificates of a folder."""

    folder: Path
    authority: x509.Certificate
    server: x509.Certificate

    @property
    def names(self) -> Names:
        """What the server's certificate is good for."""
        return _names_of(self.server)

    @property
    def public(self) -> bytes:
        """The authority's certificate as it is handed out, PEM."""
        return self.authority.public_bytes(serialization.Encoding.PEM)

    @property
    def public_file(self) -> Path:
        """Where the same stands, for those who hand it out themselves."""
        return self.folder / PUBLIC_FILE

    @property
    def server_file(self) -> Path:
        """Key and certificate of the server, PEM, for a TLS library."""
        return self.folder / SERVER_FILE


def is_host_name(name: str) -> bool:
    """Letters, digits, '-' and '.', as RFC 1123 §2.1 has it, lower case."""
    return _NAME.fullmatch(name) is not None


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 in pairs, as devices show it."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def is_due(certificates: Certificates, now: datetime) -> bool:
    """Whether the server's certificate should be renewed."""
    return now >= certificates.server.not_valid_after_utc - RENEW_BEFORE


def outside(authority: x509.Certificate, names: Names) -> Names:
    """Which of ``names`` the authority may not vouch for."""
    permitted = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    trees = [one.value for one in permitted if isinstance(one, x509.DNSName)]
    networks = [one.value for one in permitted if isinstance(one, x509.IPAddress)]
    dns = (name for name in names.dns if not any(name == tree or name.endswith(f".{tree}") for tree in trees))
    addresses = (one for one in names.addresses if not any(_is_in(one, network) for network in networks))
    return Names(tuple(dns), tuple(addresses))


def folder_of(data: Path) -> Path:
    """Where a data folder keeps them."""
    return data / "keys" / "tls"


def init(
    data: Path, asked: Names, found: Names, host: str, now: datetime, *, new_authority: bool = False
) -> Certificates:
    """Make the server's certificate anew; and the authority, the first time or when asked.

    What it was good for before stays. ``found`` are names this machine happens to have: those that the authority may
    not vouch for are left out. ``host`` names the authority to people.

    Raises:
        CertificateError: the authority may not vouch for a name of ``asked``, is over, or a file cannot be used.
    """
    with _locked(folder_of(data)) as folder:
        path = folder / AUTHORITY_FILE
        if (folder / SERVER_FILE).exists():
            found = _names_of(_read(folder / SERVER_FILE)[1]) + found
        if new_authority or not path.exists():
            _write(path, _new_authority(asked + found, host, now))
        key, authority = _read(path)
        strangers = outside(authority, asked)
        if strangers != NOTHING:
            raise CertificateError(
                f"the authority was not made for {strangers}; leave it out, "
                "or make a new one that every device must trust anew: pressel tls init --new-ca"
            )
        if now + RENEW_BEFORE >= authority.not_valid_after_utc:
            raise CertificateError("the authority's time is over; make a new one: pressel tls init --new-ca")
        names = (asked + found).without(outside(authority, found))
        _write(folder / SERVER_FILE, _new_server(names, key, authority, now))
        _write(folder / PUBLIC_FILE, authority.public_bytes(serialization.Encoding.PEM))
    return read(data)


def read(data: Path) -> Certificates:
    """What is there.

    Raises:
        CertificateError: nothing is there yet, or it cannot be read.
    """
    folder = folder_of(data)
    if not (folder / SERVER_FILE).exists():
        raise CertificateError(f"there is no certificate in {folder} yet; make one: pressel tls init --data {data}")
    return Certificates(folder, _read(folder / AUTHORITY_FILE)[1], _read(folder / SERVER_FILE)[1])


@contextmanager
def _locked(folder: Path) -> Iterator[Path]:
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield folder
        finally:
            os.close(handle)
    except OSError as error:
        raise CertificateError(f"{error.filename or folder}: {error.strerror}; check its disk and rights") from error


def _read(path: Path) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    try:
        text = path.read_bytes()
        key = serialization.load_pem_private_key(text, None)
        certificate = x509.load_pem_x509_certificate(text)
    except (OSError, ValueError) as error:
        raise CertificateError(f"{path} cannot be read: {error}; move it away and run: pressel tls init") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise CertificateError(f"{path} holds a key of another kind; move it away and run: pressel tls init")
    return key, certificate


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, readable by its owner alone."""
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _names_of(server: x509.Certificate) -> Names:
    found = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return Names.of(found.get_values_for_type(x509.DNSName), list(map(str, found.get_values_for_type(x509.IPAddress))))


def _pem(key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> bytes:
    form = serialization.PrivateFormat.PKCS8
    text = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    return text + certificate.public_bytes(serialization.Encoding.PEM)


def _begin(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, life: timedelta) -> (
    x509.CertificateBuilder
):  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_TOLERANCE)
        .not_valid_after(now - CLOCK_TOLERANCE + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _subject(name: str) -> x509.Name:
    # A common name has room for 64 characters (RFC 5280, upper bounds).
    parts = [(NameOID.ORGANIZATION_NAME, "Pressel"), (NameOID.COMMON_NAME, name[:64])]
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts])


def _new_authority(names: Names, host: str, now: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    # Lists of authorities show the name alone; two of one day must not look the same.
    number = x509.SubjectKeyIdentifier.from_public_key(key.public_key()).digest.hex()[:6]
    subject = _subject(f"Pressel CA {number} of {now:%Y-%m-%d}, {host}")
    dns: list[x509.GeneralName] = [x509.DNSName(name) for name in dict.fromkeys((*LOCAL_NAMES, *names.dns))]
    local = [ip_network(network) for network in LOCAL_NETWORKS]
    networks = local + [ip_network(one) for one in names.addresses if not any(_is_in(one, net) for net in local)]
    permitted = dns + [x509.IPAddress(network) for network in networks]
    certificate = (
        _begin(subject, subject, key.public_key(), now, AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return _pem(key, certificate)


def _new_server(names: Names, issuer: ec.EllipticCurvePrivateKey, authority: x509.Certificate, now: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    sans: list[x509.GeneralName] = [x509.DNSName(name) for name in names.dns]
    sans += [x509.IPAddress(address) for address in names.addresses]
    issued_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key())
    certificate = (
        _begin(_subject("Pressel"), authority.subject, key.public_key(), now, SERVER_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(sans), critical=False)
        .add_extension(issued_by, critical=False)
        .sign(issuer, hashes.SHA256())
    )
    return _pem(key, certificate)


def _is_in(address: Address, network: object) -> bool:
    return isinstance(network, IPv4Network | IPv6Network) and address in network
