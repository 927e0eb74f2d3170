package io.transom.media.opus;

/** What both libraries are told; figures from the voice sections of RFC 6716 §2.1 and RFC 7587 §3.1. */
final class OpusSettings {
    /** Bits a second: full-band mono speech is transparent for most at 28–40 kbit/s (RFC 6716 §2.1.1), redundancy included. */
    static final int BITRATE = 32_000;

    /** 0–10. The step from 9 to 10 costs a Pi a tenth more for a difference that nobody heard at this rate. */
    static final int COMPLEXITY = 9;

    /** Percent. Decides how much of the rate goes into redundancy; below 6 libopus gives it up at this rate. */
    static final int EXPECTED_LOSS = 10;

    /** Octets. Longest legal Opus frame is 1,275 and a packet of one frame adds its table-of-contents octet (RFC 6716 §3.2.1). */
    static final int LONGEST_RECEIVED = 1_276;

    private OpusSettings() {}
}
