package io.transom.manager.count;

/** Travels through a connection's pipeline once who is behind it has proved a right to be here: it is no guest any more. */
public enum Proved {
    PROVED
}
