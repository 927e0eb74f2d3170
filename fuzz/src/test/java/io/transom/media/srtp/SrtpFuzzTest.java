package io.transom.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.transom.wire.Bytes;
import io.transom.wire.rtp.RtpPacket;

/** What comes to an open port as sound. */
class SrtpFuzzTest {
    private static final Bytes KEY = Bytes.hex("000102030405060708090a0b0c0d0e0f");
    private static final Bytes SALT = Bytes.hex("a0a1a2a3a4a5a6a7a8a9aaab");
    private static final Bytes HEARD = Bytes.join(Bytes.hex("806f00070000000adecafbad"), Bytes.utf8("sound"));

    /** Nothing is heard but what the other end has sealed, each packet once; and a forged one changes nothing. */
    @FuzzTest(maxDuration = "1h")
    void sound(byte[] octets) {
        Bytes packet = Bytes.of(octets);
        Bytes first = new SrtpSender(KEY, SALT).protect(HEARD);
        SrtpReceiver receiver = new SrtpReceiver(KEY, SALT);
        switch (receiver.open(packet)) {
            case Opened.Authentic heard -> {
                assertThat(new SrtpSender(KEY, SALT).protect(heard.rtp())).isEqualTo(packet);
                assertThat(receiver.open(packet)).isInstanceOf(Opened.Replayed.class);
            }
            case Opened.Replayed ignored -> throw new AssertionError("nothing was heard before");
            case Opened.Rejected ignored -> assertThat(receiver.open(first)).isEqualTo(new Opened.Authentic(7, HEARD));
        }
        SrtpReceiver later = new SrtpReceiver(KEY, SALT);
        later.open(first);
        later.open(packet);
        assertThat(later.open(first)).isInstanceOf(Opened.Replayed.class);
    }

    /** A header that is read in place has the length that the whole packet says, and what it begins is sealed and opened. */
    @FuzzTest(maxDuration = "1h")
    void a_header(byte[] octets) {
        Bytes packet = Bytes.of(octets);
        int length = RtpHeader.length(packet, 0);
        if (length < 0) {
            return;
        }
        assertThat(length).isBetween(12, packet.length());
        RtpPacket.decode(packet).ifPresent(read -> assertThat(read.sequence()).isEqualTo(RtpHeader.sequence(packet)));
        Bytes sealed = new SrtpSender(KEY, SALT).protect(packet);
        assertThat(sealed.slice(0, length)).isEqualTo(packet.slice(0, length));
        assertThat(new SrtpReceiver(KEY, SALT).open(sealed))
                .isEqualTo(new Opened.Authentic(RtpHeader.sequence(packet), packet));
    }
}
