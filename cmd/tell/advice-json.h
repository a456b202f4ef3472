#ifndef CMD_TELL_ADVICE_JSON_H
#define CMD_TELL_ADVICE_JSON_H

#include "profiles/settings/advice.h"

struct json_object;
struct language;

/* The object "advice" of both schemas; owned by the caller. */
struct json_object *advice_json(
    const struct advice *a, const struct language *l);

#endif
