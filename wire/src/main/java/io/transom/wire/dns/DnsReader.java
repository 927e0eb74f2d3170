package io.transom.wire.dns;

import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Goes over a foreign message; what isn't there reads as zeros and marks the reader failed. */
final class DnsReader {
    /** As many labels as 255 octets can hold are too many for any name of a service; each is a step that costs time. */
    private static final int MOST_LABELS = 32;

    private static final int POINTER_BITS = 0xC0;

    private final Bytes octets;
    private int at;
    private int end;
    private boolean failed;

    DnsReader(Bytes octets) {
        this.octets = octets;
        this.end = octets.length();
    }

    boolean failed() {
        return failed;
    }

    int u8() {
        if (at >= end) {
            failed = true;
            return 0;
        }
        return octets.at(at++);
    }

    int u16() {
        return u8() << 8 | u8();
    }

    private long u32() {
        return (long) u16() << 16 | u16();
    }

    private Bytes bytes(int count) {
        if (count > end - at) {
            failed = true;
            return Bytes.EMPTY;
        }
        at += count;
        return octets.slice(at - count, at);
    }

    /**
     * Empty where it has a label that is empty or is longer than names are. A pointer leads backwards, each further than
     * the one before: so there are no circles.
     */
    Optional<DnsName> name() {
        List<String> labels = new ArrayList<>();
        int length = 1;
        int next = at;
        int before = at;
        boolean jumped = false;
        while (next < octets.length()) {
            int size = octets.at(next);
            if (size == 0) {
                at = jumped ? at : next + 1;
                return Optional.of(new DnsName(labels));
            }
            if ((size & POINTER_BITS) == POINTER_BITS && next + 1 < octets.length()) {
                int target = (size & ~POINTER_BITS) << 8 | octets.at(next + 1);
                at = jumped ? at : next + 2;
                if (target >= before) {
                    break;
                }
                jumped = true;
                before = target;
                next = target;
                continue;
            }
            length += 1 + size;
            boolean fits = size <= DnsName.LONGEST_LABEL && next + 1 + size <= octets.length();
            if (!fits || length > DnsName.LONGEST || labels.size() >= MOST_LABELS) {
                break;
            }
            labels.add(new String(octets.slice(next + 1, next + 1 + size).shared(), StandardCharsets.ISO_8859_1));
            next += 1 + size;
        }
        failed = true;
        return Optional.empty();
    }

    /** One resource record; empty where it is of a kind that we don't use, or its data isn't what its type says. */
    Optional<DnsRecord> record() {
        Optional<DnsName> name = name();
        int type = u16();
        u16();
        long life = u32();
        int length = u16();
        if (failed || name.isEmpty() || length > end - at) {
            failed = true;
            return Optional.empty();
        }
        int after = at + length;
        int whole = end;
        end = after;
        Optional<DnsRecord> record = data(name.get(), type, life, length);
        boolean good = !failed && at == after;
        // What is wrong within one record is that record's matter alone.
        failed = false;
        at = after;
        end = whole;
        return good ? record : Optional.empty();
    }

    private Optional<DnsRecord> data(DnsName name, int type, long life, int length) {
        return switch (type) {
            case DnsCodec.POINTER -> name().map(target -> new DnsRecord.Pointer(name, life, target));
            case DnsCodec.SERVICE -> {
                u16();
                u16();
                int port = u16();
                yield name().map(host -> new DnsRecord.Service(name, life, port, host));
            }
            case DnsCodec.TEXT -> Optional.of(new DnsRecord.Text(name, life, strings()));
            case DnsCodec.ADDRESS_V4 -> address(name, life, length, 4);
            case DnsCodec.ADDRESS_V6 -> address(name, life, length, 16);
            default -> Optional.empty();
        };
    }

    private Optional<DnsRecord> address(DnsName name, long life, int length, int wanted) {
        return length == wanted
                ? Optional.of(new DnsRecord.Address(name, life, new IpAddress(bytes(wanted))))
                : Optional.empty();
    }

    private List<Bytes> strings() {
        List<Bytes> strings = new ArrayList<>();
        while (at < end && !failed) {
            strings.add(bytes(u8()));
        }
        return strings;
    }
}
