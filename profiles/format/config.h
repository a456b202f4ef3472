#ifndef PROFILES_FORMAT_CONFIG_H
#define PROFILES_FORMAT_CONFIG_H

/*
 * Files of the user and of the machine's administrator, where the XDG Base
 * Directory Specification puts them.  Results are owned by the caller.
 */

/* $XDG_CONFIG_HOME/postlotse/name, or the same in ~/.config; NULL when there
 * is no home. */
char *config_path(const char *name);
/* The first that exists of config_path(name) and postlotse/name in the
 * folders of $XDG_CONFIG_DIRS (/etc/xdg); NULL when there is none. */
char *config_find(const char *name);

#endif
