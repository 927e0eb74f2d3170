package io.transom.wire.portmap;

import io.transom.wire.ByteReader;
import io.transom.wire.ByteWriter;
import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import java.util.Optional;

/** NAT-PMP's bytes. */
public final class NatPmpCodec {
    static final int VERSION = 0;
    private static final int RESPONSE = 0x80;
    private static final int ADDRESS = 0;
    private static final int MAP_UDP = 1;
    private static final int LONGEST = 16;
    /** An error may end behind the epoch (RFC 6886 section 3.5). */
    private static final int REFUSAL_LENGTH = 8;

    private NatPmpCodec() {}

    public static Bytes encode(NatPmpMessage message) {
        ByteWriter out = new ByteWriter(LONGEST).u8(VERSION);
        switch (message) {
            case NatPmpMessage.AddressRequest ignored -> out.u8(ADDRESS);
            case NatPmpMessage.AddressResponse response ->
                writeResponse(out, ADDRESS, response.result(), response.epochSeconds())
                        .fixed(response.external().octets(), 4);
            case NatPmpMessage.MapRequest request ->
                out.u8(MAP_UDP)
                        .u16(0)
                        .u16(request.internalPort())
                        .u16(request.suggestedPort())
                        .u32(request.lifetimeSeconds());
            case NatPmpMessage.MapResponse response ->
                writeResponse(out, MAP_UDP, response.result(), response.epochSeconds())
                        .u16(response.internalPort())
                        .u16(response.externalPort())
                        .u32(response.lifetimeSeconds());
            case NatPmpMessage.Refusal refusal -> writeResponse(out, ADDRESS, refusal.result(), refusal.epochSeconds());
        }
        return out.written();
    }

    /** Empty for anything that isn't exactly one of these messages. */
    public static Optional<NatPmpMessage> decode(Bytes datagram) {
        ByteReader in = new ByteReader(datagram);
        if (in.u8() != VERSION) {
            return Optional.empty();
        }
        int opcode = in.u8();
        if (datagram.length() == REFUSAL_LENGTH) {
            return refusal(in);
        }
        return switch (opcode) {
            case ADDRESS -> in.whole(new NatPmpMessage.AddressRequest());
            case MAP_UDP -> {
                in.u16();
                yield in.whole(new NatPmpMessage.MapRequest(in.u16(), in.u16(), in.u32()));
            }
            case RESPONSE | ADDRESS ->
                in.whole(new NatPmpMessage.AddressResponse(in.u16(), in.u32(), new IpAddress(in.bytes(4))));
            case RESPONSE | MAP_UDP ->
                in.whole(new NatPmpMessage.MapResponse(in.u16(), in.u32(), in.u16(), in.u16(), in.u32()));
            default -> Optional.empty();
        };
    }

    /** Whichever opcode it repeats: routers differ in that, and it doesn't matter. */
    private static Optional<NatPmpMessage> refusal(ByteReader in) {
        int result = in.u16();
        long epoch = in.u32();
        return result == NatPmpMessage.SUCCESS ? Optional.empty() : in.whole(new NatPmpMessage.Refusal(result, epoch));
    }

    private static ByteWriter writeResponse(ByteWriter out, int opcode, int result, long epoch) {
        return out.u8(RESPONSE | opcode).u16(result).u32(epoch);
    }
}
