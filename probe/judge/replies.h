#ifndef PROBE_JUDGE_REPLIES_H
#define PROBE_JUDGE_REPLIES_H

#include "probe/report/finding.h"
#include "profiles/settings/endpoint.h"

/*
 * What a server means by rejecting a login.  code is the response code
 * (AUTHENTICATIONFAILED, SYS/TEMP, 5.7.8) or NULL, status the SMTP reply code
 * or 0, reply the last line or NULL.  Known words come before codes, since
 * servers use codes loosely; without either, only the usual words of a refused
 * login mean the password.
 */
enum finding_id replies_finding(
    enum protocol p, const char *code, int status, const char *reply);

#endif
