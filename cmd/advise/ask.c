#include "cmd/advise/ask.h"

#include <stdio.h>

#include "cmd/term/cmd.h"
#include "cmd/term/prompt.h"
#include "profiles/base/str.h"

enum { DEVICES_MAX = 1000, TRIES = 3, QUESTION_BYTES = 512 };

#define NEED(m) offsetof(struct advice_needs, m)

/* Questions with yes or no, the most decisive first. */
static const struct question {
	const char *text;
	size_t offset;
	bool always; /* the reasons need it, even where nothing hangs on it */
} questions[] = {
	{ N_("Do several people work with this mailbox?"), NEED(team), true },
	{ N_("Is the mail confidential, so that it belongs on this one "
	     "protected computer only?"),
	    NEED(confidential), false },
	{ N_("Does one computer have to hold everything?"), NEED(one_computer),
	    false },
	{ N_("Is there little space in the mailbox on the server?"),
	    NEED(little_space), false },
};

enum { NQUESTIONS = sizeof(questions) / sizeof(questions[0]) };

static void
answer(struct advice_needs *n, size_t question, bool yes)
{
	*(bool *)((char *)n + questions[question].offset) = yes;
}

static bool
same_choice(const struct advice_needs *a, const struct advice_needs *b,
    const struct advice_offer *o)
{
	struct advice x, y;

	if (!advice_make(a, o, &x) || !advice_make(b, o, &y))
		return true;
	return x.protocol == y.protocol && x.retention == y.retention &&
	    x.days == y.days;
}

/* Can the choice hang on this question, whatever the later answers are? */
static bool
matters(
    const struct advice_needs *n, const struct advice_offer *o, size_t question)
{
	struct advice_needs yes = *n, no = *n;
	unsigned later, answers = 1U << (NQUESTIONS - question - 1);
	size_t i;

	answer(&yes, question, true);
	answer(&no, question, false);
	for (later = 0; later < answers; later++) {
		for (i = question + 1; i < NQUESTIONS; i++) {
			answer(&yes, i, later >> (i - question - 1) & 1);
			answer(&no, i, later >> (i - question - 1) & 1);
		}
		if (!same_choice(&yes, &no, o))
			return true;
	}
	return false;
}

/* A number from 1, or what an empty line means.  Returns -1 at the end. */
static int
ask_number(const char *text, int usual, int *out)
{
	char question[QUESTION_BYTES], line[64];
	int64_t number;
	int i;

	snprintf(question, sizeof(question), "%s [%d] ", text, usual);
	for (i = 0; i < TRIES; i++) {
		if (prompt_line(question, line, sizeof(line)) == -1)
			return -1;
		number = usual;
		if (*line == '\0' ||
		    str_number(line, 1, DEVICES_MAX, &number) == 0) {
			*out = (int)number;
			return 0;
		}
		cmd_trouble(
		    _("please type a number from 1 to %d"), DEVICES_MAX);
	}
	return -1;
}

/* An empty line means no. */
static int
ask_yes(const char *text, bool *out)
{
	char question[QUESTION_BYTES], line[64];
	int i;

	snprintf(question, sizeof(question), "%s %s ", text, _("[y/N]"));
	for (i = 0; i < TRIES; i++) {
		if (prompt_line(question, line, sizeof(line)) == -1)
			return -1;
		*out = prompt_is_yes(line);
		if (*out || *line == '\0' || prompt_is_no(line))
			return 0;
		cmd_trouble(_("please answer yes or no"));
	}
	return -1;
}

void
advise_ask(struct advice_needs *n, const struct advice_offer *o)
{
	bool yes;
	size_t i;

	if (ask_number(_("How many devices are to read this mailbox?"), 1,
		&n->devices) == -1)
		return;
	for (i = 0; i < NQUESTIONS; i++) {
		if (!questions[i].always && !matters(n, o, i))
			continue;
		if (ask_yes(_(questions[i].text), &yes) == -1)
			return;
		answer(n, i, yes);
	}
}
