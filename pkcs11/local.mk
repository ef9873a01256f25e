# The Cryptoki surface is part of the core library, so that unit tests reach
# it; the shared object adds the export list and nothing else.
libclaviger_core_la_SOURCES += %D%/call.c
libclaviger_core_la_SOURCES += %D%/call.h
libclaviger_core_la_SOURCES += %D%/call_rule.c
libclaviger_core_la_SOURCES += %D%/context.c
libclaviger_core_la_SOURCES += %D%/context.h
libclaviger_core_la_SOURCES += %D%/crypt.c
libclaviger_core_la_SOURCES += %D%/cryptoki.h
libclaviger_core_la_SOURCES += %D%/cryptoki_lists.h
libclaviger_core_la_SOURCES += %D%/cryptoki_mechanisms.h
libclaviger_core_la_SOURCES += %D%/cryptoki_numbers.h
libclaviger_core_la_SOURCES += %D%/cryptoki_types.h
libclaviger_core_la_SOURCES += %D%/digest.c
libclaviger_core_la_SOURCES += %D%/dual.c
libclaviger_core_la_SOURCES += %D%/general.c
libclaviger_core_la_SOURCES += %D%/keys.c
libclaviger_core_la_SOURCES += %D%/messages.c
libclaviger_core_la_SOURCES += %D%/module.c
libclaviger_core_la_SOURCES += %D%/objects.c
libclaviger_core_la_SOURCES += %D%/random.c
libclaviger_core_la_SOURCES += %D%/sessions.c
libclaviger_core_la_SOURCES += %D%/sign.c
libclaviger_core_la_SOURCES += %D%/slots.c
libclaviger_core_la_SOURCES += %D%/unsupported.c
libclaviger_core_la_SOURCES += %D%/vendor.h
libclaviger_core_la_SOURCES += %D%/vendor_general.c
libclaviger_core_la_SOURCES += %D%/vendor_keys.c
libclaviger_core_la_SOURCES += %D%/vendor_unsupported.c
libclaviger_core_la_SOURCES += %D%/verify.c

clvincludedir = $(includedir)/claviger
clvinclude_HEADERS = %D%/pkcs11-claviger.h

p11kitmodule_LTLIBRARIES = pkcs11/claviger.la
pkcs11_claviger_la_SOURCES =
pkcs11_claviger_la_LIBADD = libclaviger_core.la
pkcs11_claviger_la_LDFLAGS = $(AM_LDFLAGS) $(CLV_MODULE_LDFLAGS) \
	-module -avoid-version -shared \
	-Wl,--version-script=$(top_srcdir)/pkcs11/module.map
EXTRA_pkcs11_claviger_la_DEPENDENCIES = %D%/module.map
EXTRA_DIST += %D%/module.map %D%/claviger.module.in

# What p11-kit reads: the bare name where p11-kit looks anyway, else the path.
p11kitconfig_DATA = pkcs11/claviger.module
CLEANFILES += pkcs11/claviger.module
pkcs11/claviger.module: %D%/claviger.module.in Makefile
	$(AM_V_GEN)$(MKDIR_P) pkcs11 && $(SED) \
	    -e 's|@module[@]|$(P11_KIT_MODULE_NAME)|' \
	    $(srcdir)/pkcs11/claviger.module.in >$@

# A module is loaded by its name; nobody links it.
install-exec-hook:
	rm -f $(DESTDIR)$(p11kitmoduledir)/claviger.la
uninstall-hook:
	rm -f $(DESTDIR)$(p11kitmoduledir)/claviger.so
