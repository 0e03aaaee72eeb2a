# Mailreeve. `make` builds all into build/; see README.md for the rest.
# SPDX-License-Identifier: GPL-2.0-or-later

BUILD      ?= build
PREFIX     ?= /usr
SBINDIR    ?= $(PREFIX)/sbin
LIBEXECDIR ?= $(PREFIX)/libexec/mailreeve
DATADIR    ?= $(PREFIX)/share/mailreeve
MANDIR     ?= $(PREFIX)/share/man
UNITDIR    ?= /lib/systemd/system

CC       ?= cc
OPT      ?= -O2 -g
WARN     := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual \
            -Wwrite-strings -Wformat=2 -Wundef -Wvla -Wimplicit-fallthrough
HARDEN   := -fPIE -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fno-strict-overflow
CPPFLAGS += -I. -D_GNU_SOURCE -DDATADIR='"$(DATADIR)"' -DLIBEXECDIR='"$(LIBEXECDIR)"'
CFLAGS   += -std=c11 $(OPT) $(WARN) $(WERROR) $(SANITIZE)
LDFLAGS  += -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(SANITIZE)
ifeq ($(SANITIZE),)
CFLAGS   += $(HARDEN)
else
CFLAGS   += -fPIE -fno-omit-frame-pointer
endif

LIBS_base    := -lyaml -lev -lseccomp -lm
LIBS_rules   := -ljansson -lsystemd -lz -lm
LIBS_actions := -lnftnl -lmnl -lsqlite3

# program -> the archives it links, in link order
PROGRAMS := mailreeved mailreeve-watch mailreeve-enforce mailreeve-notify mailreeve
LINK_mailreeved        := base
LINK_mailreeve-watch   := rules base
LINK_mailreeve-enforce := actions base
LINK_mailreeve-notify  := actions base
LINK_mailreeve         := rules actions base
EXTRA_mailreeve-notify := -lcurl -ljansson
EXTRA_mailreeve        := -ljansson
EXTRA_mailreeved       := -lcap

obj = $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard $(1)/*.c))
archives = $(patsubst %,$(BUILD)/%.a,$(1)) $(foreach a,$(1),$(LIBS_$(a)))

all: programs data
programs: $(addprefix $(BUILD)/,$(PROGRAMS))

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	@$(if $(V),,echo "  CC  $<";) $(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/base.a: $(call obj,cmd/base)
$(BUILD)/rules.a: $(call obj,rules)
$(BUILD)/actions.a: $(call obj,actions)
$(BUILD)/%.a:
	@rm -f $@; $(AR) rcs $@ $^

define program
$(BUILD)/$(1): $$(call obj,cmd/$(1)) $$(patsubst %,$$(BUILD)/%.a,$$(LINK_$(1)))
	@echo "  LD  $$@"; $$(CC) $$(LDFLAGS) -o $$@ $$(call obj,cmd/$(1)) $$(call archives,$$(LINK_$(1))) $$(EXTRA_$(1))
endef
$(foreach p,$(PROGRAMS),$(eval $(call program,$(p))))

# Shipped files beside the programs, so that all works from here, uninstalled.
DATA := $(patsubst rules/%,$(BUILD)/data/%,$(wildcard rules/packs/*.yaml rules/*.yaml))
data: $(DATA)
$(BUILD)/data/%: rules/%
	@mkdir -p $(@D); cp $< $@

# Tests: each unit test, fuzz replay and bench is one file linked with everything below cmd/<program>.
LINK_TEST = @mkdir -p $(@D); echo "  LD  $@"; $(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(call archives,rules actions base) -ljansson
LIBRARIES = $(BUILD)/rules.a $(BUILD)/actions.a $(BUILD)/base.a
UNIT  := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test_*.c))
FUZZ  := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/fuzz/fuzz_*.c))
BENCH := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/bench/*.c))
STORY := $(BUILD)/tests/stories/run
E2E   := $(wildcard tests/e2e/*.t)

$(BUILD)/tests/unit/%: $(BUILD)/obj/tests/unit/%.o $(LIBRARIES)
	$(LINK_TEST)
$(BUILD)/tests/bench/%: $(BUILD)/obj/tests/bench/%.o $(LIBRARIES)
	$(LINK_TEST)
$(BUILD)/tests/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(BUILD)/obj/tests/fuzz/replay.o $(LIBRARIES)
	$(LINK_TEST)
$(STORY): $(call obj,tests/stories) $(LIBRARIES)
	$(LINK_TEST)
.SECONDARY:

tests: all $(UNIT) $(FUZZ) $(STORY)
	@mkdir -p $(BUILD)/tests; ln -sfn $(abspath $(BUILD))/data $(BUILD)/tests/unit/data
	@ln -sfn $(abspath $(BUILD))/data $(BUILD)/tests/stories/data; ln -sfn $(abspath $(BUILD))/data $(BUILD)/tests/fuzz/data

# Everything under prove; what it needs is installed first where that is possible (root on Debian).
PROVE = BUILD=$(BUILD) ROOTS=build/roots tests/lib/in-the-open prove $(PROVEFLAGS) --exec '' --timer
check: deps roots
	@$(MAKE) --no-print-directory tests
	$(PROVE) $(UNIT) $(FUZZ) $(wildcard tests/*.t) $(E2E)
# Real mail servers, each in a root of its own (only root can make them; without, those tests are skipped).
roots: deps
	@if [ $$(id -u) -eq 0 ]; then ROOTS=build/roots; tests/lab/make-root $$ROOTS/postfix postfix dovecot-core || true; fi
# The others, a few minutes together. Sets of packages that do not go together, so a root for each.
MTAS := exim sendmail opensmtpd dovecot courier
ROOT_exim      := exim4-daemon-heavy
ROOT_sendmail  := sendmail-bin sasl2-bin libsasl2-modules
ROOT_opensmtpd := opensmtpd
ROOT_dovecot   := dovecot-core dovecot-imapd dovecot-pop3d dovecot-managesieved
ROOT_courier   := courier-imap courier-pop courier-authdaemon courier-mta
roots-mtas: $(MTAS:%=root-%)
root-%: deps
	@tests/lab/make-root build/roots/$* $(ROOT_$*)
check-mtas: roots-mtas all
	$(PROVE) $(MTAS:%=tests/mtas/%.t)
# Three days of log each, made anew by real servers; who is found in them, and who is accused wrongly?
ROOT_postfix-dovecot := postfix dovecot-core dovecot-imapd
check-days: root-postfix-dovecot root-exim all
	$(PROVE) --verbose tests/days/*.t
check-quick: tests
	$(PROVE) $(UNIT) $(FUZZ) $(wildcard tests/*.t)
# The sanitizers: units, seeds, rules and stories here; everything, the namespaces too, with check-asan-all.
ASAN = $(MAKE) --no-print-directory BUILD=build-asan OPT='-O1 -g' SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=all'
check-asan:
	$(ASAN) check-quick
check-asan-all:
	$(ASAN) check
# Each mechanism of the judgement switched off in turn: a story must notice.
check-mutants: tests
	BUILD=$(BUILD) tests/stories/mutants
clang:
	$(MAKE) BUILD=build-clang CC=clang WERROR=-Werror tests
bench: deps
	@$(MAKE) --no-print-directory all $(BENCH) >&2
	@BUILD=$(BUILD) tests/lib/in-the-open tests/bench/run
demo: deps
	@$(MAKE) --no-print-directory all
	@BUILD=$(BUILD) tests/lib/in-the-open contrib/demo/demo
# libFuzzer for SECONDS_EACH seconds a target, from the seeds.
SECONDS_EACH ?= 60
fuzz:
	@for f in $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c)); do BUILD=build-fuzz tests/fuzz/fuzz $$f $(SECONDS_EACH) || exit 1; done
lint:
	mandoc -T lint -W warning $(MAN)
	shellcheck -x -S warning -e SC1007,SC2034 tests/e2e/*.t tests/mtas/*.t tests/days/*.t tests/*.t tests/lib/*.sh tests/lab/*.sh tests/lab/make-root tests/lib/in-the-open tests/stories/mutants contrib/demo/demo .ci/run
	cppcheck --quiet --enable=warning,portability --inline-suppr --error-exitcode=1 --include=/usr/include/utlist.h --include=/usr/include/jansson.h \
		--suppress=uninitvar --suppress=negativeIndex -I. cmd rules actions # those two are false alarms here

# What the build, the tests and the demo need, by Debian 12's names.
PACKAGES := gcc make pkg-config libc6-dev libyaml-dev libnftnl-dev libmnl-dev libinotifytools0-dev libev-dev uthash-dev \
            libjansson-dev libcurl4-openssl-dev libsqlite3-dev libsystemd-dev zlib1g-dev libcap-dev libseccomp-dev \
            libcap2-bin perl iproute2 nftables python3 procps mandoc sqlite3 systemd-journal-remote util-linux binutils
deps:
	@missing=$$(for p in $(PACKAGES); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done); \
	test -z "$$missing" && exit 0; \
	if [ $$(id -u) -ne 0 ]; then echo "missing packages, to be installed as root: apt-get install" $$missing >&2; exit 1; fi; \
	echo "installing:" $$missing; apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null

MAN := $(wildcard cmd/*/*.[1-8] rules/*.[1-8])
install: all
	install -d $(DESTDIR)$(SBINDIR) $(DESTDIR)$(LIBEXECDIR) $(DESTDIR)$(DATADIR)/packs $(DESTDIR)/etc/mailreeve/rules
	install -m 0755 $(BUILD)/mailreeved $(BUILD)/mailreeve $(DESTDIR)$(SBINDIR)
	install -m 0755 $(addprefix $(BUILD)/mailreeve-,watch enforce notify) $(DESTDIR)$(LIBEXECDIR)
	install -m 0644 rules/packs/*.yaml $(DESTDIR)$(DATADIR)/packs
	install -m 0644 rules/policy.yaml $(DESTDIR)$(DATADIR)
	for m in $(MAN); do install -D -m 0644 $$m $(DESTDIR)$(MANDIR)/man$${m##*.}/$${m##*/}; done
	install -D -m 0644 contrib/systemd/mailreeve.service $(DESTDIR)$(UNITDIR)/mailreeve.service
	install -D -m 0644 contrib/sysusers.d/mailreeve.conf $(DESTDIR)/usr/lib/sysusers.d/mailreeve.conf
	install -D -m 0644 contrib/tmpfiles.d/mailreeve.conf $(DESTDIR)/usr/lib/tmpfiles.d/mailreeve.conf
	install -D -m 0644 contrib/bash-completion/mailreeve $(DESTDIR)$(PREFIX)/share/bash-completion/completions/mailreeve
	test -n "$(DESTDIR)" || ! command -v systemd-sysusers >/dev/null || \
	{ systemd-sysusers mailreeve.conf && systemd-tmpfiles --create mailreeve.conf; }
	test -e $(DESTDIR)/etc/mailreeve/mailreeve.yaml || install -m 0644 contrib/mailreeve.yaml $(DESTDIR)/etc/mailreeve/mailreeve.yaml

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)

clean:
	rm -rf $(BUILD) build-asan build-clang build-fuzz
.PHONY: all programs data tests roots roots-mtas check check-mtas check-days check-quick check-asan clang bench demo fuzz lint deps install clean
