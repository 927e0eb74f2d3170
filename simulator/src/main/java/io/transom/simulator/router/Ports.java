package io.transom.simulator.router;

/** How a router chooses the outside port of a new mapping (RFC 4787 section 4.2, RFC 7857 section 2). */
public enum Ports {
    /** The next one: whoever sees two of them can guess the third. */
    SEQUENTIAL,
    /** The inside one while it is free (RFC 4787 section 4.2.1), else the next one. */
    PRESERVED,
    /** Any that is free (RFC 6056): nobody can guess it, but whoever opens many ports may meet it. */
    RANDOM
}
