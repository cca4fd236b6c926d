"""A real OpenLDAP server on a free loopback port, with a school in it, and a wire that can be cut."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_DNS, uuid5

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

BASE = "dc=hartley,dc=example"
READER, PASSWORD = f"cn=reader,{BASE}", "let me read"
SLAPD = shutil.which("slapd") or "/usr/sbin/slapd"
_SCHEMA = """
attributetype ( 1.3.6.1.4.1.32473.1.1 NAME 'userAccountControl'
  EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.32473.1.2 NAME 'pwdAccountLockedTime'
  EQUALITY generalizedTimeMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.32473.1.3 NAME 'employeeID'
  EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
objectclass ( 1.3.6.1.4.1.32473.2.1 NAME 'schoolAccount' AUXILIARY
  MAY ( userAccountControl $ pwdAccountLockedTime $ employeeID ) )
"""
_CONF = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include {folder}/school.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/slapd.pid
TLSCertificateFile {folder}/cert.pem
TLSCertificateKeyFile {folder}/key.pem
TLSCACertificateFile {folder}/cert.pem
database mdb
maxsize 104857600
suffix "{base}"
rootdn "cn=root,{base}"
rootpw root
directory {folder}/data
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="{reader}" read by * none
limits dn.exact="{reader}" size.soft={most} size.hard={most} size.prtotal={most}
"""


def tree(*entries: str) -> str:
    first = (
        f"dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\no: Hartley\ndc: hartley\n",
        f"dn: {READER}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: reader\nuserPassword: {PASSWORD}\n",
        *(f"dn: ou={name},{BASE}\nobjectClass: organizationalUnit\nou: {name}\n" for name in ("people", "groups", "classes")),
    )  # fmt: skip
    return "\n".join([*first, *entries])


def person(uid: str, given: str, family: str, **more: str) -> str:
    lines = [
        f"dn: uid={uid},ou=people,{BASE}",
        "objectClass: inetOrgPerson",
        "objectClass: schoolAccount",
    ]
    # The same in every directory that is made of this, as in the copies of a real one.
    lines += [f"entryUUID: {uuid5(NAMESPACE_DNS, uid)}"]
    lines += [f"uid: {uid}", f"cn: {given} {family}", f"givenName: {given}", f"sn: {family}"]
    lines += [f"{name}: {value}" for name, value in more.items()]
    return "\n".join(lines) + "\n"


def group(name: str, *members: str, under: str = "groups") -> str:
    lines = [f"dn: cn={name},ou={under},{BASE}", "objectClass: groupOfNames", f"cn: {name}"]
    return "\n".join([*lines, *(f"member: {member}" for member in members)]) + "\n"


def dn(uid: str) -> str:
    return f"uid={uid},ou=people,{BASE}"


def group_dn(name: str, under: str = "groups") -> str:
    return f"cn={name},ou={under},{BASE}"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def slapd(folder: Path, ldif: str, most: str = "unlimited") -> Iterator[tuple[int, int]]:
    """The ports of LDAP and LDAPS; stopped in the end."""
    (folder / "data").mkdir(parents=True)
    (folder / "school.schema").write_text(_SCHEMA)
    _certificate(folder)
    words = {"folder": folder, "base": BASE, "reader": READER, "most": most}
    (folder / "slapd.conf").write_text(_CONF.format(**words))
    (folder / "school.ldif").write_text(ldif)
    add = [SLAPD, "-T", "add", "-q", "-f", folder / "slapd.conf", "-l", folder / "school.ldif"]
    subprocess.run(add, check=True, capture_output=True)
    plain, safe = free_port(), free_port()
    urls = f"ldap://127.0.0.1:{plain}/ ldaps://127.0.0.1:{safe}/"
    with subprocess.Popen(
        [SLAPD, "-f", folder / "slapd.conf", "-h", urls, "-d", "0"], stderr=subprocess.DEVNULL
    ) as server:
        try:
            _wait_for(plain)
            yield plain, safe
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            threading.Event().wait(0.05)
        else:
            return
    raise TimeoutError("slapd does not answer")


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)  # noqa: TID251 -- a certificate's own time
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = (serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))


@contextmanager
def wire(port: int, cut_after: int) -> Iterator[int]:
    """A port that leads to another, and is cut once the server has said so many bytes."""
    door = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=_carry, args=(door, port, cut_after), daemon=True)
    thread.start()
    try:
        yield door.getsockname()[1]
    finally:
        door.close()
        thread.join(5)


def _carry(door: socket.socket, port: int, cut_after: int) -> None:
    try:
        near, _ = door.accept()
    except OSError:
        return
    far = socket.create_connection(("127.0.0.1", port))
    forth = threading.Thread(target=_pump, args=(near, far, 1 << 30), daemon=True)
    forth.start()
    _pump(far, near, cut_after)
    for one in (near, far):
        one.close()


def _pump(source: socket.socket, target: socket.socket, most: int) -> None:
    said = 0
    try:
        while said < most and (piece := source.recv(min(4096, most - said))):
            target.sendall(piece)
            said += len(piece)
    except OSError:
        return
    finally:
        for one in (source, target):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
