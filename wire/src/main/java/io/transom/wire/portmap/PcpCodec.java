package io.transom.wire.portmap;

import io.transom.wire.ByteReader;
import io.transom.wire.ByteWriter;
import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;
import java.util.Optional;

/** PCP's bytes. Reserved octets are written as zeros and ignored when read, as RFC 6887 section 7 says. */
public final class PcpCodec {
    static final int VERSION = 2;
    private static final int RESPONSE = 0x80;
    private static final int ANNOUNCE = 0;
    private static final int MAP = 1;
    private static final int UDP = 17;
    /** Header 24 and MAP 36: without options there is nothing longer. */
    private static final int LONGEST = 60;

    private static final Bytes V4_MAPPED = Bytes.hex("00000000000000000000ffff");

    private PcpCodec() {}

    public static Bytes encode(PcpMessage message) {
        ByteWriter out = new ByteWriter(LONGEST).u8(VERSION);
        switch (message) {
            case PcpMessage.AnnounceRequest request -> {
                writeRequest(out, ANNOUNCE, 0);
                writeAddress(out, request.client());
            }
            case PcpMessage.AnnounceResponse response ->
                writeResponse(out, ANNOUNCE, response.result(), response.lifetimeSeconds(), response.epochSeconds());
            case PcpMessage.MapRequest request -> {
                writeRequest(out, MAP, request.lifetimeSeconds());
                writeAddress(out, request.client());
                writeMap(out, request.nonce(), request.internalPort(), request.suggested());
            }
            case PcpMessage.MapResponse response -> {
                writeResponse(out, MAP, response.result(), response.lifetimeSeconds(), response.epochSeconds());
                writeMap(out, response.nonce(), response.internalPort(), response.external());
            }
        }
        return out.written();
    }

    /** Empty for anything that isn't exactly one of these messages: another version, protocol or length. */
    public static Optional<PcpMessage> decode(Bytes datagram) {
        ByteReader in = new ByteReader(datagram);
        if (in.u8() != VERSION) {
            return Optional.empty();
        }
        int opcode = in.u8();
        in.u8();
        int result = in.u8();
        long lifetime = in.u32();
        if ((opcode & RESPONSE) == 0) {
            IpAddress client = readAddress(in);
            return switch (opcode) {
                case ANNOUNCE -> in.whole(new PcpMessage.AnnounceRequest(client));
                case MAP -> {
                    Map map = readMap(in);
                    yield in.whole(
                            new PcpMessage.MapRequest(client, lifetime, map.nonce, map.internalPort, map.external));
                }
                default -> Optional.empty();
            };
        }
        long epoch = in.u32();
        in.bytes(12);
        return switch (opcode & ~RESPONSE) {
            case ANNOUNCE -> in.whole(new PcpMessage.AnnounceResponse(result, lifetime, epoch));
            case MAP -> {
                Map map = readMap(in);
                yield in.whole(
                        new PcpMessage.MapResponse(result, lifetime, epoch, map.nonce, map.internalPort, map.external));
            }
            default -> Optional.empty();
        };
    }

    private static void writeRequest(ByteWriter out, int opcode, long lifetime) {
        out.u8(opcode).u16(0).u32(lifetime);
    }

    private static void writeResponse(ByteWriter out, int opcode, int result, long lifetime, long epoch) {
        out.u8(RESPONSE | opcode).u8(0).u8(result).u32(lifetime).u32(epoch).bytes(Bytes.owning(new byte[12]));
    }

    private record Map(Bytes nonce, int internalPort, UdpAddress external) {}

    private static void writeMap(ByteWriter out, Bytes nonce, int internalPort, UdpAddress external) {
        out.fixed(nonce, PcpMessage.NONCE_LENGTH).u8(UDP).u8(0).u16(0);
        out.u16(internalPort).u16(external.port());
        writeAddress(out, external.ip());
    }

    private static Map readMap(ByteReader in) {
        Bytes nonce = in.bytes(PcpMessage.NONCE_LENGTH);
        if (in.u8() != UDP) {
            in.fail();
        }
        in.u8();
        in.u16();
        int internalPort = in.u16();
        int externalPort = in.u16();
        return new Map(nonce, internalPort, new UdpAddress(readAddress(in), externalPort));
    }

    /** IPv4 addresses travel as ::ffff:a.b.c.d (RFC 6887 section 5). */
    private static void writeAddress(ByteWriter out, IpAddress ip) {
        if (ip.isV4()) {
            out.bytes(V4_MAPPED);
        }
        out.bytes(ip.octets());
    }

    private static IpAddress readAddress(ByteReader in) {
        Bytes octets = in.bytes(16);
        boolean v4 = octets.slice(0, 12).equals(V4_MAPPED);
        return new IpAddress(v4 ? octets.slice(12, 16) : octets);
    }
}
