package io.transom.wire.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.wire.Bytes;
import io.transom.wire.Hostile;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The octets of RFC 6887 and RFC 6886; the answers are those that miniupnpd 2.3.1 gave. */
class PortmapCodecTest {
    private static final IpAddress CLIENT = IpAddress.of(192, 168, 1, 2);
    private static final Bytes NONCE = Bytes.hex("8fc5fe85411269e8a9e46ebc");
    private static final UdpAddress ANY = new UdpAddress(IpAddress.of(0, 0, 0, 0), 40002);

    private record Good<M>(String hex, M message) {}

    private static final List<Good<PcpMessage>> PCP = List.of(
            new Good<>("0200000000000000" + "00000000000000000000ffffc0a80102", new PcpMessage.AnnounceRequest(CLIENT)),
            new Good<>(
                    "0280000000000000" + "00000002" + "000000000000000000000000",
                    new PcpMessage.AnnounceResponse(0, 0, 2)),
            new Good<>(
                    "0201000000001c20" + "00000000000000000000ffffc0a80102" + "8fc5fe85411269e8a9e46ebc" + "11000000"
                            + "9c429c42" + "00000000000000000000ffff00000000",
                    new PcpMessage.MapRequest(CLIENT, 7200, NONCE, 40002, ANY)),
            new Good<>(
                    "0281000000001c20" + "00000002" + "000000000000000000000000" + "8fc5fe85411269e8a9e46ebc"
                            + "11000000" + "9c429c42" + "00000000000000000000ffffc633630b",
                    new PcpMessage.MapResponse(
                            0,
                            7200,
                            2,
                            NONCE,
                            40002,
                            UdpAddress.parse("198.51.99.11:40002").orElseThrow())),
            new Good<>(
                    "02810002" + "0000001e" + "00000001" + "000000000000000000000000" + "8fc5fe85411269e8a9e46ebc"
                            + "11000000" + "9c420000" + "20010db8000000000000000000000009",
                    new PcpMessage.MapResponse(
                            2,
                            30,
                            1,
                            NONCE,
                            40002,
                            UdpAddress.parse("[2001:db8::9]:0").orElseThrow())));

    private static final List<Good<NatPmpMessage>> NAT_PMP = List.of(
            new Good<>("0000", new NatPmpMessage.AddressRequest()),
            new Good<>(
                    "0080000000000002c633630b", new NatPmpMessage.AddressResponse(0, 2, IpAddress.of(198, 51, 99, 11))),
            new Good<>("000100009c419c4100001c20", new NatPmpMessage.MapRequest(40001, 40001, 7200)),
            new Good<>("00810000000000029c419c4100001c20", new NatPmpMessage.MapResponse(0, 2, 40001, 40001, 7200)),
            new Good<>("00810003000000019c419c4100001c20", new NatPmpMessage.MapResponse(3, 1, 40001, 40001, 7200)),
            new Good<>("0080000100000007", new NatPmpMessage.Refusal(NatPmpMessage.UNSUPPORTED_VERSION, 7)));

    @Test
    void what_is_written_is_read_again() {
        for (Good<PcpMessage> good : PCP) {
            assertThat(PcpCodec.decode(Bytes.hex(good.hex()))).contains(good.message());
            assertThat(PcpCodec.encode(good.message()).toHex()).isEqualTo(good.hex());
        }
        for (Good<NatPmpMessage> good : NAT_PMP) {
            assertThat(NatPmpCodec.decode(Bytes.hex(good.hex()))).contains(good.message());
            assertThat(NatPmpCodec.encode(good.message()).toHex()).isEqualTo(good.hex());
        }
    }

    @Test
    void what_is_cut_or_too_long_is_no_message() {
        for (Good<PcpMessage> good : PCP) {
            Bytes whole = Bytes.hex(good.hex());
            Hostile.everyTruncation(
                    whole, cut -> assertThat(PcpCodec.decode(cut)).isEmpty());
            assertThat(PcpCodec.decode(Bytes.join(whole, Bytes.of((byte) 0)))).isEmpty();
        }
        for (Good<NatPmpMessage> good : NAT_PMP) {
            Bytes whole = Bytes.hex(good.hex());
            // Nothing at all is left of an answer but the first 8 octets, where those are an error that may stand
            // alone.
            Hostile.everyTruncation(
                    whole,
                    cut -> assertThat(NatPmpCodec.decode(cut).filter(read -> !(read instanceof NatPmpMessage.Refusal)))
                            .isIn(Optional.empty(), Optional.of(new NatPmpMessage.AddressRequest())));
            assertThat(NatPmpCodec.decode(Bytes.join(whole, Bytes.of((byte) 0))))
                    .isEmpty();
        }
    }

    @Test
    void a_router_that_knows_only_nat_pmp_refuses_pcp_in_its_own_words() {
        // Opcode 0, as RFC 6886 section 3.5 draws it, and with the opcode repeated, as routers do.
        for (String hex : List.of("0000000100000007", "0081000100000007")) {
            assertThat(NatPmpCodec.decode(Bytes.hex(hex))).contains(new NatPmpMessage.Refusal(1, 7));
            assertThat(PcpCodec.decode(Bytes.hex(hex))).isEmpty();
        }
    }

    @Test
    void other_versions_protocols_and_opcodes_are_no_messages() {
        assertThat(PcpCodec.decode(Bytes.hex(PCP.get(1).hex().replaceFirst("02", "01"))))
                .isEmpty();
        assertThat(PcpCodec.decode(Bytes.hex(PCP.get(1).hex().replaceFirst("0280", "0283"))))
                .isEmpty();
        assertThat(PcpCodec.decode(Bytes.hex(PCP.get(3).hex().replaceFirst("11000000", "06000000"))))
                .isEmpty();
        assertThat(NatPmpCodec.decode(Bytes.hex("000200009c419c4100001c20"))).isEmpty();
    }

    @Test
    void no_octets_whatever_make_a_decoder_throw() {
        for (Good<PcpMessage> good : PCP) {
            Hostile.everyChangedOctet(Bytes.hex(good.hex()), PcpCodec::decode);
        }
        for (Good<NatPmpMessage> good : NAT_PMP) {
            Hostile.everyChangedOctet(Bytes.hex(good.hex()), NatPmpCodec::decode);
        }
        Hostile.noise(5_000, 70, Bytes.of((byte) 2), PcpCodec::decode);
        Hostile.noise(5_000, 20, Bytes.of((byte) 0), NatPmpCodec::decode);
    }
}
