"""Certificates of a test authority, good ones and every kind of bad one."""

import os
import subprocess

# Certificates the servers show: how each differs from a good one.
KINDS = ("hafen", "all", "expired", "selfsigned", "wrongname", "incomplete",
         "unknownroot")


def openssl(*args):
    subprocess.run(("openssl",) + args, check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def authority(folder, name, issuer=None):
    """A root, or an authority below issuer."""
    base = f"{folder}/{name}"
    openssl("req", "-x509" if issuer is None else "-new",
            "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", f"{base}.key", "-out",
            f"{base}.pem" if issuer is None else f"{base}.csr",
            "-subj", f"/O=Postlotse test/CN=Postlotse {name}",
            *(("-days", "30", "-addext", "keyUsage=critical,keyCertSign")
              if issuer is None else ()))
    if issuer is not None:
        sign(folder, name, issuer, "basicConstraints=critical,CA:TRUE\n"
             "keyUsage=critical,keyCertSign\n")


def sign(folder, name, issuer, extensions, dates=None):
    """Signs folder/name.csr.

    `openssl x509` cannot give the dates of a certificate that has ended
    long ago, `openssl ca` can.
    """
    base = f"{folder}/{name}"
    with open(f"{base}.ext", "w", encoding="ascii") as out:
        out.write(extensions)
    with open(f"{base}.ca", "w", encoding="ascii") as out:
        out.write("[ca]\ndefault_ca=x\n[x]\npolicy=any\nunique_subject=no\n"
                  f"database={base}.index\nnew_certs_dir={folder}\n"
                  "default_md=sha256\nrand_serial=yes\n"
                  "[any]\norganizationName=optional\ncommonName=optional\n")
    with open(f"{base}.index", "w", encoding="ascii"):
        pass
    when = ("-days", "29") if dates is None else (
        "-startdate", dates[0], "-enddate", dates[1])
    openssl("ca", "-batch", "-notext", "-config", f"{base}.ca", "-in",
            f"{base}.csr", "-out", f"{base}.pem", "-extfile", f"{base}.ext",
            "-cert", f"{folder}/{issuer}.pem", "-keyfile",
            f"{folder}/{issuer}.key", *when)


def leaf(folder, name, issuer, names, dates=None, chain=True):
    base = f"{folder}/{name}"
    alternatives = "subjectAltName=" + ",".join("DNS:" + n for n in names)
    request = ("req", "-newkey", "ec", "-pkeyopt",
               "ec_paramgen_curve:P-256", "-nodes", "-keyout",
               f"{base}.key", "-subj", f"/CN={names[0]}")
    if issuer is None:
        openssl(*request, "-x509", "-days", "29", "-addext", alternatives,
                "-out", f"{base}.pem")
        return
    openssl(*request, "-new", "-out", f"{base}.csr")
    sign(folder, name, issuer, alternatives +
         "\nbasicConstraints=critical,CA:FALSE\n"
         "extendedKeyUsage=serverAuth\n", dates)
    if chain:
        with open(f"{folder}/{issuer}.pem", encoding="ascii") as part:
            text = part.read()
        with open(f"{base}.pem", "a", encoding="ascii") as out:
            out.write(text)


def write(root, domains):
    """Makes all of KINDS in root/certs; the authority is certs/root.pem."""
    folder = f"{root}/certs"
    os.makedirs(folder, mode=0o755)
    authority(folder, "root")
    authority(folder, "intermediate", "root")
    authority(folder, "stranger")

    def names(kind):
        found = [n for d in domains if d.certificate == kind
                 for n in d.host_names()]
        found += [n for d in domains if d.web_certificate == kind
                  for n in d.web_names()]
        return found

    leaf(folder, "hafen", "intermediate", names("hafen"))
    leaf(folder, "all", "intermediate", names("all") + ["v1.ispdb.net"])
    leaf(folder, "expired", "intermediate", names("expired"),
         dates=("20240101000000Z", "20240601000000Z"))
    leaf(folder, "selfsigned", None, names("selfsigned"))
    leaf(folder, "wrongname", "intermediate", ["mail.elsewhere.test"])
    leaf(folder, "incomplete", "intermediate", names("incomplete"),
         chain=False)
    leaf(folder, "unknownroot", "stranger", names("unknownroot"))
