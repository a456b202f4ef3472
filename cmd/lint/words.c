#include <stdio.h>
#include <string.h>

#include "cmd/lint/lint-words.h"
#include "cmd/tell/text-parts.h"
#include "cmd/term/cmd.h"
#include "cmd/term/language.h"
#include "probe/report/finding.h"

/* What each check asks, and what to do when the answer is no. */
static const struct {
	const char *question, *remedy;
} words[] = {
	[LINT_PUBLISHED] = { N_("Does the domain publish settings at all?"),
	    N_("Publish SRV records and an autoconfig document, as shown "
	       "below.") },
	[LINT_WILDCARD] = { N_("Do only names that exist have an address?"),
	    N_("A wildcard record answers to every name, so mail programs try "
	       "servers that are not there. Replace it by records for the "
	       "names that you use.") },
	[LINT_AUTOCONFIG_PUBLISHED] = { N_("Is there an autoconfig document?"),
	    N_("Put config-v1.1.xml there. The place at autoconfig.DOMAIN is "
	       "the one that every mail program asks.") },
	[LINT_AUTOCONFIG_REACHABLE] = { N_("Does the web server answer with "
					   "the document?"),
	    N_("Make the web server answer at this place with status 200, "
	       "without a password, or remove the name.") },
	[LINT_AUTOCONFIG_CERTIFICATE] = { N_("Does the certificate hold for "
					     "this name?"),
	    N_("Get a certificate that names this host and is not expired, "
	       "with its whole chain.") },
	[LINT_AUTOCONFIG_REDIRECT] = { N_("Do redirects stay on https and come "
					  "to an end?"),
	    N_("Let redirects lead straight to an https URL; mail programs "
	       "do not follow one from https to http.") },
	[LINT_AUTOCONFIG_WITHOUT_ADDRESS] = { N_("Is there an answer without "
						 "an e-mail address?"),
	    N_("Answer without the parameter emailaddress, too; many mail "
	       "programs keep the address to themselves.") },
	[LINT_AUTOCONFIG_WITH_ADDRESS] = { N_("Is there an answer with an "
					      "e-mail address?"),
	    N_("Answer as well when the URL carries ?emailaddress=...; most "
	       "mail programs send it.") },
	[LINT_AUTOCONFIG_UNKNOWN_ADDRESS] = { N_("Is there an answer for an "
						 "address that does not "
						 "exist?"),
	    N_("Answer every address of the domain alike. Who answers only "
	       "for mailboxes that exist tells strangers which do.") },
	[LINT_AUTOCONFIG_CONTENT_TYPE] = { N_("Is the content type that of "
					      "XML?"),
	    N_("Serve the document as text/xml; Thunderbird ignores an answer "
	       "of another type.") },
	[LINT_AUTOCONFIG_BOM] = { N_("Does the document begin without a byte "
				     "order mark?"),
	    N_("Save the document as UTF-8 without a byte order mark.") },
	[LINT_AUTOCONFIG_DOCUMENT] = { N_("Is the answer a document that can "
					  "be read?"),
	    N_("Serve a document like the one below; without a DOCTYPE, with "
	       "at least one complete server.") },
	[LINT_AUTOCONFIG_VALUES] = { N_("Is every value in the document "
					"understood?"),
	    N_("Correct these values: mail programs leave out the server or "
	       "service that has one.") },
	[LINT_AUTOCONFIG_DOMAIN] = { N_("Does the document list the domain?"),
	    N_("Add <domain> with this domain to <emailProvider>.") },
	[LINT_PACC_PUBLISHED] = { N_("Is there a PACC document "
				     "(user-agent-configuration.json)?"),
	    N_("Put the document there and its digest into the zone; newer "
	       "mail programs ask for it first.") },
	[LINT_PACC_REACHABLE] = { N_("Does the web server answer with the "
				     "document?"),
	    N_("Make the web server answer at this place with status 200, "
	       "without a password, or remove the name.") },
	[LINT_PACC_CERTIFICATE] = { N_("Does the certificate hold for this "
				       "name?"),
	    N_("Get a certificate that names this host and is not expired, "
	       "with its whole chain.") },
	[LINT_PACC_REDIRECT] = { N_("Is the document there without a "
				    "redirect?"),
	    N_("Serve the document at this very place.") },
	[LINT_PACC_TLS] = { N_("Does the web server speak TLS 1.3?"),
	    N_("Switch TLS 1.3 on; programs that read PACC may refuse what "
	       "is older.") },
	[LINT_PACC_CONTENT_TYPE] = { N_("Is the content type that of JSON?"),
	    N_("Serve the document as application/json.") },
	[LINT_PACC_DOCUMENT] = { N_("Is the answer a document that can be "
				    "read?"),
	    N_("Serve a document like the one below.") },
	[LINT_PACC_VALUES] = { N_("Is every value in the document "
				  "understood?"),
	    N_("Correct these values: mail programs leave out the server or "
	       "service that has one.") },
	[LINT_PACC_RECORD] = { N_("Is the digest of the document in the zone?"),
	    N_("Publish the TXT record below together with the document; one "
	       "without the other counts for nothing.") },
	[LINT_PACC_DIGEST] = { N_("Is the digest that of the document which is "
				  "served?"),
	    N_("The document has changed after its digest, so nobody uses it. "
	       "Publish the digest of today as shown below.") },
	[LINT_PACC_DNSSEC] = { N_("Does DNSSEC protect the digest?"),
	    N_("Sign the zone with DNSSEC; then nobody on the way can "
	       "exchange document and digest.") },
	[LINT_SRV_PUBLISHED] = { N_("Is there an SRV record?"),
	    N_("Publish the record below; one that points to \".\" says that "
	       "the service is not offered.") },
	[LINT_SRV_ALONE] = { N_("Does the target \".\" stand alone?"),
	    N_("Remove the record that points to \".\", or the others.") },
	[LINT_SRV_PORT] = { N_("Does the port fit the name of the record?"),
	    N_("Names that end in s are for TLS from the start (993, 995, "
	       "465), the others for STARTTLS (143, 110, 587). Move the "
	       "record to the name that fits its port.") },
	[LINT_SRV_TARGET] = { N_("Does the target have an address?"),
	    N_("Give the target A or AAAA records, or name a server that "
	       "exists.") },
	[LINT_SRV_CNAME] = { N_("Is the target a name of its own and no "
				"alias?"),
	    N_("RFC 2782 forbids a CNAME there. Give the target A or AAAA "
	       "records, or name the host behind the alias if its "
	       "certificate fits.") },
	[LINT_SRV_DNSSEC] = { N_("Can the target be believed?"),
	    N_("The target lies outside the domain and the record is not "
	       "signed, so mail programs should ask the user first. Sign the "
	       "zone with DNSSEC or name a host inside the domain.") },
	[LINT_AUTODISCOVER_PUBLISHED] = { N_("Does somebody answer to "
					     "Microsoft autodiscover?"),
	    N_("If your users have Outlook, answer a POST at "
	       "autodiscover.DOMAIN with the document below.") },
	[LINT_AUTODISCOVER_REACHABLE] = { N_("Does the web server answer?"),
	    N_("Make the web server answer a POST at this place, or remove "
	       "the name.") },
	[LINT_AUTODISCOVER_CERTIFICATE] = { N_("Does the certificate hold for "
					       "this name?"),
	    N_("Get a certificate that names this host and is not expired, "
	       "with its whole chain.") },
	[LINT_AUTODISCOVER_LOGIN] = { N_("Is there an answer without a login?"),
	    N_("Programs that set up IMAP or POP3 do not send the password "
	       "here. If there is no Exchange server, answer without a "
	       "login.") },
	[LINT_AUTODISCOVER_CONTENT_TYPE] = { N_("Is the content type that of "
						"XML?"),
	    N_("Serve the document as text/xml; Thunderbird ignores an answer "
	       "of another type.") },
	[LINT_AUTODISCOVER_DOCUMENT] = { N_("Does the answer name servers for "
					    "IMAP, POP3 or SMTP?"),
	    N_("Answer with a document like the one below.") },
	[LINT_AUTODISCOVER_VALUES] = { N_("Is every value in the document "
					  "understood?"),
	    N_("Correct these values: mail programs leave out the server or "
	       "service that has one.") },
	[LINT_AUTODISCOVER_ENCRYPTION] = { N_("Do encryption and port of each "
					      "server fit?"),
	    N_("In autodiscover SSL means TLS from the start (993, 995, 465) "
	       "and TLS means STARTTLS (143, 110, 587).") },
	[LINT_AUTODISCOVER_HTTP] = { N_("Does http lead to https only?"),
	    N_("Over http answer with a redirect (302) to https, never with "
	       "settings.") },
	[LINT_AGREE_SERVER] = { N_("Do both sources name the same servers?"),
	    N_("Correct the source that is out of date; which one a mail "
	       "program asks is its own choice.") },
	[LINT_AGREE_USERNAME] = { N_("Do both sources name the same user "
				     "name?"),
	    N_("Correct the source that is wrong, or the login fails with "
	       "some mail programs.") },
	[LINT_AGREE_OFFERED] = { N_("Is nothing offered that SRV records "
				    "deny?"),
	    N_("Correct the SRV records or the document: \".\" means that "
	       "the service is not offered.") },
	[LINT_LEFTOVER_CNAME] = { N_("Does the name lead to the hoster of "
				     "today?"),
	    N_("The name is an alias for a host that has nothing to do with "
	       "the mail servers of today, likely of a former hoster. Remove "
	       "or change it, for mail programs ask there first.") },
	[LINT_SERVER_NAME] = { N_("Does the name of the server have an "
				  "address?"),
	    N_("Give the server A or AAAA records, or name one that "
	       "exists.") },
	[LINT_SERVER_REACHABLE] = { N_("Does the server answer?"),
	    N_("Start the service, open the port in the firewall, or remove "
	       "the server from what is published.") },
	[LINT_SERVER_CERTIFICATE] = { N_("Does the certificate hold for the "
					 "name of the server?"),
	    N_("Get a certificate that names this host and is not expired, "
	       "with its whole chain.") },
	[LINT_SERVER_TLS] = { N_("Is the connection encrypted as stated?"),
	    N_("Make the server offer the encryption that is published, or "
	       "publish what it offers.") },
	[LINT_SERVER_LOGIN] = { N_("Does the server offer the kinds of login "
				   "that are stated?"),
	    N_("Publish the kinds of login that the server offers.") },
};

const char *
lint_question(enum lint_id id, const struct language *l)
{
	return language_text(l, words[id].question);
}

/* Words of a web answer or a name are known to the report. */
void
lint_evidence(
    struct buf *out, const struct lint_row *row, const struct language *l)
{
	if (*row->evidence != '\0')
		tell_detail(out, row->evidence, l);
}

void
lint_advice(
    struct buf *out, const struct lint_row *row, const struct language *l)
{
	/* The remedy of a finding speaks to a customer. */
	if (row->finding != NULL) {
		tell_finding_text(out, row->finding, l);
		buf_add_str(out, " ");
	}
	buf_add_str(out, language_text(l, words[row->id].remedy));
}
