#include "cmd/options/address.h"

#include <stdint.h>
#include <string.h>

#include "cmd/term/cmd.h"
#include "profiles/base/arena.h"
#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/idna.h"
#include "profiles/base/str.h"

enum { ADDRESS_MAX = 254 }; /* RFC 5321 section 4.5.3.1.3, errata 1690 */

/* What is wrong with the characters of a text, or NULL. */
static const char *
bad_character(const char *text)
{
	static const char *const faults[] = {
		[STR_FINE] = NULL,
		[STR_BLANK] = N_("it holds a blank"),
		[STR_JOINER] = N_("it holds an invisible character"),
		[STR_HIDDEN] = N_("it holds an invisible character"),
		[STR_CONTROL] = N_("it holds a control character"),
		[STR_BROKEN] = N_("it is not valid UTF-8"),
	};

	return faults[str_fault(text)];
}

/* Joiners may stand in the names of a domain (RFC 5892 appendix A), and only
 * there; idna_ascii() decides where. */
static const char *
bad_in_address(const char *text, const char *at)
{
	const char *domain = at == NULL ? text : at + 1, *bad;
	struct arena scratch = { NULL };

	bad = at == NULL
	    ? NULL
	    : bad_character(arena_strndup(&scratch, text, (size_t)(at - text)));
	if (bad == NULL && str_fault(domain) != STR_JOINER)
		bad = bad_character(domain);
	arena_clear(&scratch);
	return bad;
}

/* Characters that stand nowhere, and RFC 5322 section 3.2.3: what an unquoted
 * local part cannot hold. */
static const char *
bad_form(const char *text, const char *at)
{
	const char *bad;

	if (at != NULL && *text != '"' && strchr(text, '<') != NULL)
		return N_("give it alone, without a name and angle brackets");
	bad = bad_in_address(text, at);
	if (bad != NULL || at == NULL || *text == '"')
		return bad;
	if ((size_t)(at - text) > strcspn(text, "()>[]:;,\\\""))
		return N_("a character before the @ does not belong there");
	return NULL;
}

static bool
is_domain(const char *text)
{
	struct arena scratch = { NULL };
	bool good = idna_ascii(&scratch, text) != NULL;

	arena_clear(&scratch);
	return good;
}

static const char *
fault_of(const char *text, bool domain)
{
	const char *at = strrchr(text, '@'), *bad;

	if (strlen(text) > ADDRESS_MAX)
		return N_("it is longer than 254 bytes");
	bad = bad_form(text, at);
	if (bad != NULL)
		return bad;
	if (at == NULL && !domain)
		return N_("it has no @");
	if (at == text)
		return N_("nothing stands before the @");
	if (at != NULL && at[1] == '\0')
		return N_("nothing stands after the @");
	if (at != NULL && *text != '"' && strchr(text, '@') != at)
		return N_("it has more than one @");
	if (text[strlen(text) - 1] == '.')
		return N_("leave out the dot at the end");
	if (!is_domain(at == NULL ? text : at + 1))
		return at == NULL
		    ? N_("it is no domain name")
		    : N_("what stands after the @ is no domain name");
	return NULL;
}

const char *
address_spell(struct arena *a, const char *text)
{
	const char *at = strrchr(text, '@'), *name;
	const char *domain = at == NULL ? text : at + 1;
	size_t len = strlen(domain);
	bool dot = at == NULL && len > 1 && domain[len - 1] == '.';

	if (!dot && str_fault(domain) != STR_JOINER)
		return text;
	name = idna_typed(a, domain);
	if (name == NULL)
		return text;
	return arena_printf(a, "%.*s%s", (int)(domain - text), text, name);
}

int
address_check(const char *text, bool domain, struct err *err)
{
	const char *fault;
	struct buf shown;

	if (*text == '\0')
		return err_set(err, "the address is empty");
	fault = fault_of(text, domain);
	if (fault == NULL)
		return 0;
	buf_init(&shown, 512);
	str_printable(&shown, text, strlen(text), 80);
	if (domain && strchr(text, '@') == NULL)
		err_set_word(err, 2,
		    "'%s' is neither an address nor a domain: %s",
		    buf_text(&shown), fault);
	else
		err_set_word(err, 2, "'%s' is not an e-mail address: %s",
		    buf_text(&shown), fault);
	buf_clear(&shown);
	return -1;
}
