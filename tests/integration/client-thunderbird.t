#!/usr/bin/env python3
"""The real Thunderbird with our user.js: it logs in, fetches, deletes, sends.

Thunderbird keeps the passwords as after a user has typed them in; the rest of
its profile is our file. What the servers have is the verdict.
"""

import json
import os
import re
import time
from urllib.parse import quote

import realclients
import thunderbird
from realclients import Variant

world = realclients.begin("thunderbird", "certutil")
tap = world.tap

# what POP3 leaves, variant
CASES = [
    (None, Variant("imap", "tls")),
    (None, Variant("imap", "starttls")),
    ("at-once", Variant("pop3", "starttls")),
    ("14", Variant("pop3", "tls")),
    ("never", Variant("pop3", "tls")),
]

MAIL = """
const { MailServices } = ChromeUtils.importESModule(
  "resource:///modules/MailServices.sys.mjs");
const { setTimeout } = ChromeUtils.importESModule(
  "resource://gre/modules/Timer.sys.mjs");
const account = MailServices.accounts.defaultAccount;
const server = account.incomingServer;
const identity = account.defaultIdentity;
const inbox = () => server.rootFolder.getFolderWithFlags(
  Ci.nsMsgFolderFlags.Inbox);
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));
const url = start => new Promise(resolve => start({
  QueryInterface: ChromeUtils.generateQI(["nsIUrlListener"]),
  OnStartRunningUrl() {},
  OnStopRunningUrl(_, status) { resolve(status); },
}));
"""

# Waits for what Thunderbird fetches by itself after its start.
FETCHED = MAIL + """
const [subject, seconds] = args;
let found = [];
for (let i = 0; i < seconds * 10; i++) {
  if (inbox()) {
    found = [...inbox().messages].map(m => m.mime2DecodedSubject);
  }
  if (found.includes(subject)) {
    break;
  }
  await sleep(100);
}
return found;
"""

FETCH_AGAIN = MAIL + """
return url(l => MailServices.pop3.GetNewMail(null, l, inbox(), server));
"""

SEND = MAIL + """
const [subject] = args;
const file = Services.dirsvc.get("ProfD", Ci.nsIFile);
file.append("message.eml");
await IOUtils.writeUTF8(file.path,
  `From: ${identity.fullName} <${identity.email}>\\r\\n` +
  `To: ${identity.email}\\r\\nSubject: ${subject}\\r\\n` +
  `Date: ${new Date().toUTCString()}\\r\\n` +
  `Message-ID: <${Date.now()}@hafen.test>\\r\\n\\r\\nMoin.\\r\\n`);
const fields = Cc["@mozilla.org/messengercompose/composefields;1"]
  .createInstance(Ci.nsIMsgCompFields);
fields.from = fields.to = identity.email;
fields.subject = subject;
const send = Cc["@mozilla.org/messengercompose/send;1"]
  .createInstance(Ci.nsIMsgSend);
return new Promise(resolve => send.sendMessageFile(
  identity, account.key, fields, file, false, false,
  Ci.nsIMsgSend.nsMsgDeliverNow, null, {
    QueryInterface: ChromeUtils.generateQI(["nsIMsgSendListener"]),
    onStartSending() {}, onSendProgress() {}, onStatus() {},
    onGetDraftFolderURI() {},
    onSendNotPerformed() { resolve("not performed"); },
    onStopSending(id, status) { resolve(status); },
    onTransportSecurityError(id, status) { resolve(status); },
  }, null, ""));
"""

# What it would put into a QR code itself.
EXPORT = MAIL + """
const { QRExport } = ChromeUtils.importESModule(
  "moz-src:///comm/mail/modules/QRExport.sys.mjs");
return JSON.stringify(QRExport.getQRData(
  await QRExport.getAccountData(account.key, false), 1, 1));
"""

FOLDERS = MAIL + """
return {
  sent: identity.fccFolderURI, drafts: identity.draftsFolderURI,
  all: server.rootFolder.descendants.map(f => f.URI),
};
"""


def age(program, days):
    """Thunderbird counts the days from when it saw a message first."""
    path = f"{program.folder}/Mail"
    changed = 0
    for folder, _, names in os.walk(path):
        if "popstate.dat" not in names:
            continue
        path = os.path.join(folder, "popstate.dat")
        with open(path, encoding="utf-8") as text:
            state = text.read()
        old = str(int(time.time() - days * realclients.DAY))
        state, changed = re.subn(r"^(\w \S+ )\d+$", r"\g<1>" + old, state,
                                 flags=re.M)
        with open(path, "w", encoding="utf-8") as out:
            out.write(state)
    return changed


def check_left(program, box, variant, leave):
    """POP3: what is on the server after fetching, and 15 days later."""
    if leave == "at-once":
        world.result("thunderbird", variant, "deleted-at-once",
                     box.gone("Moin"), box.subjects())
        return
    program.run(FETCH_AGAIN)
    world.result("thunderbird", variant, "kept", "Moin" in box.subjects(),
                 box.subjects())
    tap.ok(age(program, 15), f"{variant}: made to look old")
    status = program.run(FETCH_AGAIN)
    if leave == "never":
        world.result("thunderbird", variant, "kept for ever",
                     "Moin" in box.subjects(), box.subjects())
    else:
        world.result("thunderbird", variant, "deleted-after",
                     box.gone("Moin"), (status, box.subjects()))


def check_sent(program, box, variant):
    subject = f"Von Thunderbird {variant}"
    status = program.run(SEND, subject)
    world.result("thunderbird", variant, "sent",
                 status == 0 and box.sent(subject), status)
    if variant.protocol == "imap":
        world.result("thunderbird", variant, "sent-filed",
                     box.sent(subject, "Sent"), box.subjects("Sent"))


def check_folders(program, box, variant):
    """It finds the roles by SPECIAL-USE, and names folders as we do where a
    server tells us the roles."""
    found = program.run(FOLDERS)
    base = f"imap://{quote(box.user, '')}@imap.hafen.test/"
    tap.same((found["sent"], found["drafts"]),
             (base + "Sent", base + "Drafts"), f"{variant}: folders")
    tap.ok(found["sent"] in found["all"], f"{variant}: they are there",
           found)


def without_empty(payload):
    """Thunderbird's own export with what the format lets out left out: the
    name that is the address, the passwords that are empty."""
    version, sequence, incoming, groups = json.loads(payload)
    return [version, sequence, incoming[:6],
            [[outgoing[:6], *identities] for outgoing, *identities in groups]]


def check_export(program, box, variant):
    path = world.profile(box, variant, "thunderbird-qr")
    with open(path, encoding="ascii") as text:
        ours = text.read()
    tap.same(json.loads(ours), without_empty(program.run(EXPORT)),
             f"{variant}: Thunderbird exports what our QR code says")


def use_profile(kept, box, variant, leave):
    box.deliver("Moin")
    options = ["--pop-delete", leave] if leave else []
    path = world.profile(box, variant, "thunderbird", *options)
    with thunderbird.Thunderbird(world, path, kept) as program:
        found = program.run(FETCHED, "Moin", realclients.PATIENCE)
        world.result("thunderbird", variant, "fetched", "Moin" in found,
                     (found, program.log()))
        tap.ok((variant.protocol, "PLAIN") in box.logins(),
               f"{variant}: the server saw the login", box.logins())
        check_sent(program, box, variant)
        if leave is not None:
            check_left(program, box, variant, leave)
        else:
            check_folders(program, box, variant)
        check_export(program, box, variant)


boxes = [world.box() for _ in CASES]
with thunderbird.Thunderbird(world) as first:
    kept = thunderbird.remember(first, boxes)
for box, (leave, variant) in zip(boxes, CASES):
    use_profile(kept, box, variant, leave)
world.end()
