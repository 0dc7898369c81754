"""A private authority: who believes it, what it may vouch for, what stays when it is asked again."""

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from pressel.auth import certificates
from pressel.auth.certificates import NOTHING, CertificateError, Certificates, Names

# Given to the functions under test; TLS itself compares with the clock of the machine.
NOW = datetime.now(UTC)
NAMES = Names.of(["localhost", "box", "radio.example.org"], ["127.0.0.1", "192.168.7.7", "fd00::7", "203.0.113.9"])


def make(folder: Path, names: Names = NAMES) -> Certificates:
    return certificates.init(folder, names, NOTHING, "box", NOW)


def handshake(authority: Path, server: Path, name: str) -> str:
    """A whole TLS handshake in memory; what the client thought of the server, empty where it was content."""
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    side.load_cert_chain(server)
    client = ssl.create_default_context(cafile=str(authority)).wrap_bio(back, there, server_hostname=name)
    served = side.wrap_bio(there, back, server_side=True)
    for _ in range(4):
        for one in (client, served):
            try:
                one.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError as error:
                return error.verify_message
    assert client.version() in ("TLSv1.2", "TLSv1.3")
    return ""


@pytest.mark.parametrize("name", ["localhost", "box", "radio.example.org", "192.168.7.7", "fd00::7", "203.0.113.9"])
def test_who_trusts_the_authority_believes_every_name_and_address(tmp_path: Path, name: str) -> None:
    made = make(tmp_path)
    assert handshake(made.public_file, made.server_file, name) == ""


def test_another_name_and_another_authority_are_not_believed(tmp_path: Path) -> None:
    made, other = make(tmp_path / "one"), make(tmp_path / "other")
    assert "mismatch" in handshake(made.public_file, made.server_file, "elsewhere")
    assert "unable to get local issuer" in handshake(other.public_file, made.server_file, "box")


def test_the_authority_cannot_vouch_for_the_rest_of_the_web(tmp_path: Path) -> None:
    made = make(tmp_path)
    stolen = serialization.load_pem_private_key((made.folder / certificates.AUTHORITY_FILE).read_bytes(), None)
    own = serialization.load_pem_private_key(made.server_file.read_bytes(), None)
    assert isinstance(stolen, certificates.ec.EllipticCurvePrivateKey)
    assert isinstance(own, certificates.ec.EllipticCurvePrivateKey)
    forged = (
        x509.CertificateBuilder()
        .subject_name(made.server.subject)
        .issuer_name(made.authority.subject)
        .public_key(own.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("bank.example")]), critical=False)
        .sign(stolen, hashes.SHA256())
    )
    key = own.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "forged.pem").write_bytes(key + forged.public_bytes(serialization.Encoding.PEM))
    assert "permitted subtree" in handshake(made.public_file, tmp_path / "forged.pem", "bank.example")


def test_asked_again_it_keeps_the_authority_and_all_names_and_renews_the_server(tmp_path: Path) -> None:
    first = make(tmp_path)
    second = certificates.init(tmp_path, NOTHING, Names.of(["box"], ["10.0.0.3"]), "box", NOW)
    assert second.authority == first.authority
    assert second.server != first.server
    assert set(second.names.dns) == set(NAMES.dns)
    assert set(map(str, second.names.addresses)) == {*map(str, NAMES.addresses), "10.0.0.3"}
    assert handshake(first.public_file, second.server_file, "10.0.0.3") == ""


def test_a_new_authority_is_made_only_when_asked(tmp_path: Path) -> None:
    first = make(tmp_path)
    second = certificates.init(tmp_path, Names.of(["new.example.org"], []), NOTHING, "box", NOW, new_authority=True)
    assert second.authority != first.authority
    assert set(second.names.dns) == {*NAMES.dns, "new.example.org"}


def test_what_the_authority_was_not_made_for_is_refused_with_the_cure_or_left_out(tmp_path: Path) -> None:
    make(tmp_path)
    strange = Names.of(["other.example.org"], ["198.51.100.1"])
    with pytest.raises(CertificateError, match=r"other\.example\.org, 198\.51\.100\.1.*--new-ca"):
        certificates.init(tmp_path, strange, NOTHING, "box", NOW)
    made = certificates.init(tmp_path, NOTHING, strange, "box", NOW)
    assert set(made.names.dns) == set(NAMES.dns)


def test_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    made = make(tmp_path)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in made.folder.iterdir()}
    assert set(modes.values()) == {0o600}
    assert {"authority.pem", "server.pem", "pressel-ca.crt"} <= set(modes)
    assert stat.S_IMODE(made.folder.stat().st_mode) == 0o700
    assert b"PRIVATE KEY" not in made.public_file.read_bytes()


def test_lifetimes_are_what_devices_accept(tmp_path: Path) -> None:
    made = make(tmp_path)
    assert made.server.not_valid_after_utc - made.server.not_valid_before_utc <= timedelta(days=398)
    assert not certificates.is_due(made, NOW + timedelta(days=360))
    assert certificates.is_due(made, NOW + timedelta(days=367))
    with pytest.raises(CertificateError, match="--new-ca"):
        certificates.init(tmp_path, NAMES, NOTHING, "box", NOW + timedelta(days=3_640))


@pytest.mark.parametrize(("names", "addresses"), [(["two words"], []), (["-x"], []), ([], ["192.168.1"]), (["ä"], [])])
def test_a_wrong_name_or_address_is_named(names: list[str], addresses: list[str]) -> None:
    with pytest.raises(CertificateError, match=f"{(names + addresses)[0]}.*write it"):
        Names.of(names, addresses)


def test_nothing_yet_and_a_broken_file_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CertificateError, match="pressel tls init"):
        certificates.read(tmp_path)
    made = make(tmp_path)
    made.server_file.write_text("garbage")
    with pytest.raises(CertificateError, match=r"server\.pem.*move it away and run: pressel tls init"):
        certificates.read(tmp_path)
