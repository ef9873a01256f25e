libclaviger_core_la_SOURCES += \
	%D%/operation.c %D%/operation.h \
	%D%/out_buf.c %D%/out_buf.h \
	%D%/saved.c %D%/saved.h \
	%D%/search.c %D%/search.h \
	%D%/session.c %D%/session.h
