#!/usr/bin/env python3
"""Thunderbird's own account set-up with our autoconfig files.

It finds them where its installation may have some, understands what went in,
makes accounts of them and logs in. Odd values of a user.js come through, too.
"""

import os
import shutil

import harness
import realclients
import thunderbird
from realclients import Variant

world = realclients.begin("thunderbird", "certutil")
tap = world.tap
if not os.path.isdir(thunderbird.ISP):
    harness.skip_all(f"{thunderbird.ISP} is not there")
GOLDEN = os.path.join(harness.ROOT, "tests", "golden")
isp = world.folder("isp")

MODULES = """
const { FetchConfig } = ChromeUtils.importESModule(
  "resource:///modules/accountcreation/FetchConfig.sys.mjs");
const { AccountConfig } = ChromeUtils.importESModule(
  "resource:///modules/accountcreation/AccountConfig.sys.mjs");
const { CreateInBackend } = ChromeUtils.importESModule(
  "resource:///modules/accountcreation/CreateInBackend.sys.mjs");
const read = domain => FetchConfig.fromDisk(
  domain, new AbortController().signal);
"""

UNDERSTAND = MODULES + """
const config = await read(args[0]);
const server = s => [s.type, s.hostname, s.port, s.socketType, s.auth,
                     s.username ?? null];
return {
  id: config.id, name: config.displayName, domains: config.domains,
  incoming: [config.incoming, ...config.incomingAlternatives].map(server),
  outgoing: [config.outgoing, ...config.outgoingAlternatives].map(server),
  leave: [config.incoming.leaveMessagesOnServer,
          config.incoming.daysToLeaveMessagesOnServer],
};
"""

CREATE = MODULES + """
const [domain, name, address, password] = args;
const config = await read(domain);
AccountConfig.replaceVariables(config, name, address, password);
config.rememberPassword = true;
const account = await CreateInBackend.createAccountInBackend(config);
const server = account.incomingServer;
const status = await new Promise(resolve => server.verifyLogon({
  QueryInterface: ChromeUtils.generateQI(["nsIUrlListener"]),
  OnStartRunningUrl() {},
  OnStopRunningUrl(_, status) { resolve(status); },
}, null));
return {
  status,
  incoming: [server.type, server.hostname, server.port, server.socketType,
             server.authMethod, server.username],
  leave: server.type == "imap" ? null : [
    server.getBoolValue("leave_on_server"),
    server.getBoolValue("delete_by_age_from_server"),
    server.getIntValue("num_days_to_leave_on_server")],
};
"""

ACCOUNT = """
const { MailServices } = ChromeUtils.importESModule(
  "resource:///modules/MailServices.sys.mjs");
const account = MailServices.accounts.defaultAccount;
const server = account.incomingServer;
const identity = account.defaultIdentity;
const smtp = MailServices.outgoingServer.getServerByKey(
  identity.smtpServerKey).QueryInterface(Ci.nsISmtpServer);
return [
  MailServices.accounts.accounts.length,
  [server.type, server.hostname, server.port, server.socketType,
   server.authMethod, server.username, server.prettyName],
  [smtp.hostname, smtp.port, smtp.socketType, smtp.authMethod, smtp.username,
   smtp.description],
  [identity.fullName, identity.email],
];
"""

SOCKETS = {"tls": 3, "starttls": 2}
PASSWORD, ENCRYPTED, NO_LOGIN, OAUTH2 = 3, 4, 1, 10
ADDRESS = "%EMAILADDRESS%"


def golden(case, name, domain):
    shutil.copy(os.path.join(GOLDEN, case, name), f"{isp}/{domain}.xml")


def write(box, variant, domain, *options):
    path = world.profile(box, variant, "autoconfig", "--prefer",
                         variant.protocol, *options,
                         protocols={"imap": 1, "pop3": 1, "smtp": 1})
    shutil.copy(path, f"{isp}/{domain}.xml")


def own(protocol, security):
    """What a server of the box is, as Thunderbird holds it."""
    label = realclients.LABELS[protocol]
    return [protocol, f"{label}.hafen.test",
            realclients.PORTS[protocol, security], SOCKETS[security],
            PASSWORD, ADDRESS]


def check_files(program):
    """Everything that went in was understood, and in the same order."""
    found = program.run(UNDERSTAND, "imap.test")
    tap.same((found["id"], found["domains"], found["name"]),
             ("hafen.test", ["hafen.test"], "Post vom Hafen"), "names")
    tap.same((found["incoming"], found["outgoing"]),
             ([own("imap", "tls"), own("pop3", "tls")],
              [own("smtp", "tls")]), "IMAP first, TLS")
    found = program.run(UNDERSTAND, "pop.test")
    tap.same((found["incoming"], found["outgoing"], found["leave"]),
             ([own("pop3", "starttls"), own("imap", "starttls")],
              [own("smtp", "starttls")], [True, 7]),
             "POP3 first, STARTTLS, 7 days")
    found = program.run(UNDERSTAND, "atonce.test")
    tap.same(found["leave"][0], False, "POP3: deleted at once")
    found = program.run(UNDERSTAND, "odd.test")
    tap.same((found["id"], found["name"]),
             ("xn--mller-kva.example",
              "Müller; \"Mail\" #1 \\ Co. <AG>"), "odd: names")
    tap.same((found["incoming"], found["outgoing"]),
             ([["imap", "imap.xn--mller-kva.example", 10143, 2, ENCRYPTED,
                " DOM\\jane o'\"doe\"; #1 $b ü"],
               ["pop3", "2001:db8::110", 110, 2, PASSWORD, "jane"]],
              [["smtp", "192.0.2.25", 465, 3, NO_LOGIN, None]]),
             "odd: servers")
    # It knows nothing of 1.2 and takes what it knows.
    found = program.run(UNDERSTAND, "scram.test")
    tap.same([s[4] for s in found["incoming"]], [PASSWORD, PASSWORD],
             "SCRAM is passed over")
    found = program.run(UNDERSTAND, "oauth.test")
    tap.same([s[4] for s in found["incoming"] + found["outgoing"]],
             [ENCRYPTED, PASSWORD], "OAuth2 of strangers is passed over")
    found = program.run(UNDERSTAND, "known.test")
    tap.same([s[4] for s in found["incoming"] + found["outgoing"]],
             [OAUTH2, OAUTH2], "OAuth2 of a known provider is taken")


def check_account(program, box, variant, domain, leave):
    made = program.run(CREATE, domain, "Jane Doe", box.address,
                       box.password)
    want = own(variant.protocol, variant.security)
    tap.same((made["incoming"], made["leave"]),
             (want[:5] + [box.user], leave), f"{variant}: the account")
    world.result("autoconfig", variant, "logged in",
                 made["status"] == 0 and
                 (variant.protocol, "PLAIN") in box.logins(),
                 (made, box.logins()))


def check_odd(path):
    """Without a connection: the servers of these values are nowhere."""
    with thunderbird.Thunderbird(
            world, path, prefs={"offline.startup_state": 3}) as program:
        found = program.run(ACCOUNT)
    tap.same(found, [
        2, ["imap", "imap.xn--mller-kva.example", 10143, 2, ENCRYPTED,
            " DOM\\jane o'\"doe\"; #1 $b ü", "jane+x@xn--mller-kva.example"],
        ["192.0.2.25", 465, 3, NO_LOGIN, "",
         "Müller; \"Mail\" #1 \\ Co. <AG>"],
        ["Jane \"JD\" <Doe> & Söhne", "jane+x@xn--mller-kva.example"]],
        "user.js: odd values come through")


one, two = world.box(), world.box()
write(one, Variant("imap", "tls"), "imap.test")
write(two, Variant("pop3", "starttls"), "pop.test", "--pop-delete", "7")
write(two, Variant("pop3", "tls"), "atonce.test", "--pop-delete", "at-once")
golden("odd", "xn--mller-kva.example.xml", "odd.test")
golden("imap", "example.org.xml", "scram.test")
golden("oauth", "example.org.xml", "oauth.test")
golden("oauth-known", "gmail.com.xml", "known.test")
with thunderbird.Thunderbird(world, isp=isp) as program:
    check_files(program)
    check_account(program, one, Variant("imap", "tls"), "imap.test", None)
    check_account(program, two, Variant("pop3", "starttls"), "pop.test",
                  [True, True, 7])
check_odd(os.path.join(GOLDEN, "mozilla-odd",
                       "jane+x@xn--mller-kva.example.user.js"))
world.end()
