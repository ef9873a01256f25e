libclaviger_core_la_SOURCES += \
	%D%/attempt.c \
	%D%/check.c %D%/check.h \
	%D%/check_page.c \
	%D%/create.c \
	%D%/engine.h \
	%D%/engine_sqlite.c \
	%D%/erase_tree.c %D%/erase_tree.h \
	%D%/fork.c \
	%D%/head.c %D%/head.h \
	%D%/index_key.c %D%/index_key.h \
	%D%/inside.h \
	%D%/leaf.c \
	%D%/lock.c \
	%D%/page.c %D%/page.h \
	%D%/page_pool.c %D%/page_pool.h \
	%D%/place.c %D%/place.h \
	%D%/record.c %D%/record.h \
	%D%/revision_page.c %D%/revision_page.h \
	%D%/root_file.c %D%/root_file.h \
	%D%/root_key.c %D%/root_key.h \
	%D%/row.c %D%/row.h \
	%D%/row_set.c %D%/row_set.h \
	%D%/sqlite_connection.c %D%/sqlite_connection.h \
	%D%/store.c %D%/store.h \
	%D%/trie.c %D%/trie.h \
	%D%/txn.c \
	%D%/txn_record.c
