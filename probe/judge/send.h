#ifndef PROBE_JUDGE_SEND_H
#define PROBE_JUDGE_SEND_H

#include "probe/report/finding.h"
#include "probe/report/result.h"

/*
 * What a server means by refusing MAIL FROM, or RCPT TO the same address,
 * after a login: by known words, then by its codes.  Pure.
 */
enum finding_id send_finding(bool to_recipient, const struct send_reply *reply);

#endif
