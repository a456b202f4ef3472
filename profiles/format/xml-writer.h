#ifndef PROFILES_FORMAT_XML_WRITER_H
#define PROFILES_FORMAT_XML_WRITER_H

struct buf;
struct err;

/*
 * XML out of libxml2, indented by one blank.  Names are ours; text and
 * attribute values are escaped and must be UTF-8 without controls.
 */
struct xml;

/* A new document that begins with the XML declaration. */
struct xml *xml_new(void);
/* A document type: its root, public and system identifier. */
void xml_doctype(struct xml *x, const char *name, const char *public_id,
    const char *system_id);
/* text must not hold two hyphens in a row (XML 1.0 section 2.5). */
void xml_comment(struct xml *x, const char *text);
void xml_start(struct xml *x, const char *name);
/* Only between xml_start() and the first content. */
void xml_attribute(struct xml *x, const char *name, const char *value);
void xml_text(struct xml *x, const char *text);
void xml_end(struct xml *x);
/* <name>text</name>; no text: <name/> */
void xml_element(struct xml *x, const char *name, const char *text);
void xml_number(struct xml *x, const char *name, long number);
/*
 * Closes what is open, appends the document to out and frees x.  Returns 0,
 * or -1 with err when there was no memory at any point before.
 */
int xml_finish(struct xml **x, struct buf *out, struct err *err);

#endif
