#!/usr/bin/env python3
"""A test authority: good certificates and every kind of bad one.

	ca.py DIR [--names a.test,b.test] [--ip 127.0.0.1,::1]

writes DIR/KIND.pem (the chain a server sends), DIR/KIND.key, and the trusted
root DIR/root.pem.  Everything is done by the openssl command.
"""

import argparse
import os
import shutil
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

DAY = 86400

# kind: issuer, first and last day from now, names (None: the given ones),
# and the issuers sent along.
LEAFS = {
    "good": ("intermediate", -1, 60, None, ["intermediate"]),
    "other": ("intermediate", -2, 70, None, ["intermediate"]),
    "expiring": ("intermediate", -80, 5, None, ["intermediate"]),
    "expired": ("intermediate", -90, -10, None, ["intermediate"]),
    "not-yet-valid": ("intermediate", 10, 90, None, ["intermediate"]),
    "self-signed": (None, -1, 60, None, []),
    "wrong-name": ("intermediate", -1, 60, ["elsewhere.test"],
                   ["intermediate"]),
    "missing-intermediate": ("intermediate", -1, 60, None, []),
    "untrusted-root": ("stranger", -1, 60, None, ["stranger"]),
    "intercepted": ("shield", -1, 60, None, ["shield"]),
    "no-san": ("intermediate", -1, 60, [], ["intermediate"]),
    "wildcard": ("intermediate", -1, 60, ["*.example.test"],
                 ["intermediate"]),
    "wildcard-registry": ("intermediate", -1, 60, ["*.co.uk"],
                          ["intermediate"]),
    "wildcard-excluded": ("limited", -1, 60, ["*.example.test"],
                          ["limited"]),
    "name-excluded": ("limited", -1, 60, ["mail.example.test"], ["limited"]),
    "weak": ("intermediate", -1, 60, None, ["intermediate"]),
    "rsa": ("intermediate", -1, 60, None, ["intermediate"]),
}

# Kinds with a key of their own; the others share one of P-256.
RSA_BITS = {"weak": 1024, "rsa": 2048}

AUTHORITIES = {  # name: common name, issuer
    "root": ("Postlotse Test Root", None),
    "stranger": ("Stranger Root", None),
    "shield": ("Avast Web/Mail Shield Root", None),
    "intermediate": ("Postlotse Test Intermediate", "root"),
    "limited": ("Postlotse Limited Intermediate", "root"),
}

# What an authority must not certify (RFC 5280 section 4.2.1.10).
LIMITS = {
    "limited": "nameConstraints=critical,excluded;DNS:mail.example.test\n",
}

CONFIG = """\
[ca]
default_ca = test
[test]
policy = any
unique_subject = no
database = {index}
new_certs_dir = {folder}
default_md = sha256
rand_serial = yes
[any]
organizationName = optional
commonName = optional
[req]
distinguished_name = none
[none]
"""


def general_name(name):
    """A name as openssl writes it; "_imaps.a.test" is one of RFC 4985."""
    if name.startswith("_"):
        return f"otherName:1.3.6.1.5.5.7.8.7;IA5STRING:{name}"
    return "DNS:" + name


class Authority:
    """A folder of keys and certificates in the making."""

    def __init__(self, folder, names, ips):
        self.folder, self.names, self.ips = folder, names, ips

    def path(self, name):
        return os.path.join(self.folder, name)

    def openssl(self, *args):
        subprocess.run(("openssl",) + args, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="ascii") as out:
            out.write(text)
        return self.path(name)

    def config(self, name):
        return self.write(name + ".conf", CONFIG.format(
            index=self.write(name + ".index", ""), folder=self.folder))

    def key(self, name, algorithm="EC", option="ec_paramgen_curve:P-256"):
        """A key and the request it signs; the subject comes later."""
        self.openssl("genpkey", "-algorithm", algorithm, "-pkeyopt", option,
                     "-out", self.path(name + ".key"))
        self.openssl("req", "-new", "-config", self.config(name + "-req"),
                     "-key", self.path(name + ".key"), "-subj", "/CN=x",
                     "-out", self.path(name + ".csr"))

    def sign(self, name, request, issuer, subject, days, extensions):
        """issuer None: by its own key.  Only `openssl ca` can date back."""
        now = int(time.time())
        first, last = (time.strftime("%Y%m%d%H%M%SZ", time.gmtime(
            now + day * DAY)) for day in days)
        by = (("-selfsign", "-keyfile", self.path(request + ".key"))
              if issuer is None else
              ("-cert", self.path(issuer + ".pem"),
               "-keyfile", self.path(issuer + ".key")))
        self.openssl("ca", "-batch", "-notext", "-config", self.config(name),
                     *by, "-in", self.path(request + ".csr"),
                     "-subj", subject, "-startdate", first, "-enddate", last,
                     "-extfile", self.write(name + ".ext", extensions),
                     "-out", self.path(name + ".pem"))

    def authority(self, name):
        common_name, issuer = AUTHORITIES[name]
        self.key(name)
        subject = "/O=Postlotse test/CN=" + common_name.replace("/", "\\/")
        self.sign(name, name, issuer, subject, (-100, 100),
                  "basicConstraints=critical,CA:TRUE\n"
                  "keyUsage=critical,keyCertSign,cRLSign\n"
                  "subjectKeyIdentifier=hash\n" + LIMITS.get(name, ""))

    def leaf(self, kind):
        issuer, first, last, names, _ = LEAFS[kind]
        request = kind if kind in RSA_BITS else "leaf"
        san = [general_name(n)
               for n in (self.names if names is None else names)]
        if names is None:
            san += ["IP:" + ip for ip in self.ips]
        extensions = ("basicConstraints=critical,CA:FALSE\n"
                      "extendedKeyUsage=serverAuth\n")
        if san:
            extensions += "subjectAltName=" + ",".join(san) + "\n"
        if issuer == "intermediate":
            extensions += ("authorityInfoAccess=caIssuers;"
                           "URI:http://ca.test/intermediate.der\n")
        self.sign(kind, request, issuer,
                  "/CN=" + (names or self.names)[0], (first, last),
                  extensions)

    def export(self, kind, folder):
        """What a server needs: key, and chain in one file."""
        request = kind if kind in RSA_BITS else "leaf"
        shutil.copy(self.path(request + ".key"),
                    os.path.join(folder, kind + ".key"))
        with open(os.path.join(folder, kind + ".pem"), "wb") as out:
            for part in [kind] + LEAFS[kind][4]:
                with open(self.path(part + ".pem"), "rb") as pem:
                    out.write(pem.read())


def make(folder, names, ips=("127.0.0.1", "::1"), kinds=tuple(LEAFS)):
    """Fills folder; returns the path of the trusted root."""
    os.makedirs(folder, exist_ok=True)
    root = os.path.join(folder, "root.pem")
    with tempfile.TemporaryDirectory() as work, ThreadPoolExecutor(4) as pool:
        ca = Authority(work, list(names), list(ips))
        jobs = [pool.submit(ca.key, "leaf")]
        jobs += [pool.submit(ca.key, kind, "RSA", f"rsa_keygen_bits:{bits}")
                 for kind, bits in RSA_BITS.items() if kind in kinds]
        jobs += [pool.submit(ca.authority, name)
                 for name, (_, issuer) in AUTHORITIES.items()
                 if issuer is None]
        for job in jobs:
            job.result()
        ca.authority("intermediate")
        if any(LEAFS[kind][0] == "limited" for kind in kinds):
            ca.authority("limited")
        list(pool.map(ca.leaf, kinds))
        for kind in kinds:
            ca.export(kind, folder)
        shutil.copy(ca.path("root.pem"), root)
    return root


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder")
    parser.add_argument("--names", default="mail.example.test")
    parser.add_argument("--ip", default="127.0.0.1,::1")
    parser.add_argument("--kinds", default=",".join(LEAFS))
    args = parser.parse_args()
    make(args.folder, args.names.split(","),
         [ip for ip in args.ip.split(",") if ip], args.kinds.split(","))


if __name__ == "__main__":
    main()
