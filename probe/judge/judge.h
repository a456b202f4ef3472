#ifndef PROBE_JUDGE_JUDGE_H
#define PROBE_JUDGE_JUDGE_H

struct report;

/*
 * Turns the facts of a report into findings and verdicts.  Pure: reads and
 * writes nothing but the report.  Calling it once is enough.
 */
void judge_report(struct report *report);
/*
 * After judge_report, where the endpoints were taken from an entry of the
 * database: compares the kinds of login it states with those the server
 * offers.
 */
void judge_drift(struct report *report);

#endif
