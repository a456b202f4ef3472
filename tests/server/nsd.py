"""A real name server, NSD, that knows the whole world of the tests.

It serves the root zone, so that every name that is not in it does not exist
and no question has to leave the machine.
"""

import base64
import hashlib
import os
import subprocess
import time

from nginx import places

DAY = 86400

CONF = """\
server:
	ip-address: {address}@{port}
	server-count: 1
	username: ""
	chroot: ""
	zonesdir: "{dir}"
	database: ""
	logfile: "{dir}/log"
	pidfile: "{dir}/pid"
	xfrdfile: "{dir}/xfrd.state"
	xfrdir: "{dir}"
	zonelistfile: "{dir}/zones"
	hide-version: yes
remote-control:
	control-enable: no
zone:
	name: "."
	zonefile: "root.zone"
"""

SIGNED = """\
zone:
	name: "{name}"
	zonefile: "{name}.zone"
"""

APEX = """\
$ORIGIN {name}.
$TTL 60
@	IN SOA ns.test. hostmaster.test. 1 3600 600 86400 60
@	IN NS ns.test.
"""

ZONE = """\
$ORIGIN .
$TTL 60
@	IN SOA ns.test. hostmaster.test. 1 3600 600 86400 60
@	IN NS ns.test.
ns.test.	IN A {address}
"""


def sha256(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def digests(domain):
    """TXT records for the JSON document, as they stand in a zone file."""
    if domain.digest is None:
        yield '"v=spf1 -all"'
        return
    yield f'"v=UAAC1; a=sha256; d={sha256("as it was last year")}"'
    if domain.digest == "right":
        document = next(places(domain))[3]
        digest = sha256(document)
        yield (f'"d = {digest[:20]}" "{digest[20:]} ; new=x;" '
               '" a=sha256;v=UAAC1;"')


def silent_address(web):
    """Beside the web server: it takes connections and says nothing."""
    return web.rsplit(".", 1)[0] + ".2"


def records(domain, web):
    """The records of one domain, as lines of a zone file."""
    d = domain.name
    yield f"{d}. IN TXT \"v=spf1 -all\""
    if domain.mx:
        yield f"{d}. IN MX " + domain.mx.format(d=d)
    for host in domain.host_names():
        yield f"{host}. IN A {domain.address}"
        if domain.aaaa:
            yield f"{host}. IN AAAA {domain.aaaa}"
    if "well-known" in domain.web:
        yield f"{d}. IN A {web}"
    if any(kind.startswith(("http", "https", "autoconfig"))
           for kind in domain.web):
        yield f"autoconfig.{d}. IN A {web}"
    if any(kind.startswith(("ad-", "v2-")) for kind in domain.web):
        yield f"autodiscover.{d}. IN A {web}"
    if any(kind.startswith("conf") for kind in domain.web):
        yield f"conf.{d}. IN A {web}"
    if "ispdb" in domain.web:
        yield f"ispdb.{d}. IN A {web}"
    if any(kind.startswith("pacc") for kind in domain.web):
        yield f"ua-auto-config.{d}. IN A {web}"
        for text in digests(domain):
            yield f"_ua-auto-config.{d}. IN TXT {text}"
    for host in domain.silent_names():
        yield f"{host}. IN A {silent_address(web)}"
    for host in domain.autodiscover_names():
        yield f"{host}. IN A {web}"
    for label, text in domain.txt:
        yield f"{label}.{d}. IN TXT \"{text}\"".lstrip(".")
    for line in domain.records:
        yield line.format(d=d, web=web)
    for name, port, target in domain.srv:
        yield f"{name}._tcp.{d}. IN SRV 0 1 {port} {target}"


def sign(folder, domain, lines):
    """A zone of its own, signed; returns the anchor of trust in it.

    Bogus: signed as usual, and one host changed afterwards."""
    name = domain.name
    path = f"{folder}/{name}.zone"
    with open(f"{path}.plain", "w", encoding="ascii") as out:
        out.write(APEX.format(name=name))
        out.writelines(x + "\n" for x in lines)
    run = subprocess.run(
        ["ldns-keygen", "-a", "ECDSAP256SHA256", "-k", f"{name}."],
        cwd=folder, check=True, stdout=subprocess.PIPE, encoding="ascii")
    key = run.stdout.strip()
    now = int(time.time())
    # An old signature, or one that is good for the life of the servers.
    first, last = ((now - 30 * DAY, now - 10 * DAY)
                   if domain.dnssec == "expired" else
                   (now - DAY, now + 20 * DAY))
    subprocess.run(
        ["ldns-signzone", "-i", str(first), "-e", str(last), "-f", path,
         f"{path}.plain", key], cwd=folder, check=True)
    if domain.dnssec == "altered":
        with open(path, encoding="ascii") as text:
            signed = text.read()
        with open(path, "w", encoding="ascii") as out:
            out.write(signed.replace(" imap.hafen.test.", " imap.srv.test."))
    with open(f"{folder}/{key}.ds", encoding="ascii") as text:
        return text.read()


def write_signed(folder, domains, web):
    """Zones and anchors of all signed domains; the anchors in one file."""
    anchors = ""
    for domain in domains:
        anchors += sign(folder, domain, records(domain, web))
    with open(f"{folder}/anchors", "w", encoding="ascii") as out:
        out.write("; what the tests trust\n" + anchors)


def write_own(folder, domain, web):
    """A zone of its own; returns its part of the configuration."""
    with open(f"{folder}/{domain.name}.zone", "w", encoding="ascii") as out:
        out.write(f"$TTL 60\n{domain.name}. IN SOA {domain.ns[0]}. "
                  "hostmaster.test. 1 3600 600 86400 60\n")
        out.writelines(f"{domain.name}. IN NS {x}.\n" for x in domain.ns)
        out.writelines(x + "\n" for x in records(domain, web))
    return SIGNED.format(name=domain.name)


def write(root, domains, address, port, web):
    """Writes configuration and zone; returns the command that serves it."""
    folder = f"{root}/nsd"
    signed = [d for d in domains if d.dnssec is not None]
    domains = [d for d in domains if d.dnssec is None]
    os.makedirs(folder, mode=0o755)
    write_signed(folder, signed, web)
    with open(f"{folder}/nsd.conf", "w", encoding="ascii") as out:
        out.write(CONF.format(dir=folder, address=address, port=port))
        out.writelines(SIGNED.format(name=d.name) for d in signed)
        for domain in filter(lambda d: d.ns, domains):
            out.write(write_own(folder, domain, web))
    with open(f"{folder}/root.zone", "w", encoding="ascii") as out:
        out.write(ZONE.format(address=address))
        out.write(f"mx.{domains[0].name}. IN A {domains[0].address}\n")
        for domain in filter(lambda d: not d.ns, domains):
            out.writelines(x + "\n" for x in records(domain, web))
        out.writelines(f"{d.name}. IN NS ns.test.\n" for d in signed)
    return ["nsd", "-d", "-c", f"{folder}/nsd.conf"]
