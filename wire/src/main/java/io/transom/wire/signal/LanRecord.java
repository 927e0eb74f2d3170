package io.transom.wire.signal;

import io.transom.wire.ByteReader;
import io.transom.wire.ByteWriter;
import io.transom.wire.Bytes;
import io.transom.wire.UdpAddress;
import java.util.List;
import java.util.Optional;

/**
 * What an endpoint says of itself on its own links, signed and for its household's eyes only (core's {@code LanSeal}).
 *
 * <pre>
 * boot (16) | number of the boot (4) | sequence (4) | count (1) | addresses, each: family (1) | address (4, 16) | port (2)
 * </pre>
 *
 * @param boot the nonce of this boot, as presence tells it
 * @param bootNumber one more at each start of the program, kept on disk: of two records the older one is void
 * @param sequence one more at each change within a boot, from 1
 * @param addresses of the primary socket on the endpoint's own links; none says that it leaves
 */
public record LanRecord(Bytes boot, long bootNumber, long sequence, List<UdpAddress> addresses) {
    public static final int MOST_ADDRESSES = LocalSocket.MOST_HOSTS;

    /** 8 IPv6 addresses. */
    public static final int LONGEST = 16 + 4 + 4 + 1 + MOST_ADDRESSES * 19;

    public LanRecord {
        addresses = List.copyOf(addresses);
    }

    public boolean isNewerThan(LanRecord other) {
        return bootNumber != other.bootNumber ? bootNumber > other.bootNumber : sequence > other.sequence;
    }

    public Bytes encode() {
        ByteWriter out = new ByteWriter(LONGEST);
        out.fixed(boot, Fields.BOOT_LENGTH).u32(bootNumber).u32(sequence);
        Fields.writeAddresses(out, addresses, MOST_ADDRESSES);
        return out.written();
    }

    public static Optional<LanRecord> decode(Bytes octets) {
        ByteReader in = new ByteReader(octets);
        Bytes boot = in.bytes(Fields.BOOT_LENGTH);
        long bootNumber = in.u32();
        long sequence = in.u32();
        return in.whole(new LanRecord(boot, bootNumber, sequence, Fields.readAddresses(in, MOST_ADDRESSES)));
    }
}
