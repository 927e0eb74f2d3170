package io.transom.wire.dns;

import java.util.List;

/**
 * One message of mDNS. In a query the records are the answers that the asker knows already (RFC 6762 section 7.1).
 *
 * @param records answers and additional records in order; those of kinds that we don't use are left out
 */
public record DnsMessage(boolean response, List<Question> questions, List<DnsRecord> records) {
    /** What a message may be about: more than that in one message is of no use to us, and cut off. */
    public static final int MOST_QUESTIONS = 32;

    public static final int MOST_RECORDS = 64;

    /** An Ethernet frame's worth. */
    public static final int LONGEST = 1500;

    public DnsMessage {
        questions = List.copyOf(questions);
        records = List.copyOf(records);
    }

    /** What is asked: a name and a type's number, 255 for any. */
    public record Question(DnsName name, int type) {
        public static final int POINTER = 12;
        public static final int TEXT = 16;
        public static final int SERVICE = 33;
        public static final int ANY = 255;

        public boolean asksFor(int wanted) {
            return type == wanted || type == ANY;
        }
    }

    public static DnsMessage query(Question... questions) {
        return new DnsMessage(false, List.of(questions), List.of());
    }

    public static DnsMessage response(List<DnsRecord> records) {
        return new DnsMessage(true, List.of(), records);
    }
}
