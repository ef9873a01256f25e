# The core: everything the module is made of but its export list. The unit
# tests link it as it is.
noinst_LTLIBRARIES += libclaviger_core.la
libclaviger_core_la_SOURCES =
libclaviger_core_la_LIBADD = \
	$(CRYPTO_LIBS) $(SQLITE_LIBS) $(JANSSON_LIBS) $(P11_KIT_LIBS)

include src/base/local.mk
include src/crypto/local.mk
include src/store/local.mk
include src/mech/local.mk
include src/key/local.mk
include src/gate/local.mk
include src/token/local.mk
include src/object/local.mk
include src/session/local.mk
include src/flow/local.mk
