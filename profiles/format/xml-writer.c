#include "profiles/format/xml-writer.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/mem.h"
#include "profiles/format/xml-late.h"

/* libxml2 counts in unsigned characters. */
#define TEXT(s) ((const xmlChar *)(s))

struct xml {
	xmlBufferPtr bytes;
	xmlTextWriterPtr writer;
	bool failed;
};

static void
note(struct xml *x, int rc)
{
	if (rc < 0)
		x->failed = true;
}

struct xml *
xml_new(void)
{
	struct xml *x = xcalloc(1, sizeof(*x));

	x->bytes = xml_late()->xmlBufferCreate();
	if (x->bytes != NULL)
		x->writer = xml_late()->xmlNewTextWriterMemory(x->bytes, 0);
	if (x->writer == NULL) {
		x->failed = true;
		return x;
	}
	note(x, xml_late()->xmlTextWriterSetIndent(x->writer, 1));
	note(x, xml_late()->xmlTextWriterSetIndentString(x->writer, TEXT(" ")));
	note(x,
	    xml_late()->xmlTextWriterStartDocument(
		x->writer, NULL, "UTF-8", NULL));
	return x;
}

void
xml_doctype(struct xml *x, const char *name, const char *public_id,
    const char *system_id)
{
	if (!x->failed)
		note(x,
		    xml_late()->xmlTextWriterWriteDTD(x->writer, TEXT(name),
			TEXT(public_id), TEXT(system_id), NULL));
}

void
xml_comment(struct xml *x, const char *text)
{
	if (!x->failed)
		note(x,
		    xml_late()->xmlTextWriterWriteFormatComment(
			x->writer, " %s ", text));
}

void
xml_start(struct xml *x, const char *name)
{
	if (!x->failed)
		note(x,
		    xml_late()->xmlTextWriterStartElement(
			x->writer, TEXT(name)));
}

void
xml_attribute(struct xml *x, const char *name, const char *value)
{
	if (!x->failed)
		note(x,
		    xml_late()->xmlTextWriterWriteAttribute(
			x->writer, TEXT(name), TEXT(value)));
}

void
xml_text(struct xml *x, const char *text)
{
	if (!x->failed)
		note(x,
		    xml_late()->xmlTextWriterWriteString(
			x->writer, TEXT(text)));
}

void
xml_end(struct xml *x)
{
	if (!x->failed)
		note(x, xml_late()->xmlTextWriterEndElement(x->writer));
}

void
xml_element(struct xml *x, const char *name, const char *text)
{
	xml_start(x, name);
	if (text != NULL)
		xml_text(x, text);
	xml_end(x);
}

void
xml_number(struct xml *x, const char *name, long number)
{
	char text[24];

	snprintf(text, sizeof(text), "%ld", number);
	xml_element(x, name, text);
}

int
xml_finish(struct xml **x, struct buf *out, struct err *err)
{
	struct xml *d = *x;
	int rc = 0;

	if (!d->failed)
		note(d, xml_late()->xmlTextWriterEndDocument(d->writer));
	if (d->writer != NULL)
		xml_late()->xmlFreeTextWriter(d->writer);
	if (d->failed)
		rc = err_set(err, "no memory for an XML document");
	else if (buf_add(out, xml_late()->xmlBufferContent(d->bytes),
		     (size_t)xml_late()->xmlBufferLength(d->bytes)) == -1)
		rc = err_set(err, "the XML document is too large");
	if (d->bytes != NULL) {
		/* It may have held a password. */
		explicit_bzero(d->bytes->content, d->bytes->size);
		xml_late()->xmlBufferFree(d->bytes);
	}
	free(d);
	*x = NULL;
	return rc;
}
