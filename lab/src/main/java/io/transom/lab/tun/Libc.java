package io.transom.lab.tun;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The calls of libc that namespaces and TUN devices need. Each returns what C returns, or {@code -errno} instead of -1. */
final class Libc {
    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int CLONE_NEWNET = 0x40000000;
    static final int EINTR = 4;
    static final int EAGAIN = 11;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO_STATE = Linker.Option.captureCallState("errno");
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    // open and ioctl are variadic in C; on x86-64 that sets a register, so the linker has to be told.
    private static final MethodHandle OPEN = variadic("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle IOCTL =
            variadic("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
    private static final MethodHandle READ =
            function("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE =
            function("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle PPOLL =
            function("ppoll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));
    private static final MethodHandle EVENTFD =
            function("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SETNS = function("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    /** One call; the handle's first argument is where errno goes. */
    @FunctionalInterface
    private interface Call {
        long make(MemorySegment state) throws Throwable;
    }

    private Libc() {}

    /** The number, or an exception that names {@code what}. */
    static int checked(String what, long result) throws IOException {
        if (result < 0) {
            throw new IOException(what + " failed with errno " + -result);
        }
        return (int) result;
    }

    static int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path);
            return (int) call("open", state -> (int) OPEN.invokeExact(state, name, flags));
        }
    }

    static int ioctl(int fd, long request, MemorySegment argument) {
        return (int) call("ioctl", state -> (int) IOCTL.invokeExact(state, fd, request, argument));
    }

    static long read(int fd, MemorySegment buffer) {
        return call("read", state -> (long) READ.invokeExact(state, fd, buffer, buffer.byteSize()));
    }

    static long write(int fd, MemorySegment buffer, long length) {
        return call("write", state -> (long) WRITE.invokeExact(state, fd, buffer, length));
    }

    /** {@code polled}: an array of {@code struct pollfd}; {@code timeout}: a {@code struct timespec}, or NULL for ever. */
    static int ppoll(MemorySegment polled, long count, MemorySegment timeout) {
        return (int) call("ppoll", state -> (int) PPOLL.invokeExact(state, polled, count, timeout, MemorySegment.NULL));
    }

    static int eventfd() {
        return (int) call("eventfd", state -> (int) EVENTFD.invokeExact(state, 0, O_NONBLOCK | O_CLOEXEC));
    }

    /** Moves the calling platform thread, and every thread that it makes afterwards, to that network namespace. */
    static int setns(int fd) {
        return (int) call("setns", state -> (int) SETNS.invokeExact(state, fd, CLONE_NEWNET));
    }

    static int close(int fd) {
        return (int) call("close", state -> (int) CLOSE.invokeExact(state, fd));
    }

    private static long call(String name, Call call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long result = call.make(state);
            return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
        } catch (Throwable impossible) {
            throw new IllegalStateException(name + " can't be called", impossible);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, ERRNO_STATE);
    }

    private static MethodHandle variadic(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), shape, ERRNO_STATE, Linker.Option.firstVariadicArg(2));
    }
}
