#include "probe/net/line.h"

#include <string.h>

enum line_status
line_next(const char *bytes, size_t n, size_t *len_out, size_t *used_out)
{
	const char *lf;
	size_t len;

	if (n == 0)
		return LINE_PARTIAL;
	lf = memchr(bytes, '\n', n);
	len = lf == NULL ? n : (size_t)(lf - bytes);
	if (len > LINE_MAX_BYTES)
		return LINE_TOO_LONG;
	if (memchr(bytes, '\0', len) != NULL)
		return LINE_BROKEN;
	if (lf == NULL)
		return LINE_PARTIAL;
	*used_out = len + 1;
	if (len > 0 && bytes[len - 1] == '\r')
		len--;
	*len_out = len;
	return LINE_FULL;
}
