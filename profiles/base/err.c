#include "profiles/base/err.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* One conversion of a format: "%s", "%.*s", "%2$zu". */
struct conversion {
	const char *end; /* what follows it */
	char kind;	 /* 's', 'c', 'd', 'u', '%' */
	char length;	 /* 'l', 'L' for ll, 'z', or 0 */
	bool cut;	 /* the precision is an argument */
	int place;	 /* 2 in "%2$s"; 0: the next one */
};

/* at points to the percent sign. */
static struct conversion
parse(const char *at)
{
	struct conversion c = { .place = 0 };
	const char *p = at + 1;

	if (*p >= '1' && *p <= '9' && p[1] == '$') {
		c.place = *p - '0';
		p += 2;
	}
	if (strncmp(p, ".*", 2) == 0) {
		c.cut = true;
		p += 2;
	}
	if (*p == 'l' && p[1] == 'l') {
		c.length = 'L';
		p += 2;
	} else if (*p == 'l' || *p == 'z') {
		c.length = *p++;
	}
	assert(*p != '\0' && strchr("scdu%", *p) != NULL);
	c.kind = *p;
	c.end = p + 1;
	return c;
}

/* Copies text, or the first bytes of it, behind the other arguments. */
static void
keep_text(struct err *err, struct err_arg *arg, const char *text, int max,
    size_t *used)
{
	size_t room = sizeof(err->bytes) - *used;
	int n = max < 0 ? snprintf(err->bytes + *used, room, "%s", text)
			: snprintf(err->bytes + *used, room, "%.*s", max, text);

	arg->at = (int)*used;
	*used += n < 0 || (size_t)n >= room ? room - 1 : (size_t)n + 1;
}

static long long
next_number(char kind, char length, va_list *ap)
{
	if (length == 'L')
		return va_arg(*ap, long long);
	if (length == 'l')
		return va_arg(*ap, long);
	if (length == 'z')
		return (long long)va_arg(*ap, size_t);
	return kind == 'u' ? (long long)va_arg(*ap, unsigned)
			   : va_arg(*ap, int);
}

static void
keep_args(struct err *err, va_list *ap)
{
	const char *at = err->format;
	struct conversion c;
	struct err_arg *arg;
	size_t used = 0;
	int max;

	err->nargs = 0;
	for (; (at = strchr(at, '%')) != NULL; at = c.end) {
		c = parse(at);
		if (c.kind == '%')
			continue;
		assert(err->nargs < ERR_ARGS && c.place == 0);
		arg = &err->args[err->nargs++];
		max = c.cut ? va_arg(*ap, int) : -1;
		*arg = (struct err_arg){ -1, 0 };
		if (c.kind == 's')
			keep_text(
			    err, arg, va_arg(*ap, const char *), max, &used);
		else
			arg->number = next_number(c.kind, c.length, ap);
	}
}

static int fill(struct err *err, unsigned words, const char *fmt, va_list ap)
    __attribute__((format(printf, 3, 0)));

static int
fill(struct err *err, unsigned words, const char *fmt, va_list ap)
{
	va_list again;

	va_copy(again, ap);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	err->format = fmt;
	err->words = words;
	err->names[0] = '\0';
	keep_args(err, &again);
	va_end(again);
	return -1;
}

int
err_set(struct err *err, const char *fmt, ...)
{
	va_list ap;

	if (err == NULL)
		return -1;
	va_start(ap, fmt);
	fill(err, 0, fmt, ap);
	va_end(ap);
	return -1;
}

int
err_set_word(struct err *err, int word, const char *fmt, ...)
{
	va_list ap;

	if (err == NULL)
		return -1;
	va_start(ap, fmt);
	fill(err, 1u << (word - 1), fmt, ap);
	va_end(ap);
	return -1;
}

int
err_copy(struct err *err, const struct err *inner)
{
	if (err != NULL)
		*err = *inner;
	return -1;
}

/* A line of bounded length. */
struct line {
	char *text;
	size_t len;
};

static void
add(struct line *l, const char *text, size_t n)
{
	if (n > ERR_BYTES - 1 - l->len)
		n = ERR_BYTES - 1 - l->len;
	memcpy(l->text + l->len, text, n);
	l->len += n;
	l->text[l->len] = '\0';
}

/* "name: rest" */
static void
add_name(char out[ERR_BYTES], const char *name, const char *rest)
{
	struct line l = { out, 0 };

	add(&l, name, strlen(name));
	add(&l, ": ", 2);
	add(&l, rest, strlen(rest));
}

int
err_wrap(struct err *err, const char *name, const struct err *inner)
{
	if (err == NULL)
		return -1;
	err_copy(err, inner);
	add_name(err->text, name, inner->text);
	add_name(err->names, name, inner->names);
	return -1;
}

static void
add_arg(struct line *l, const struct err *err, int i, char kind,
    translate_fn *translate, const void *arg)
{
	int at = err->args[i].at;
	const char *text = at == -1 ? NULL : err->bytes + at;
	char number[32];

	if (text == NULL) {
		if (kind == 'c')
			snprintf(number, sizeof(number), "%c",
			    (int)err->args[i].number);
		else
			snprintf(number, sizeof(number), "%lld",
			    err->args[i].number);
		text = number;
	} else if ((err->words & 1u << i) != 0) {
		text = translate(arg, text);
	}
	add(l, text, strlen(text));
}

void
err_in(const struct err *err, translate_fn *translate, const void *arg,
    char out[ERR_BYTES])
{
	struct line l = { out, 0 };
	const char *at, *percent;
	struct conversion c;
	int i, next = 0;

	out[0] = '\0';
	if (err->format == NULL) {
		add(&l, err->text, strlen(err->text));
		return;
	}
	add(&l, err->names, strlen(err->names));
	at = translate(arg, err->format);
	for (; (percent = strchr(at, '%')) != NULL; at = c.end) {
		add(&l, at, (size_t)(percent - at));
		c = parse(percent);
		if (c.kind == '%') {
			add(&l, "%", 1);
			continue;
		}
		i = c.place > 0 ? c.place - 1 : next++;
		if (i < err->nargs)
			add_arg(&l, err, i, c.kind, translate, arg);
	}
	add(&l, at, strlen(at));
}
