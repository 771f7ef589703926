# nightshift. Two commands tell all: `make demo` shows it at work, `make check` is everything a change must pass.
# Others: make, make install PREFIX=..., make bench, make fmt, make manual, make accept CASE=name, make clean.

# An older GNU Make, as macOS has it, stops here. MAKE_VERSION may come from the environment instead of from make; then a feature
# tells that 4.3 was the first to have. templates/tests.mk.tmpl does the same.
OF_MAKE := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(OF_MAKE)))
$(error nightshift needs GNU Make 4.3 or later, and this is $(OF_MAKE); macOS: brew install make, then gmake)
endif

PREFIX ?= /usr/local
CC ?= cc
ifneq ($(LIBC),)
CC := $(LIBC)-gcc
endif
CFLAGS ?= $(if $(SAN),-O1,-O2) -g

# What belongs to us, whatever CFLAGS says. Warnings are errors for us (WERROR=1, as in `make check`), not for those who
# only build. _DARWIN_C_SOURCE gives macOS what it hides under _POSIX_C_SOURCE.
PKGS := expat libgit2 sqlite3
PKG_CONFIG ?= $(if $(STATIC),PKG_CONFIG_PATH=$(CURDIR)/$(LIBGIT2_BUILT)/lib/pkgconfig pkg-config --static,pkg-config)
OWN_CFLAGS = -std=c17 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -D_DARWIN_C_SOURCE -Igen \
	-Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wvla \
	-Wwrite-strings -Wformat=2 -Wundef -Wswitch-enum -Wno-missing-field-initializers \
	$(if $(WERROR),-Werror) $(if $(SAN),$(SANITIZE)) $(if $(PORTABLE),-DWATCH_PORTABLE) $(CFLAGS)
# The headers of others are not ours to mend: also where they are not with the system's, no warning is for them.
cflags_of = $(patsubst -I%,-isystem %,$(shell $(PKG_CONFIG) --cflags $(1)))
ALL_CFLAGS = $(OWN_CFLAGS) $(call cflags_of,$(PKGS))
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LIBS = $(shell $(PKG_CONFIG) --libs $(PKGS))

# Everything again, in a folder of its own: SAN=1 with AddressSanitizer and UndefinedBehaviorSanitizer, PORTABLE=1 without anything
# of Linux, as other systems have it, `make LIBC=musl front` the program nightshift with another C library, and STATIC=1 what is
# released (below).
B := build$(if $(SAN),/san)$(if $(PORTABLE),/portable)$(if $(LIBC),/$(LIBC))$(if $(STATIC),/static)
LIBGIT2_BUILT := $(B)/libgit2
# What links nothing but archives: not on macOS, where a program loads the system's libraries.
ONLY_ARCHIVES := $(if $(STATIC),$(if $(filter Darwin,$(shell uname)),,-static))

# The rooms of gen/ (gen/README.md) and what is in them. The program nightshift loads no library: it is made of the rooms base,
# unit and run, and of these files of cli. nightshift-core has all the rest, too. nix/exec.nix reads the next line.
FRONT_CLI := front options parse help option_values unit_options cmd_exec cmd_batch cmd_fixture cmd_part cmd_gate gate_due cmd_program plan_options cmd_run_plan cmd_list_plan list run_options turn
SOURCES := $(filter-out gen/cli/main.c gen/cli/front.c,$(wildcard gen/*/*.c))
FRONT_SOURCES := $(wildcard gen/base/*.c gen/unit/*.c gen/run/*.c) $(FRONT_CLI:%=gen/cli/%.c)
FRONT_OBJECTS := $(FRONT_SOURCES:gen/%.c=$(B)/%.o)
OBJECTS := $(SOURCES:gen/%.c=$(B)/%.o) $(B)/templates.o $(B)/pagetexts.o $(B)/schematexts.o $(B)/manualtexts.o $(B)/hovers.o
TEMPLATES := $(wildcard templates/*.tmpl)
# What the page of the report has in it, in its order.
PAGE := $(addprefix templates/page/,page.css dom.js data.js nights.js workers.js times.js history.js units.js start.js)
# The steps of the record's schema, in their order.
SCHEMA := $(addprefix gen/record/schema/,1.sql 2.sql 3.sql 4.sql 5.sql 6.sql 7.sql 8.sql)
# The manual, and its pages as text, which `make manual` makes of them and `help` prints.
MAN := $(wildcard gen/man/*.[157])
MAN_TEXTS := $(MAN:gen/man/%=gen/man/text/%.txt)
UNIT_TESTS := $(patsubst %.c,$(B)/%,$(wildcard tests/*/test_*.c))

.PHONY: all
all: $(B)/nightshift $(B)/nightshift-core

# Without a C library to load it starts in two thirds of the time; where there is no such library to link, it loads one.
$(B)/nightshift: $(FRONT_OBJECTS)
	$(if $(SAN)$(STATIC),,$(CC) $(OWN_CFLAGS) $(LDFLAGS) -static -o $@ $^ $(if $(LIBC),,2>/dev/null) ||) $(CC) $(OWN_CFLAGS) $(LDFLAGS) $(ONLY_ARCHIVES) -o $@ $^

# That program alone, where there is a C compiler and nothing else: no library, no pkg-config.
.PHONY: front
front: $(B)/nightshift

$(B)/nightshift-core: $(B)/cli/main.o $(OBJECTS)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) $(ONLY_ARCHIVES) -o $@ $^ $(LIBS)

# Other flags or another compiler, and all is built again; not so for -Werror, nor for each change of this file.
flags_changed = echo '$(CC) $(filter-out -Werror,$(1))' | cmp -s - $@ || echo '$(CC) $(filter-out -Werror,$(1))' >$@
$(B)/front-flags: FORCE
	@mkdir -p $(@D)
	@$(call flags_changed,$(OWN_CFLAGS))
$(B)/flags: FORCE $(if $(STATIC),$(LIBGIT2_BUILT)/done)
	@mkdir -p $(@D)
	@$(call flags_changed,$(ALL_CFLAGS))
.PHONY: FORCE
FORCE:

$(FRONT_OBJECTS): $(B)/%.o: gen/%.c $(B)/front-flags
	@mkdir -p $(@D)
	$(CC) $(OWN_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/%.o: gen/%.c $(B)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/templates.c: gen/embed $(TEMPLATES)
	@mkdir -p $(@D)
	gen/embed template_texts templates $(TEMPLATES) >$@.tmp && mv $@.tmp $@

$(B)/pagetexts.c: gen/embed $(PAGE) Makefile
	@mkdir -p $(@D)
	gen/embed page_texts templates/page $(PAGE) >$@.tmp && mv $@.tmp $@

$(B)/schematexts.c: gen/embed $(SCHEMA) Makefile
	@mkdir -p $(@D)
	gen/embed schema_texts gen/record/schema $(SCHEMA) >$@.tmp && mv $@.tmp $@

$(B)/manualtexts.c: gen/embed $(MAN_TEXTS) Makefile
	@mkdir -p $(@D)
	gen/embed manual_texts gen/man/text $(MAN_TEXTS) >$@.tmp && mv $@.tmp $@

$(B)/hovers.c: gen/hovers gen/man/nightshift-suite.5
	@mkdir -p $(@D)
	gen/hovers gen/man/nightshift-suite.5 >$@.tmp && mv $@.tmp $@

$(B)/templates.o $(B)/pagetexts.o $(B)/schematexts.o $(B)/manualtexts.o $(B)/hovers.o: %.o: %.c gen/base/embedded.h gen/suite/hover.h $(B)/flags
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

TEST_CFLAGS = $(ALL_CFLAGS) -Itests $(call cflags_of,cmocka)
$(B)/tests/%: tests/%.c $(OBJECTS) $(B)/flags
	@mkdir -p $(@D)
	$(CC) $(TEST_CFLAGS) -MMD -MP -o $@ $< $(OBJECTS) $(LDFLAGS) $(LIBS) $(shell $(PKG_CONFIG) --libs cmocka)

-include $(wildcard $(B)/*/*.d $(B)/tests/*/*.d)

.PHONY: unit-tests
unit-tests: $(UNIT_TESTS)

# For tests/style/warnings.sh and tests/unit/mutate
.PHONY: print-flags print-test-flags print-front-sources print-front-objects print-core-objects print-test-objects print-libs print-test-libs
print-flags:
	@echo '$(ALL_CFLAGS)'
print-test-flags:
	@echo '$(TEST_CFLAGS)'
print-front-sources:
	@echo '$(FRONT_SOURCES)'
print-front-objects:
	@echo '$(FRONT_OBJECTS)'
print-core-objects:
	@echo '$(B)/cli/main.o $(OBJECTS)'
print-test-objects:
	@echo '$(OBJECTS)'
print-libs:
	@echo '$(LIBS)'
print-test-libs:
	@echo '$(LIBS) $(shell $(PKG_CONFIG) --libs cmocka)'

# Each file is copied beside its place and renamed, so that what runs from there goes on with the file it has: macOS kills a program
# whose file is overwritten, and Linux refuses to. put FILES,FOLDER: as a command of the shell
put = to='$(DESTDIR)$(PREFIX)/$(2)' && mkdir -p "$$to" && for file in $(1); do \
	name=$${file\#\#*/}; cp $$file "$$to/.$$name.$$$$" && mv -f "$$to/.$$name.$$$$" "$$to/$$name" || { rm -f "$$to/.$$name.$$$$"; exit 1; }; done
.PHONY: install install-front
install-front: front
	$(call put,$(B)/nightshift,bin)
install: all install-front
	$(call put,$(B)/nightshift-core,libexec)
	$(call put,$(TEMPLATES) templates/README.md templates/suite.rng,share/nightshift)
	$(call put,$(wildcard templates/ci/*),share/nightshift/ci)
	$(call put,gen/guide/*.md,share/doc/nightshift)
	$(call put,gen/man/*.1,share/man/man1)
	$(call put,gen/man/*.5,share/man/man5)
	$(call put,gen/man/*.7,share/man/man7)
	$(call put,templates/completion/bash/nightshift,share/bash-completion/completions)
	$(call put,templates/completion/zsh/_nightshift,share/zsh/site-functions)
	$(call put,templates/completion/fish/nightshift.fish,share/fish/vendor_completions.d)

# --- a release ----------------------------------------------------------------------------------------------------
# What .github/workflows/release.yml publishes, in build/dist:
#     make dist                                the source of HEAD: the same bytes each time
#     make STATIC=1 LIBGIT2=FOLDER binaries    the programs for this system, with the source of libgit2 in that folder
#     make sums                                the checksums of all that lies there
#     make is-version TAG=v0.1.0               is that the tag of this version?

# Only what publishes asks for it.
VERSION = $(shell sed -n 's/^.define NIGHTSHIFT_VERSION "\(.*\)"$$/\1/p' gen/base/version.h)
# As .github/actions/setup names systems: linux-x86_64, darwin-arm64
SYSTEM := $(shell uname -sm | tr '[:upper:]' '[:lower:]' | tr ' ' -)
DIST := build/dist
NAME = nightshift-$(VERSION)

# Of libgit2, whose packages want a dozen other libraries, what reads a repository on this machine.
LIBGIT2_OPTIONS := -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_LIBDIR=lib -DBUILD_SHARED_LIBS=OFF -DBUILD_TESTS=OFF -DBUILD_CLI=OFF -DUSE_SSH=OFF \
	-DUSE_HTTPS=OFF -DUSE_GSSAPI=OFF -DUSE_NTLMCLIENT=OFF -DUSE_HTTP_PARSER=builtin -DREGEX_BACKEND=builtin -DUSE_BUNDLED_ZLIB=ON
$(LIBGIT2_BUILT)/done:
	@[ -e '$(LIBGIT2)/CMakeLists.txt' ] || { echo 'LIBGIT2 must name a folder with the source of libgit2' >&2; exit 2; }
	cmake -S '$(LIBGIT2)' -B $(@D)/build -DCMAKE_INSTALL_PREFIX='$(CURDIR)/$(@D)' $(LIBGIT2_OPTIONS) >$(@D).log
	MAKEFLAGS= cmake --build $(@D)/build --parallel $(JOBS) --target install >>$(@D).log
	touch $@

.PHONY: is-version dist binaries sums
is-version:
	@[ '$(TAG)' = 'v$(VERSION)' ] || { echo "the tag is '$(TAG)', but gen/base/version.h says $(VERSION)" >&2; exit 1; }
# The settings of who runs it change nothing. What a source is, is said by a list of its files (.github/actions/setup/sources.sh).
dist:
	rm -rf $(DIST)/$(NAME).tar.gz $(DIST)/$(NAME).sources $(DIST)/tmp
	mkdir -p $(DIST)/tmp
	git -c tar.umask=0022 -c core.autocrlf=false archive --format=tar --prefix=$(NAME)/ HEAD >$(DIST)/tmp/tar
	tar -C $(DIST)/tmp -xf $(DIST)/tmp/tar
	sh .github/actions/setup/sources.sh $(DIST)/tmp/$(NAME) >$(DIST)/$(NAME).sources
	gzip -9n <$(DIST)/tmp/tar >$(DIST)/$(NAME).tar.gz
	rm -rf $(DIST)/tmp

# The program nightshift alone, and all that is installed.
binaries: all
	rm -rf $(DIST)/tmp
	@$(MAKE) -s install DESTDIR=$(DIST)/tmp/ PREFIX=$(NAME)-$(SYSTEM)
	strip $(DIST)/tmp/$(NAME)-$(SYSTEM)/bin/* $(DIST)/tmp/$(NAME)-$(SYSTEM)/libexec/*
	cp $(DIST)/tmp/$(NAME)-$(SYSTEM)/bin/nightshift $(DIST)/$(NAME)-$(SYSTEM)
	tar -C $(DIST)/tmp -cf - $(NAME)-$(SYSTEM) | gzip -9n >$(DIST)/$(NAME)-$(SYSTEM).tar.gz
	rm -rf $(DIST)/tmp

sums:
	cd $(DIST) && rm -f SHA256SUMS && sh '$(CURDIR)/.github/actions/setup/sha256.sh' $(NAME)* >SHA256SUMS.new && mv SHA256SUMS.new SHA256SUMS

.PHONY: clean
clean:
	rm -rf build

# --- the two commands, and the others -----------------------------------------------------------------------------

JOBS := $(shell getconf _NPROCESSORS_ONLN)

# make tells nobody which make it is, and tests/tap/setup asks for its version.
.PHONY: demo
demo check check-all check-mutations: export MAKE := $(MAKE)
demo:
	@sh tests/tap/setup demo
	@$(MAKE) -s -j$(JOBS) all
	@tests/tap/demo

# Tests are scripts and programs that print TAP (tests/README.md); a new one is found by its place. `make check` has to end within
# eight minutes on a quiet machine with two processors. `make check-all` runs what it leaves out: what takes long, and, of the tests
# that need not run twice, those under the sanitizers that `make check` runs without them, and the other way round.
ROOMS := base lib suite plan emit unit run record report cli
SCRIPTS := $(sort $(wildcard $(patsubst %,tests/%/*.sh,$(ROOMS)) tests/emit/consumers/*.sh))
STYLE := $(wildcard tests/style/*.sh)
scripts = $(filter $(patsubst %,tests/%.sh,$(1)),$(SCRIPTS))
# What reads what others have written: under the sanitizers.
SAN_SCRIPTS := $(filter-out tests/suite/others.sh,$(call scripts,suite/% plan/affected% emit/golden emit/readback emit/required emit/consumers/% \
	record/broken record/foreign record/formats record/journal record/matching record/options record/reports record/units))
SAN_TESTS := $(filter-out %/test_affected %/test_results,$(UNIT_TESTS))
# What starts, watches and ends processes, and the questions to a long record: without them.
PLAIN_SCRIPTS := tests/emit/places.sh $(filter-out $(call scripts,run/make% run/bundled report/page% report/tune),$(call scripts,unit/% run/% report/%))
PLAIN_TESTS := $(filter-out $(SAN_TESTS),$(UNIT_TESTS))
# Both, even in `make check`: these are about processes, and quick.
BOTH_TESTS := $(filter %/test_jobserver %/test_jobserver_make,$(UNIT_TESTS))
# With every unit run by `nightshift run`, too.
EXEC_SCRIPTS := $(call scripts,run/make% emit/consumers/make)
SLOW_SCRIPTS := tests/suite/others.sh tests/run/bundled.sh tests/style/shell.sh tests/emit/workflows-due.sh
# All that uses Nix runs on the machine's own and on a current one (tests/nix/fetch-current): what is quick here, the rest in `make check-all`.
nix = $(patsubst %,tests/nix/%.sh,$(1))
NIX_SCRIPTS := $(call nix,nixpkgs nixpkgs-split imports logs moves fixtures builds part shards hydra guide init)
NIX_SLOW := $(call nix,split motoko product red recheck repository standin shapes library replay everywhere farm farm-folder workflows daemon)
NIX_CURRENT_SCRIPTS := $(NIX_SCRIPTS) $(call nix,split red recheck) $(call scripts,emit/consumers/nix emit/consumers/seed emit/motoko)
# All ways to break the code take hours; a commit tries the share that its name chooses, and `make check-mutations` tries all shares.
SHARES := 8
SHARE = $(shell git rev-parse HEAD 2>/dev/null | cksum | awk '{ print $$1 % $(SHARES) + 1 }')
# With WHOLE=1 in the environment some try more: more kills, more combinations, this repository's suite within Nix.
SLOW := MUTATIONS=$(SHARE)/$(SHARES) tests/unit/mutate -- $(SLOW_SCRIPTS) tests/rts/mutate WHOLE=1 tests/record/crash.sh tests/emit/workflow-files.sh tests/unit/journal.sh \
	$(NIX_SLOW) -- NIX=current WHOLE=1 $(filter-out $(NIX_CURRENT_SCRIPTS),$(NIX_SLOW)) --
san = NIGHTSHIFT=build/san/nightshift $(1:build/%=build/san/%) --
# Other systems, as far as they can be known here (tests/README.md).
SYSTEMS := $(wildcard tests/systems/*.sh)

.PHONY: check check-all check-systems check-mutations
check check-all check-mutations:
	@sh tests/tap/setup check
	@$(if $(filter check-all,$@),sh tests/tap/setup systems)
	@$(MAKE) -s -j$(JOBS) built built-san $(if $(filter check-all,$@),built-forms)
	@$(MAKE) -s $@-built
check-systems:
	@sh tests/tap/setup check
	@sh tests/tap/setup systems
	@$(MAKE) -s -j$(JOBS) built built-forms
	@$(MAKE) -s $@-built

.PHONY: built built-san built-forms
built:
	@$(MAKE) -s WERROR=1 all unit-tests
built-san:
	@$(MAKE) -s WERROR=1 SAN=1 all unit-tests
# Of musl there are none of the libraries, so its core is the other one.
built-forms:
	@$(MAKE) -s WERROR=1 PORTABLE=1 all
	@! command -v musl-gcc >/dev/null || { $(MAKE) -s WERROR=1 LIBC=musl front && ln -sf ../nightshift-core build/musl/nightshift-core; }

# The tests take the make that runs them, unless told of another: `gmake check` where make is an old one.
.PHONY: check-built check-all-built check-systems-built check-mutations-built
check-built check-all-built check-systems-built check-mutations-built: export MAKE := $(MAKE)
check-built:
	@tests/tap/run $(filter-out $(SAN_SCRIPTS) $(SLOW_SCRIPTS),$(STYLE) $(SCRIPTS)) $(NIX_SCRIPTS) $(PLAIN_TESTS) $(BOTH_TESTS) \
		THROUGH=run $(EXEC_SCRIPTS) -- NIX=current $(NIX_CURRENT_SCRIPTS) DAEMON_SCRIPTS=split tests/nix/daemon.sh -- \
		$(call san,$(SAN_SCRIPTS) $(SAN_TESTS))
check-all-built:
	@tests/tap/run $(SLOW) $(SAN_SCRIPTS) $(filter-out $(BOTH_TESTS),$(SAN_TESTS)) $(call san,$(PLAIN_SCRIPTS) $(PLAIN_TESTS)) $(SYSTEMS)
check-systems-built:
	@tests/tap/run $(SYSTEMS)

check-mutations-built:
	@tests/tap/run $(foreach share,$(wordlist 1,$(SHARES),1 2 3 4 5 6 7 8 9),MUTATIONS=$(share)/$(SHARES) tests/unit/mutate --)

# The tests of one room: make check-record
.PHONY: $(ROOMS:%=check-%)
$(ROOMS:%=check-%): export MAKE := $(MAKE)
$(ROOMS:%=check-%): check-%:
	@$(MAKE) -s -j$(JOBS) all $(filter $(B)/tests/$*/%,$(UNIT_TESTS))
	@tests/tap/run $(filter-out $(SLOW_SCRIPTS),$(filter tests/$*/%,$(SCRIPTS))) $(filter $(B)/tests/$*/%,$(UNIT_TESTS))

# All that needs Nix, on both.
.PHONY: check-nix nix-current
check-nix:
	@$(MAKE) -s nix-current || :
	@$(MAKE) -s -j$(JOBS) all
	@tests/tap/run $(NIX_SCRIPTS) $(NIX_SLOW) NIX=current $(NIX_CURRENT_SCRIPTS) $(filter-out $(NIX_CURRENT_SCRIPTS),$(NIX_SLOW))
# A current Nix in build/nix-current, for the tests; NIX_CURRENT=FOLDER in the environment names another one.
nix-current:
	@[ -n "$${NIX_CURRENT-}" ] || tests/nix/fetch-current

# Show what a golden case yields now and what it yielded before, then take it: make accept CASE=small
.PHONY: accept
accept: all
	tests/emit/golden.sh accept $(CASE)

.PHONY: bench
bench: all
	tests/bench/run

# The pages of the manual as text, and in nightshift.1 the options of commands without a page. It wants mandoc, which nothing else that
# is built does: so the texts are committed.
.PHONY: manual
manual: all
	@sed -n '1,/^.\\" made by/p' gen/man/nightshift.1 >$(B)/page && gen/man/options $(B)/nightshift >>$(B)/page && \
		sed -n '/^.\\" end/,$$p' gen/man/nightshift.1 >>$(B)/page && cp $(B)/page gen/man/nightshift.1
	@for page in $(MAN); do gen/man/text/make $$page >$$page.new && mv $$page.new gen/man/text/$${page##*/}.txt || exit 1; done
	@$(MAKE) -s all

.PHONY: fmt
fmt:
	clang-format -i gen/*/*.[ch] tests/*/*.[ch] tests/unit/*/*.[ch]
