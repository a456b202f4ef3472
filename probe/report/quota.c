#include "probe/report/quota.h"

#include <limits.h>

#include "probe/report/report.h"

int
quota_percent(const struct mailbox_result *m)
{
	double percent;

	if (m->quota_limit <= 0 || m->quota_used < 0)
		return -1;
	percent = (double)m->quota_used * 100 / (double)m->quota_limit;
	return percent > INT_MAX ? INT_MAX : (int)percent;
}
