#ifndef PROBE_JUDGE_H
#define PROBE_JUDGE_H

struct report;

/*
 * Turns the facts of a report into findings and verdicts.  Pure: reads and
 * writes nothing but the report.  Calling it once is enough.
 */
void judge_report(struct report *report);

#endif
