#ifndef CMD_TELL_ADVICE_JSON_H
#define CMD_TELL_ADVICE_JSON_H

#include "profiles/settings/advice.h"

struct json_object;

/* The object "advice" of both schemas; owned by the caller. */
struct json_object *advice_json(const struct advice *a);

#endif
