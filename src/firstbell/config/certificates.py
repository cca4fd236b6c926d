"""The school's own certificate authority, for a Firstbell without a certificate that browsers know already."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CA_DAYS, SERVER_DAYS = 3650, 397  # browsers refuse a server's that lasts longer
Key = ec.EllipticCurvePrivateKey


def make(names: Sequence[str], *, folder: Path, at: datetime) -> tuple[Path, Path, Path]:
    """The authority's certificate, made once, and a new certificate and key for these names and addresses."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority, signer = _authority(folder, at)
    key = ec.generate_private_key(ec.SECP256R1())
    shown = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    made = (
        _begun(shown, authority.subject, key, at, SERVER_DAYS)
        .add_extension(x509.SubjectAlternativeName([_name(one) for one in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(signer, hashes.SHA256())
    )
    server, secret = folder / "server.pem", folder / "server-key.pem"
    _write(secret, _private(key))
    _write(server, _pem(made) + _pem(authority))
    return folder / "ca.pem", server, secret


def _authority(folder: Path, at: datetime) -> tuple[x509.Certificate, Key]:
    certificate, secret = folder / "ca.pem", folder / "ca-key.pem"
    if certificate.exists() and secret.exists():
        signer = serialization.load_pem_private_key(secret.read_bytes(), password=None)
        assert isinstance(signer, Key)  # noqa: S101 -- we wrote it ourselves
        return x509.load_pem_x509_certificate(certificate.read_bytes()), signer
    signer = ec.generate_private_key(ec.SECP256R1())
    shown = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Firstbell of this school")])
    made = (
        _begun(shown, shown, signer, at, CA_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(signer, hashes.SHA256())
    )
    _write(secret, _private(signer))
    _write(certificate, _pem(made))
    return made, signer


def _begun(
    subject: x509.Name, issuer: x509.Name, key: Key, at: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _private(key: Key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
