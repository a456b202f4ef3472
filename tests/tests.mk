# Targets that test; included by the Makefile.

unit_tests := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,\
	$(wildcard tests/unit/test-*.c))

room_of = $(shell sed -n 's,^// room: ,,p' $(1))
# Without main.c, which holds main().
linked = $(filter-out $(BUILD)/cmd/main.o,$(upto_$(call room_of,$(1))))

CMOCKA_LIBS := $(shell $(PKG_CONFIG) --libs cmocka 2>/dev/null)

.SECONDEXPANSION:
$(BUILD)/tests/%: tests/unit/%.c \
    $$(call linked,tests/unit/$$*.c) $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  TEST  $@"
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -MMD -MP -o $@ $< \
	    $(filter %.o,$^) $(PKG_LIBS) $(CMOCKA_LIBS)

# Fuzz targets name their room like unit tests; replays need no fuzzer.
fuzz_names := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz-*.c))
replays := $(fuzz_names:%=$(BUILD)/replay/%)
fuzzers: $(fuzz_names:%=$(BUILD)/fuzz/%)

$(BUILD)/replay/%: tests/fuzz/%.c tests/fuzz/replay.c \
    $$(call linked,tests/fuzz/$$*.c) $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  TEST  $@"
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< tests/fuzz/replay.c \
	    $(filter %.o,$^) $(PKG_LIBS)

$(BUILD)/fuzz/%: tests/fuzz/%.c \
    $$(call linked,tests/fuzz/$$*.c) $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  FUZZ  $@"
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $< \
	    $(filter %.o,$^) $(PKG_LIBS)

# Programs that scripts of the tests call.
test_tools := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,\
	$(wildcard tests/unit/show-*.c))

cli_tests := $(wildcard tests/cli/*.t tests/golden/*.t tests/clients/*.t \
	tests/server/*.t tests/fuzz/*.t tests/lint/*.t)

# What is about documents, shells, lints, scripted servers or other programs:
# the sanitizers would see nothing in it that tests/golden and tests/cases do
# not show them.
asan_tests := $(filter-out tests/lint/%.t tests/cli/completion.t \
	tests/cli/papers.t tests/server/test_mock.t tests/server/test_cases.t \
	$(filter-out tests/clients/check.t,$(wildcard tests/clients/*.t)), \
	$(cli_tests))

unit: $(unit_tests) $(catalogues)
	CMOCKA_MESSAGE_OUTPUT=TAP $(PROVE) -j2 -e '' $(unit_tests)

# Everything but the real servers; loopback only, no network.
check: all $(unit_tests) $(test_tools) $(replays)
	POSTLOTSE=$(BUILD)/postlotse BUILD=$(BUILD) \
	    CMOCKA_MESSAGE_OUTPUT=TAP $(PROVE) -j2 -e '' \
	    $(unit_tests) $(cli_tests) tests/cases/run.py

integration: all $(test_tools)
	POSTLOTSE=$(BUILD)/postlotse BUILD=$(BUILD) \
	    $(PROVE) -e '' $(wildcard tests/integration/*.t)

asan:
	$(MAKE) BUILD=$(BUILD)/asan CFLAGS='-O1 -g1 -fno-omit-frame-pointer' \
	    SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=all' \
	    cli_tests='$(asan_tests)' check

# The same program with no provider in it.
$(BUILD)/empty/providers.c: $(BUILD)/embed
	@mkdir -p $(@D)
	$(Q)$(BUILD)/embed > $@.tmp
	$(Q)mv $@.tmp $@

$(BUILD)/empty/providers.o: $(BUILD)/empty/providers.c $(BUILD)/flags
	@echo "  CC    $<"
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/empty/postlotse: $(filter-out $(BUILD)/providers.o,$(all_objs)) \
    $(BUILD)/empty/providers.o
	@echo "  LD    $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS)

bench: all $(BUILD)/empty/postlotse $(BUILD)/tests/show-runs
	python3 tests/bench/startup.py $(BUILD)/postlotse $(BUILD)/empty/postlotse
	python3 tests/bench/packet.py $(BUILD)/postlotse
	sh tests/bench/bench.sh $(BUILD)/postlotse
	POSTLOTSE=$(BUILD)/postlotse BUILD=$(BUILD) \
	    python3 tests/bench/engine.py

# The names and circles of symbols are read from the objects.
lint: all $(BUILD)/profiles/provider/embed.o
	ROOMS='$(rooms)' BUILD=$(BUILD) sh tests/lint/lint.sh

fuzz:
	sh tests/fuzz/fuzz.sh $(BUILD)/fuzz

.PHONY: unit check integration asan bench lint fuzz fuzzers
