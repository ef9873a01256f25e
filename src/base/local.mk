libclaviger_core_la_SOURCES += \
	%D%/bytes.c %D%/bytes.h \
	%D%/clock.c %D%/clock.h \
	%D%/conf.c %D%/conf.h \
	%D%/conf_file.c %D%/conf_file.h \
	%D%/err.c %D%/err.def %D%/err.h \
	%D%/file.c %D%/file.h \
	%D%/log.c %D%/log.h \
	%D%/reader.c %D%/reader.h \
	%D%/scope.h \
	%D%/writer.c %D%/writer.h
