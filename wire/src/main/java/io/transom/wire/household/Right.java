package io.transom.wire.household;

/** What a member may do. */
public enum Right {
    /** Ask an intercom for a call. Its microphone opens when somebody there presses to talk. */
    CALL(1, "call"),
    /** And without anybody there doing anything. */
    DROP_IN(2, "drop in"),
    /** Be rung when the bell is pressed, and answer. */
    TALK(4, "answer the door"),
    /** Open doors: those that the record names, or all where it names none. */
    RELEASE(8, "open the door"),
    /** Admit others, and take back what it has admitted. Only the root key gives this. */
    MANAGE(16, "admit members");

    private final int bit;
    private final String words;

    Right(int bit, String words) {
        this.bit = bit;
        this.words = words;
    }

    /** Its bit in a record. */
    int bit() {
        return bit;
    }

    /** For people: "may (not) ..." */
    public String words() {
        return words;
    }
}
