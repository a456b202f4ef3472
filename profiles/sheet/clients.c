#include "profiles/sheet/clients.h"

#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/write/writer.h"

/*
 * Labels are facts about programs, no translations of ours: they stand here
 * in each language as the program shows them.  What is only hearsay is left
 * out, and the sheet then uses its neutral words.
 *
 * Thunderbird 153: accountHub.ftl, appmenu.ftl, am-server-top.dtd and
 * messenger.properties, en-US and de.  Thunderbird for Android and K-9 Mail:
 * strings.xml of feature/account, 2026-08.  FairEmail: strings.xml, 2026-08.
 * Gmail: strings.xml of the AOSP mail program that its dialogues come from;
 * the way there from Google's help.  Outlook: pages of Microsoft and of
 * providers that show the short dialogue.  Apple: the Mail user guide.
 */
static const struct sheet_client clients[] = {
	{ .name = "thunderbird",
	    .evidence = 'L',
	    .protocols = WRITES_ALL,
	    .en = { .title = "Thunderbird",
		.add = "≡ → Add Account → Email → Configure Manually",
		.check = "≡ → Account Settings → Server Settings; "
			 "Outgoing Server",
		.incoming = "Incoming server",
		.outgoing = "Outgoing server",
		.protocol = "Protocol",
		.server = "Hostname",
		.port = "Port",
		.security = "Connection security",
		.securities = { "SSL/TLS", "STARTTLS" },
		.auth = "Authentication method",
		.auths = { [AUTH_PASSWORD] = "Normal password",
		    [AUTH_ENCRYPTED] = "Encrypted password",
		    [AUTH_OAUTH2] = "OAuth2",
		    [AUTH_GSSAPI] = "Kerberos / GSSAPI",
		    [AUTH_NTLM] = "NTLM",
		    [AUTH_CLIENT_CERT] = "TLS Certificate",
		    [AUTH_CLIENT_IP] = "No authentication",
		    [AUTH_NONE] = "No authentication" },
		.user = "Username",
		.leave_switch = true,
		.leave = "Leave messages on server",
		.leaves = { [RETENTION_DAYS] = "For at most {days} days" } },
	    .de = { .title = "Thunderbird",
		.add = "≡ → Konto hinzufügen → E-Mail → Manuell einrichten",
		.check = "≡ → Konten-Einstellungen → Server-Einstellungen; "
			 "Postausgangs-Server",
		.incoming = "Posteingangs-Server",
		.outgoing = "Postausgangs-Server",
		.protocol = "Protokoll",
		.server = "Serveradresse",
		.port = "Port",
		.security = "Verbindungssicherheit",
		.securities = { "SSL/TLS", "STARTTLS" },
		.auth = "Authentifizierungsmethode",
		.auths = { [AUTH_PASSWORD] = "Passwort, normal",
		    [AUTH_ENCRYPTED] = "Verschlüsseltes Passwort",
		    [AUTH_OAUTH2] = "OAuth2",
		    [AUTH_GSSAPI] = "Kerberos / GSSAPI",
		    [AUTH_NTLM] = "NTLM",
		    [AUTH_CLIENT_CERT] = "TLS-Zertifikat",
		    [AUTH_CLIENT_IP] = "Keine Authentifizierung",
		    [AUTH_NONE] = "Keine Authentifizierung" },
		.user = "Benutzername",
		.leave_switch = true,
		.leave = "Nachrichten auf dem Server belassen",
		.leaves = { [RETENTION_DAYS] = "Lösche Nachrichten vom "
					       "Server nach {days} Tagen" } } },
	{ .name = "thunderbird-android",
	    .evidence = 'C',
	    .protocols = WRITES_ALL,
	    .en = { .title = "Thunderbird for Android, K-9 Mail",
		.incoming = "Incoming server settings",
		.outgoing = "Outgoing server settings",
		.protocol = "Protocol",
		.server = "Server",
		.port = "Port",
		.security = "Security",
		.securities = { "SSL/TLS", "StartTLS" },
		.auth = "Authentication",
		.auths = { [AUTH_PASSWORD] = "Normal password",
		    [AUTH_ENCRYPTED] = "Encrypted password",
		    [AUTH_OAUTH2] = "OAuth 2.0",
		    [AUTH_CLIENT_CERT] = "Client certificate" },
		.user = "Username",
		.leave = "When I delete a message",
		.leaves = { [RETENTION_KEEP] = "Do not delete on server" } },
	    .de = { .title = "Thunderbird für Android, K-9 Mail",
		.incoming = "Einstellungen des Posteingangsservers",
		.outgoing = "Einstellungen des Postausgangsservers",
		.protocol = "Protokoll",
		.server = "Server",
		.port = "Port",
		.security = "Sicherheit",
		.securities = { "SSL/TLS", "StartTLS" },
		.auth = "Authentifizierung",
		.auths = { [AUTH_PASSWORD] = "Normales Passwort",
		    [AUTH_ENCRYPTED] = "Verschlüsseltes Passwort",
		    [AUTH_OAUTH2] = "OAuth 2.0",
		    [AUTH_CLIENT_CERT] = "Client-Zertifikat" },
		.user = "Benutzername",
		.leave = "Beim Löschen von Nachrichten",
		.leaves = { [RETENTION_KEEP] = "Nie auf Server löschen" } } },
	{ .name = "fairemail",
	    .evidence = 'C',
	    .protocols = WRITES_ALL,
	    .en = { .title = "FairEmail",
		.add = "Manual setup and account options",
		.server = "Host name",
		.port = "Port number",
		.security = "Encryption",
		.securities = { "SSL/TLS", "STARTTLS" },
		.user = "User name",
		.leave_switch = true,
		.leave = "Leave messages on server" },
	    .de = { .title = "FairEmail",
		.add = "Manuelle Einrichtung und Kontooptionen",
		.server = "Hostname",
		.port = "Portnummer",
		.security = "Verschlüsselung",
		.securities = { "SSL/TLS", "STARTTLS" },
		.user = "Benutzername",
		.leave_switch = true,
		.leave = "Nachrichten auf Server belassen" } },
	{ .name = "gmail",
	    .evidence = 'C',
	    .protocols = WRITES_ALL,
	    .en = { .title = "Gmail app (Android)",
		.add = "≡ → Settings → Add account → Other → "
		       "Personal ({protocol})",
		.incoming = "Incoming server settings",
		.outgoing = "Outgoing server settings",
		.server = "Server",
		.smtp_server = "SMTP server",
		.port = "Port",
		.security = "Security type",
		.securities = { "SSL/TLS", "STARTTLS" },
		.user = "Username",
		.leave = "Delete email from server",
		.leaves = { [RETENTION_KEEP] = "Never" },
		.outgoing_extra = { "Require signin", N_("on") } },
	    .de = { .title = "Gmail-App (Android)",
		.add = "≡ → Einstellungen → Konto hinzufügen → Andere",
		.incoming = "Einstellungen des Eingangsservers",
		.server = "Server",
		.smtp_server = "SMTP-Server",
		.port = "Port",
		.security = "Sicherheitstyp",
		.securities = { "SSL/TLS", "STARTTLS" },
		.user = "Nutzername",
		.leave = "E-Mail von Server löschen",
		.leaves = { [RETENTION_KEEP] = "Nie" },
		.outgoing_extra = { "Anmeldung erforderlich", N_("on") } } },
	{ .name = "outlook",
	    .evidence = 'D',
	    .protocols = WRITES_ALL,
	    .note = N_("Outlook asks for the user name only later, together "
		       "with the password."),
	    .en = { .title = "Outlook classic (Windows)",
		.add = "File → Add Account → Advanced options → Let me set up "
		       "my account manually → Connect",
		.incoming = "Incoming mail",
		.outgoing = "Outgoing mail",
		.server = "Server",
		.port = "Port",
		.security = "Encryption method",
		.incoming_extra = { "Require logon using Secure Password "
				    "Authentication (SPA)",
		    N_("off") },
		.outgoing_extra = { "Require logon using Secure Password "
				    "Authentication (SPA)",
		    N_("off") } },
	    .de = { .title = "Outlook classic (Windows)",
		.add = "Datei → Konto hinzufügen → Erweiterte Optionen → Ich "
		       "möchte mein Konto manuell einrichten → Verbinden",
		.incoming = "Eingehende E-Mail",
		.outgoing = "Ausgehende E-Mail",
		.server = "Server",
		.port = "Port",
		.security = "Verschlüsselungsmethode",
		.incoming_extra = { "Anmeldung mithilfe der gesicherten "
				    "Kennwortauthentifizierung (SPA) "
				    "erforderlich",
		    N_("off") },
		.outgoing_extra = { "Anmeldung mithilfe der gesicherten "
				    "Kennwortauthentifizierung (SPA) "
				    "erforderlich",
		    N_("off") } } },
	{ .name = "outlook-new",
	    .evidence = 'D',
	    .protocols = WRITES_IMAP | WRITES_SMTP,
	    .en = { .title = "New Outlook (Windows)",
		.add = "Add account → Show more",
		.security = "Secure connection type" },
	    .de = { .title = "Neues Outlook (Windows)",
		.add = "Konto hinzufügen → Mehr anzeigen",
		.security = "Sicherer Verbindungstyp" } },
	{ .name = "apple-mail",
	    .evidence = 'D',
	    .protocols = WRITES_ALL,
	    .note = N_("Mail tries the secure ports by itself; port and "
		       "encryption are seen and corrected afterwards only."),
	    .en = { .title = "Mail on the Mac",
		.add = "Mail → Add Account → Other Mail Account",
		.check = "Mail → Settings → Accounts → Server Settings",
		.incoming = "Incoming Mail Server",
		.outgoing = "Outgoing Mail Server",
		.protocol = "Account Type",
		.server = "Host Name",
		.port = "Port",
		.security = "Use TLS/SSL",
		.securities = { "on", "on" },
		.auth = "Authentication",
		.auths = { [AUTH_PASSWORD] = "Password" },
		.user = "User Name" },
	    .de = { .title = "Mail auf dem Mac",
		.add = "Mail → Account hinzufügen → Anderer Mail-Account",
		.check = "Mail → Einstellungen → Accounts → "
			 "Servereinstellungen",
		.incoming = "Server für eintreffende E-Mails",
		.outgoing = "Server für ausgehende E-Mails",
		.protocol = "Accounttyp",
		.server = "Hostname",
		.port = "Port",
		.user = "Benutzername" } },
	{ .name = "ios",
	    .evidence = 'D',
	    .protocols = WRITES_ALL,
	    .note = N_("The device tries the secure ports by itself; port and "
		       "encryption are seen and corrected afterwards only, in "
		       "the settings of the account."),
	    .en = { .title = "Mail on iPhone and iPad",
		.add = "Settings → Apps → Mail → Mail Accounts → Add Account "
		       "→ Other → Add Mail Account",
		.incoming = "Incoming Mail Server",
		.outgoing = "Outgoing Mail Server",
		.server = "Host Name",
		.user = "User Name" },
	    .de = { .title = "Mail auf iPhone und iPad",
		.add = "Einstellungen → Apps → Mail → Mail-Accounts → Account "
		       "hinzufügen → Andere → Mail-Account hinzufügen",
		.incoming = "Server für eintreffende E-Mails",
		.outgoing = "Server für ausgehende E-Mails",
		.server = "Hostname",
		.user = "Benutzername" } },
};

enum { NCLIENTS = sizeof(clients) / sizeof(clients[0]) };

const struct sheet_client *
sheet_client_at(size_t i)
{
	return i < NCLIENTS ? &clients[i] : NULL;
}

const struct sheet_client *
sheet_client_find(const char *name)
{
	size_t i;

	for (i = 0; i < NCLIENTS; i++)
		if (strcmp(clients[i].name, name) == 0)
			return &clients[i];
	return NULL;
}

void
sheet_client_names(struct buf *out)
{
	size_t i;

	for (i = 0; i < NCLIENTS; i++)
		buf_printf(out, "%s%s", i == 0 ? "" : ", ", clients[i].name);
}
