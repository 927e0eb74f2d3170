package io.transom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.transom.core.audit.AuditEntry;
import io.transom.core.household.PairingCode;
import io.transom.core.trust.InviteCode;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.UdpAddress;
import io.transom.wire.dns.DnsCodec;
import io.transom.wire.dns.DnsMessage;
import io.transom.wire.portmap.NatPmpCodec;
import io.transom.wire.portmap.PcpCodec;
import io.transom.wire.relay.ChannelFrame;
import io.transom.wire.rtp.RtpPacket;
import io.transom.wire.signal.LanRecord;
import io.transom.wire.signal.SignalCodec;
import io.transom.wire.signal.SignalKind;
import io.transom.wire.stun.StunCodec;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What is read is what was written, and everything else is empty. */
class WireFuzzTest {
    private static final int FINGERPRINT = 8;
    private static final Bytes KEY = Bytes.utf8("a key of the call");

    /** What came without a FINGERPRINT is said again with one, where that still fits. */
    @FuzzTest(maxDuration = "1h")
    void stun(byte[] octets) {
        Bytes datagram = Bytes.of(octets);
        boolean holds = StunCodec.integrityHolds(datagram, KEY);
        assertThat(holds && !StunCodec.hasIntegrity(datagram)).isFalse();
        StunCodec.decode(datagram)
                .filter(message -> datagram.length() + FINGERPRINT <= StunCodec.MOST_DATAGRAM)
                .ifPresent(message -> assertThat(StunCodec.decode(StunCodec.encode(message, Optional.empty())))
                        .contains(message));
    }

    @FuzzTest(maxDuration = "1h")
    void what_an_endpoint_says_to_the_manager(byte[] octets) {
        SignalCodec.decodeUp(Bytes.of(octets))
                .ifPresent(signal -> assertThat(SignalCodec.decodeUp(SignalCodec.encode(signal)))
                        .contains(signal));
    }

    @FuzzTest(maxDuration = "1h")
    void what_the_manager_says(byte[] octets) {
        SignalCodec.decodeDown(Bytes.of(octets))
                .ifPresent(signal -> assertThat(SignalCodec.decodeDown(SignalCodec.encode(signal)))
                        .contains(signal));
    }

    /** The first octet names the kind. */
    @FuzzTest(maxDuration = "1h")
    void what_the_other_end_says(byte[] octets) {
        Optional<SignalKind> kind = octets.length == 0 ? Optional.empty() : SignalKind.of(octets[0] & 0xFF);
        kind.flatMap(known -> SignalCodec.decodePeer(known, Bytes.of(octets, 1, octets.length - 1)))
                .ifPresent(signal -> assertThat(SignalCodec.decodePeer(signal.kind(), SignalCodec.encode(signal)))
                        .contains(signal));
    }

    /** What an intercom tells of its log, and what a log on disk says. */
    @FuzzTest(maxDuration = "1h")
    void an_entry_of_a_log(byte[] octets) {
        Bytes entry = Bytes.of(octets);
        AuditEntry.decode(entry).ifPresent(read -> assertThat(read.encode()).isEqualTo(entry));
    }

    @FuzzTest(maxDuration = "1h")
    void channel_frames(byte[] octets) {
        ChannelFrame.decode(Bytes.of(octets))
                .ifPresent(
                        frame -> assertThat(ChannelFrame.decode(frame.encode())).contains(frame));
    }

    @FuzzTest(maxDuration = "1h")
    void rtp(byte[] octets) {
        RtpPacket.decode(Bytes.of(octets))
                .ifPresent(
                        packet -> assertThat(RtpPacket.decode(packet.encode())).contains(packet));
    }

    /** Names may be compressed in what is read, and never are in what is written: that can be too long. */
    @FuzzTest(maxDuration = "1h")
    void multicast_on_a_homes_link(byte[] octets) {
        DnsCodec.decode(Bytes.of(octets)).ifPresent(message -> {
            assertThat(message.records()).hasSizeLessThanOrEqualTo(DnsMessage.MOST_RECORDS);
            if (message.records().isEmpty() && message.questions().size() <= 4) {
                assertThat(DnsCodec.decode(DnsCodec.encode(message))).contains(message);
            }
        });
    }

    @FuzzTest(maxDuration = "1h")
    void what_an_endpoint_says_of_itself_on_a_link(byte[] octets) {
        LanRecord.decode(Bytes.of(octets))
                .ifPresent(
                        record -> assertThat(LanRecord.decode(record.encode())).contains(record));
    }

    @FuzzTest(maxDuration = "1h")
    void a_routers_grants(byte[] octets) {
        Bytes datagram = Bytes.of(octets);
        PcpCodec.decode(datagram)
                .ifPresent(message ->
                        assertThat(PcpCodec.decode(PcpCodec.encode(message))).contains(message));
        NatPmpCodec.decode(datagram)
                .ifPresent(message -> assertThat(NatPmpCodec.decode(NatPmpCodec.encode(message)))
                        .contains(message));
    }

    @FuzzTest(maxDuration = "1h")
    void texts(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        UdpAddress.parse(text)
                .ifPresent(address ->
                        assertThat(UdpAddress.parse(address.toString())).contains(address));
        EndpointId.parse(text)
                .ifPresent(id -> assertThat(EndpointId.parse(id.text())).contains(id));
        InviteCode.parse(text)
                .ifPresent(code -> assertThat(InviteCode.parse(code.text())).contains(code));
        PairingCode.parse(text)
                .ifPresent(code -> assertThat(PairingCode.parse(code.text())).contains(code));
    }
}
