package io.transom.manager.switchboard;

/** An endpoint's connection as the switchboard sees it. Compared by identity. */
public interface ControlConnection {
    /** The same endpoint has logged in anew, over another connection. Never blocks. */
    void replaced();

    /** The switchboard wants it cut; {@code reason} is for people. Never blocks. */
    void drop(String reason);
}
