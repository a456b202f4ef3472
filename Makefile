# make, make check, make asan, make lint, make install: see README.md.
# Everything is built below $(BUILD); the source tree stays clean.

VERSION = 0.1.0

CC ?= cc
PKG_CONFIG ?= pkg-config
PREFIX ?= /usr/local
DESTDIR ?=
BASHDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions
FISHDIR ?= $(PREFIX)/share/fish/vendor_completions.d
BUILD ?= build
CFLAGS ?= -O2 -g
PROVE ?= prove
V ?=
Q = $(if $(V),,@)

# libunbound's own pkg-config file asks for libevent, which it does not need.
UNBOUND_LIBS ?= -lunbound
PACKAGES = libuv openssl libgsasl json-c libidn2 libpsl
# Loaded by what needs them (profiles/base/late.h), not at every start.
LATE_PACKAGES = libcurl libxml-2.0 libqrencode libpng
PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(LATE_PACKAGES) $(PACKAGES))
PKG_LIBS := $(shell $(PKG_CONFIG) --libs $(PACKAGES)) $(UNBOUND_LIBS)

WARNINGS = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wcast-qual -Wwrite-strings -Wformat=2 -Wvla \
	-Wundef -Werror
HARDENING = -fstack-protector-strong -fPIE
OPTIMISED = $(filter -O1 -O2 -O3 -Os,$(CFLAGS))
FORTIFY = $(if $(OPTIMISED),-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -DVERSION='"$(VERSION)"' \
	-I. -I$(BUILD) $(PKG_CFLAGS) \
	$(WARNINGS) $(HARDENING) $(FORTIFY) $(SANITIZE) $(CFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now $(SANITIZE) $(LDFLAGS)

# The rooms, one ordered list: a file includes only from its own room and from
# those before it, and a unit test links only what its room may use.
rooms = $(addprefix profiles/,base settings format write sheet read provider) \
	$(addprefix probe/,report net judge sasl discover session run lint) \
	$(addprefix cmd/,term file options tell job advise profile provider \
	lint) cmd cmd/completion
objects = $(patsubst %.c,$(BUILD)/%.o,$(wildcard $(1)))

# Tools of the build are no part of the program.
tools = %/embed.o $(BUILD)/cmd/completion/%

# upto_ROOM: the objects of the room and of all before it.
all_objs :=
$(foreach r,$(rooms),\
	$(eval all_objs += $(filter-out $(tools),$(call objects,$(r)/*.c)))\
	$(if $(filter profiles/provider,$(r)),\
		$(eval all_objs += $(BUILD)/providers.o))\
	$(eval upto_$(r) := $(all_objs)))

providers := $(wildcard profiles/providers/*.json)
languages := $(patsubst cmd/po/%.po,%,$(wildcard cmd/po/*.po))
catalogues := $(languages:%=$(BUILD)/locale/%/LC_MESSAGES/postlotse.mo)

completions := $(addprefix $(BUILD)/completion/,postlotse.bash _postlotse \
	postlotse.fish)

all: $(BUILD)/postlotse $(catalogues) $(completions)

$(BUILD)/postlotse: $(all_objs)
	@echo "  LD    $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The last resort where the program cannot tell its own place; not among the
# flags, for another PREFIX to install must not build everything anew.
$(BUILD)/cmd/term/language.o: ALL_CFLAGS += -DDATADIR='"$(PREFIX)/share"'

$(BUILD)/providers.o: $(BUILD)/providers.c $(BUILD)/flags
	@echo "  CC    $<"
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The provider database: raw files with an index, no parsing at start-up.
# The folder itself tells of files that are gone.
$(BUILD)/providers.c: $(BUILD)/embed $(providers) profiles/providers
	@echo "  EMBED $@"
	$(Q)$(BUILD)/embed $(providers) > $@.tmp
	$(Q)mv $@.tmp $@

$(BUILD)/embed: $(BUILD)/profiles/provider/embed.o $(upto_profiles/base)
	@echo "  LD    $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS)

# What shells complete follows from the rows of options and subcommands.
$(BUILD)/complete: $(filter-out %/main.o,$(all_objs)) \
    $(call objects,cmd/completion/*.c)
	@echo "  LD    $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(completions): $(BUILD)/complete
	@mkdir -p $(@D)
	@echo "  GEN   $@"
	$(Q)$(BUILD)/complete $(@F) > $@.tmp
	$(Q)mv $@.tmp $@

$(BUILD)/locale/%/LC_MESSAGES/postlotse.mo: cmd/po/%.po
	@mkdir -p $(@D)
	@echo "  MSG   $@"
	$(Q)msgfmt --check -o $@ $<

# Objects of another compiler or other flags do not mix: when these change,
# everything is built anew.
$(BUILD)/flags: FORCE
	@mkdir -p $(BUILD)
	@echo '$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS)' | cmp -s - $@ || \
	    echo '$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS)' > $@

# Unit tests say their room in a line "// room: probe/judge".
include tests/tests.mk
include cmd/po/po.mk

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 755 $(BUILD)/postlotse $(DESTDIR)$(PREFIX)/bin/postlotse
	install -m 644 cmd/man/postlotse.1 \
	    $(DESTDIR)$(PREFIX)/share/man/man1/postlotse.1
	install -d $(DESTDIR)$(BASHDIR) $(DESTDIR)$(ZSHDIR) \
	    $(DESTDIR)$(FISHDIR)
	install -m 644 $(BUILD)/completion/postlotse.bash \
	    $(DESTDIR)$(BASHDIR)/postlotse
	install -m 644 $(BUILD)/completion/_postlotse \
	    $(DESTDIR)$(ZSHDIR)/_postlotse
	install -m 644 $(BUILD)/completion/postlotse.fish \
	    $(DESTDIR)$(FISHDIR)/postlotse.fish
	for l in $(languages); do \
	    install -d $(DESTDIR)$(PREFIX)/share/locale/$$l/LC_MESSAGES && \
	    install -m 644 $(BUILD)/locale/$$l/LC_MESSAGES/postlotse.mo \
		$(DESTDIR)$(PREFIX)/share/locale/$$l/LC_MESSAGES/ || exit 1; \
	done

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/postlotse
	rm -f $(DESTDIR)$(PREFIX)/share/man/man1/postlotse.1
	rm -f $(DESTDIR)$(BASHDIR)/postlotse \
	    $(DESTDIR)$(ZSHDIR)/_postlotse \
	    $(DESTDIR)$(FISHDIR)/postlotse.fish
	for l in $(languages); do rm -f \
	    $(DESTDIR)$(PREFIX)/share/locale/$$l/LC_MESSAGES/postlotse.mo; \
	done

clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -type f -name '*.d' 2>/dev/null)

FORCE:
.PHONY: all install uninstall clean FORCE
.DELETE_ON_ERROR:
