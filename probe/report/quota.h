#ifndef PROBE_REPORT_QUOTA_H
#define PROBE_REPORT_QUOTA_H

struct mailbox_result;

/* How much of the space is used, in percent; -1: the server did not tell. */
int quota_percent(const struct mailbox_result *m);

#endif
