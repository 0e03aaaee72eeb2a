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
LINK_mailreeve-notify  := base
LINK_mailreeve         := rules actions base
EXTRA_mailreeve-notify := -lcurl
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

# Tests: each unit test is one file linked with everything below cmd/<program>.
UNIT := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/test_*.c))
$(BUILD)/tests/unit/%: $(BUILD)/obj/tests/unit/%.o $(BUILD)/rules.a $(BUILD)/actions.a $(BUILD)/base.a
	@mkdir -p $(@D)
	@echo "  LD  $@"; $(CC) $(LDFLAGS) -o $@ $< $(call archives,rules actions base) -ljansson
.SECONDARY:

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)

clean:
	rm -rf $(BUILD)
.PHONY: all programs data clean
