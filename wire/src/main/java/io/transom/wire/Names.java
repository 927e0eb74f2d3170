package io.transom.wire;

/**
 * What people call endpoints and households. A name is shown on terminals and pages, so it holds nothing that could move
 * a cursor, break a line or turn the reading direction.
 */
public final class Names {
    /** Octets of UTF-8: enough for any label on a door, and 64 peers' names still fit one message. */
    public static final int LONGEST = 64;

    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private Names() {}

    /** True for 1 to {@link #LONGEST} octets without control, format or separator characters. */
    public static boolean isAllowed(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST
                && Bytes.utf8(text).length() <= LONGEST
                && text.codePoints().allMatch(Names::isAllowed);
    }

    private static boolean isAllowed(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            // Joiners shape Persian, Indic scripts and families of emoji.
            case Character.FORMAT -> character == ZERO_WIDTH_NON_JOINER || character == ZERO_WIDTH_JOINER;
            default -> true;
        };
    }
}
