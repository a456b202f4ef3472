#ifndef CMD_HINTS_H
#define CMD_HINTS_H

/*
 * What a hint of the provider database ("app-password") tells a customer:
 * one translated sentence, or NULL when the code is none of ours.
 */
const char *hint_text(const char *code);

#endif
