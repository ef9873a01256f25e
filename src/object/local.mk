libclaviger_core_la_SOURCES += \
	%D%/attr.h \
	%D%/attr_read.c %D%/attr_read.h \
	%D%/attr_read_key.c \
	%D%/attr_table.c \
	%D%/attr_template.c %D%/attr_template.h \
	%D%/attrs.c %D%/attrs.h \
	%D%/builtin.c %D%/builtin.h \
	%D%/crc64.c %D%/crc64.h \
	%D%/find.c %D%/find.h \
	%D%/object.c %D%/object.h \
	%D%/resolve.c \
	%D%/table.c %D%/table.h \
	%D%/template.c %D%/template.h \
	%D%/template_certificate.c %D%/template_certificate.h \
	%D%/template_key.c %D%/template_key.h \
	%D%/template_rule.c \
	%D%/template_usage.c %D%/template_usage.h \
	%D%/view.c
