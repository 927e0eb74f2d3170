package io.transom.wire.dns;

import java.util.List;
import java.util.Locale;

/** A domain name: its labels, as they stand in the message, in lower case (RFC 6762 section 16 compares without case). */
public record DnsName(List<String> labels) {
    /** RFC 1035 section 2.3.4: with the length octets and the final zero. */
    static final int LONGEST = 255;

    static final int LONGEST_LABEL = 63;

    public DnsName {
        labels = labels.stream().map(label -> label.toLowerCase(Locale.ROOT)).toList();
        int length = 1;
        for (String label : labels) {
            if (label.isEmpty() || label.length() > LONGEST_LABEL) {
                throw new IllegalArgumentException("a label has 1 to 63 octets, not " + label.length());
            }
            length += 1 + label.length();
        }
        if (length > LONGEST) {
            throw new IllegalArgumentException("a name of " + length + " octets");
        }
    }

    public static DnsName of(String... labels) {
        return new DnsName(List.of(labels));
    }

    /** This name beneath {@code above}. */
    public static DnsName beneath(String label, DnsName above) {
        return new DnsName(java.util.stream.Stream.concat(java.util.stream.Stream.of(label), above.labels.stream())
                .toList());
    }

    /** True for a name of one label more that ends so. */
    public boolean isDirectlyBeneath(DnsName above) {
        return labels.size() == above.labels.size() + 1
                && labels.subList(1, labels.size()).equals(above.labels);
    }

    @Override
    public String toString() {
        return String.join(".", labels) + ".";
    }
}
