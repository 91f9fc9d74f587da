/*
 * libaio.so.1 without a kernel behind it. The mysqld that the demo and the tests start is linked to that library, which
 * many machines lack, and is run with --innodb-use-native-aio=0, so that it calls none of this on a path that works.
 *
 * libaio.so.1.gz.base64 beside this file is what these commands give, with GCC 12 for x86-64:
 *
 *   gcc -shared -nostdlib -fno-asynchronous-unwind-tables -Os -s -o libaio.so.1 libaio.c -Wl,--version-script=libaio.map \
 *     -Wl,-soname,libaio.so.1,--build-id=none,-z,noseparate-code,-z,norelro,--hash-style=gnu
 *   gzip -9nc libaio.so.1 | base64 -w 120 > libaio.so.1.gz.base64
 */

/* -ENOSYS */
#define NO_SUCH_CALL (-38)

int io_setup(int events, void *context) { return NO_SUCH_CALL; }

int io_submit(void *context, long count, void *calls) { return NO_SUCH_CALL; }

int io_getevents(void *context, long fewest, long most, void *events, void *timeout) { return NO_SUCH_CALL; }

int io_destroy(void *context) { return NO_SUCH_CALL; }
