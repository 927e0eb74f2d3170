package io.transom.core.call;

import io.transom.wire.CallId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The calls that want a tunnel share one connection, in which their channels tell them apart. Whoever connects asks here
 * when to begin, whom to tell, and when to end it. Connections are numbered: what a connection tells that has been replaced
 * concerns nobody.
 */
public final class SharedTunnel {
    /** What a call that wants it leads to. */
    public enum Next {
        /** A connection, {@link #number}, is to be begun. */
        CONNECT,
        /** It is there already: the call is to be told so. */
        TELL,
        /** It is being connected; the call hears when it is there. */
        WAIT
    }

    private final Set<CallId> calls = new LinkedHashSet<>();
    private int number;
    private boolean there;
    private boolean open;

    /** A call wants it; each call closes it again. */
    public Next open(CallId call) {
        calls.add(call);
        if (there) {
            return open ? Next.TELL : Next.WAIT;
        }
        there = true;
        open = false;
        number++;
        return Next.CONNECT;
    }

    /** Of the connection that was begun last. */
    public int number() {
        return number;
    }

    /** Whether it is there for that call. */
    public boolean isOpenTo(CallId call) {
        return there && open && calls.contains(call);
    }

    /** The connection is there; the calls that are to be told. */
    public List<CallId> opened(int connection) {
        if (!isCurrent(connection)) {
            return List.of();
        }
        open = true;
        return List.copyOf(calls);
    }

    /** The connection is gone; the calls that are to be told, none of which has it any more. */
    public List<CallId> closed(int connection) {
        if (!isCurrent(connection)) {
            return List.of();
        }
        List<CallId> told = List.copyOf(calls);
        closeAll();
        return told;
    }

    /** True where no call wants the connection any more: it is to be ended. */
    public boolean close(CallId call) {
        calls.remove(call);
        if (!calls.isEmpty()) {
            return false;
        }
        closeAll();
        return true;
    }

    public void closeAll() {
        calls.clear();
        there = false;
    }

    private boolean isCurrent(int connection) {
        return there && number == connection;
    }
}
