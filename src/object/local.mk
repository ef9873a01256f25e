libclaviger_core_la_SOURCES += \
	%D%/attr.h \
	%D%/attr_read.c %D%/attr_read.h \
	%D%/attr_table.c \
	%D%/attrs.c %D%/attrs.h \
	%D%/find.c %D%/find.h \
	%D%/object.c %D%/object.h \
	%D%/resolve.c \
	%D%/table.c %D%/table.h \
	%D%/template.c %D%/template.h \
	%D%/template_rule.c \
	%D%/view.c
