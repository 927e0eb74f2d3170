package io.transom.caller.household;

import io.nayuki.qrcodegen.QrCode;
import java.util.ArrayList;
import java.util.List;

/**
 * A QR code (ISO/IEC 18004) as lines of text: one character is two modules, one above the other, so that they are about
 * square in a terminal.
 */
final class QrPicture {
    /** ISO/IEC 18004 section 5.3.8 wants four light modules all around. */
    private static final int QUIET = 4;
    /** Black on white whatever the terminal's colours are: not every camera reads it the other way round. */
    private static final String INK = "\u001b[38;5;16;48;5;231m";

    private static final String RESET = "\u001b[0m";

    private final QrCode code;

    /** Level L repairs 7 % of it: a screen has no dirt, and the smallest picture fits the most terminals. */
    QrPicture(String text) {
        this.code = QrCode.encodeText(text, QrCode.Ecc.LOW);
    }

    /** Dark modules are ink. {@code coloured}: with the terminal's escapes for black on white. */
    List<String> lines(boolean coloured) {
        List<String> lines = new ArrayList<>();
        for (int y = -QUIET; y < code.size + QUIET; y += 2) {
            StringBuilder line = new StringBuilder();
            for (int x = -QUIET; x < code.size + QUIET; x++) {
                boolean above = code.getModule(x, y);
                boolean below = code.getModule(x, y + 1);
                line.append(above ? below ? '\u2588' : '\u2580' : below ? '\u2584' : ' ');
            }
            lines.add(coloured ? INK + line + RESET : line.toString());
        }
        return lines;
    }
}
