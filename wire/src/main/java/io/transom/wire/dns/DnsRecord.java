package io.transom.wire.dns;

import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import java.util.List;

/** One resource record of a kind that DNS-SD uses. */
public sealed interface DnsRecord {
    DnsName name();

    /** How long it holds, in seconds; 0 says that it is gone (RFC 6762 section 10.1). */
    long life();

    /** There is a service of that kind: {@code target}. Others may say so of theirs, so nobody's is replaced. */
    record Pointer(DnsName name, long life, DnsName target) implements DnsRecord {}

    /** Where the service is: a UDP port of {@code host}. */
    record Service(DnsName name, long life, int port, DnsName host) implements DnsRecord {}

    /** What else is to be known of it: strings of up to 255 octets. */
    record Text(DnsName name, long life, List<Bytes> strings) implements DnsRecord {
        public static final int LONGEST_STRING = 255;

        public Text {
            strings = List.copyOf(strings);
        }
    }

    record Address(DnsName name, long life, IpAddress ip) implements DnsRecord {}
}
