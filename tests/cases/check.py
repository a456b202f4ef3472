"""What the runner asserts: each function yields complaints, best none."""

import base64
import json
import os
import re

try:
    import jsonschema
except ImportError:
    jsonschema = None

import printed

# Commands that carry credentials or begin a login.
VERBS = re.compile(
    rb"^(?:[A-Za-z0-9.]+ )?(AUTHENTICATE|LOGIN|AUTH|USER|PASS|APOP)\b",
    re.I | re.M)


def alignments(secret):
    """The parts of the secret's base64 that no neighbour changes."""
    out = []
    for before in range(3):
        text = base64.b64encode(b"x" * before + secret)
        first = -(-before * 4 // 3) if before else 0
        last = (before + len(secret)) // 3 * 4
        out.append(text[first:last])
    return out


def needles(password):
    """The password, its longest run of letters and digits, in base64 too."""
    core = max(re.findall(rb"[A-Za-z0-9]+|[\x80-\xff]+", password), key=len)
    found = {password, core}
    for secret in found.copy():
        if len(secret) >= 8:
            found.update(alignments(secret))
    return {needle for needle in found if len(needle) >= 8}


def secret_in(data, password):
    return any(needle in data for needle in needles(password))


def hygiene(name, data, password):
    """For everything a person or a log may see."""
    if secret_in(data, password):
        yield f"{name} shows the password"
    wrong = printed.fault(data)
    if wrong:
        yield f"{name}: {wrong}"


def credentials(servers, rule, password, user):
    """rule: "none", or "tls": inside of verified TLS alone."""
    for server in servers:
        for session in server.sessions:
            wire = session.wire
            for what, data in (("before TLS", bytes(wire.clear)),
                               ("inside TLS", bytes(wire.secret))):
                if what == "inside TLS" and rule == "tls":
                    continue
                if secret_in(data, password):
                    yield f"{server.name} saw the password {what}"
                found = VERBS.search(data)
                if found:
                    yield (f"{server.name} saw {found[0].decode()} {what}")
                if what == "before TLS" and user in data:
                    yield f"{server.name} saw the user name {what}"


def findings_of(report):
    """(severity, id, protocol or "account") of a whole report."""
    for endpoint in report.get("endpoints", ()):
        for finding in endpoint.get("findings", ()):
            yield finding["severity"], finding["id"], endpoint["protocol"]
    for finding in report.get("findings", ()):
        yield finding["severity"], finding["id"], "account"


def findings(report, lines):
    """
    "SEVERITY ID [@PROTOCOL]": must be there, and no other errors;
    "also SEVERITY ID": must be there, others may;  "not ID": must not;
    "none": neither errors nor warnings.
    """
    seen = list(findings_of(report))
    wanted_errors, exact = set(), False

    def has(severity, name, where):
        return any(s == severity and i == name and where in ("", p)
                   for s, i, p in seen)

    for line in lines:
        words, _, where = line.partition("@")
        words = words.split()
        if words == ["none"]:
            for severity, name, place in seen:
                if severity != "info":
                    yield f"unexpected: {severity} {name} @{place}"
        elif words[0] == "not":
            if any(name == words[1] for _, name, _ in seen):
                yield f"unexpected: {words[1]}"
        else:
            severity, name = words[-2:]
            if not has(severity, name, where.strip()):
                yield f"missing: {line}"
            if severity == "error":
                wanted_errors.add(name)
            exact |= words[0] != "also"
    for severity, name, place in seen:
        if exact and severity == "error" and name not in wanted_errors:
            yield f"unexpected: {severity} {name} @{place}"


def walk(report, path):
    """The value at a.b[0].c, or at a.b[*].c a list of them; KeyError or
    IndexError when there is none."""
    path, star, rest = path.partition("[*]")
    value = report
    for name, index in re.findall(r"([A-Za-z0-9_]+)|\[(-?\d+)\]", path):
        value = value[name] if name else value[int(index)]
    return [walk(one, rest) for one in value] if star else value


def same(value, text):
    try:
        return value == json.loads(text)
    except ValueError:
        return value == text


OPERATORS = {
    "==": same,
    "!=": lambda value, text: not same(value, text),
    "contains": lambda value, text: text in value,
    "lacks": lambda value, text: text not in value,
    "matches": lambda value, text: re.search(text, value) is not None,
    ">=": lambda value, text: value >= float(text),
    "<=": lambda value, text: value <= float(text),
}


def assertions(report, lines):
    """PATH OPERATOR VALUE, or: PATH absent."""
    for line in lines:
        path, operator, *rest = line.split(None, 2)
        try:
            value = walk(report, path)
        except (KeyError, IndexError, TypeError):
            if operator != "absent":
                yield f"{path} is not in the report"
            continue
        if operator == "absent":
            yield f"{path} is in the report: {value!r}"
        elif not OPERATORS[operator](value, rest[0] if rest else ""):
            yield f"not true: {line} (it is {value!r})"


def texts_of(value):
    """Every string of a report, decoded."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from texts_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts_of(item)
    elif isinstance(value, str):
        yield value


def shape(report, schema_path):
    """The report's own promises, whatever the case is about."""
    for text in texts_of(report):
        if printed.BAD.search(text):
            yield f"a control character in the report: {text!r}"
        if "{" in text and re.search(r"\{[a-z_]+\}", text):
            yield f"a place without value: {text!r}"
    for endpoint in report.get("endpoints", ()):
        worst = {f["severity"] for f in endpoint.get("findings", ())}
        if endpoint["verdict"] == "ok" and worst & {"error", "warning"}:
            yield f"{endpoint['protocol']} is ok in spite of {worst}"
        if endpoint["verdict"] != "error" and "error" in worst:
            yield f"{endpoint['protocol']} has errors, yet no such verdict"
    if jsonschema is not None and os.path.exists(schema_path):
        with open(schema_path, encoding="utf-8") as file:
            schema = json.load(file)
        validator = jsonschema.validators.validator_for(schema)(schema)
        for error in list(validator.iter_errors(report))[:3]:
            yield f"against the schema: {error.json_path}: {error.message}"
