package io.transom.bench.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.wire.Bytes;
import io.transom.wire.UdpAddress;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the peers meet in place of a manager. */
@Timeout(10)
class PeersSurroundingsTest {
    private static final String HERE = "127.0.0.1";

    @Test
    void the_reflector_tells_who_asks_as_rfc_8489_wants_it_where_he_is_seen() throws Exception {
        Bytes request = StunCodec.encode(
                StunMessage.of(StunMessage.Type.BINDING_REQUEST, Bytes.utf8("twelve octet")), Optional.empty());
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName(HERE))) {
            StunMessage answer = StunCodec.decode(Bytes.owning(ask(socket, request.toArray())))
                    .orElseThrow();
            assertThat(answer.transactionId()).isEqualTo(Bytes.utf8("twelve octet"));
            assertThat(answer.first(StunAttribute.XorMappedAddress.class))
                    .map(StunAttribute.XorMappedAddress::address)
                    .isEqualTo(UdpAddress.parse(HERE + ":" + socket.getLocalPort()));
        }
    }

    /** libnice leaves out the cookie, and takes no address that is disguised by it. */
    @Test
    void who_asks_as_rfc_3489_had_it_is_told_in_the_clear() throws Exception {
        byte[] request = ByteBuffer.allocate(20).putShort((short) 1).array();
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName(HERE))) {
            ByteBuffer answer = ByteBuffer.wrap(ask(socket, request));
            assertThat(answer.getShort(20)).as("MAPPED-ADDRESS").isEqualTo((short) 1);
            assertThat(Short.toUnsignedInt(answer.getShort(26))).isEqualTo(socket.getLocalPort());
            assertThat(answer.slice(28, 4)).isEqualTo(ByteBuffer.wrap(new byte[] {127, 0, 0, 1}));
        }
    }

    private static byte[] ask(DatagramSocket socket, byte[] request) throws IOException {
        try (PlainReflector reflector = new PlainReflector(HERE)) {
            socket.send(new DatagramPacket(request, request.length, InetAddress.getByName(HERE), reflector.port()));
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            socket.receive(answer);
            return Arrays.copyOf(answer.getData(), answer.getLength());
        }
    }

    @Test
    void the_relay_carries_lines_between_the_two_ends_of_a_pair_only() throws Exception {
        try (LineRelay relay = new LineRelay(HERE);
                Socket caller = join(relay, "x-call");
                Socket answerer = join(relay, "x-answer");
                Socket stranger = join(relay, "y-answer")) {
            BufferedReader heard = reader(answerer);
            // The answerer may not have said its name yet when the first line comes: that one is then nobody's.
            while (!heard.ready()) {
                say(caller, "offer");
                Thread.sleep(5);
            }
            assertThat(heard.readLine()).isEqualTo("offer");
            assertThat(stranger.getInputStream().available()).isZero();
            say(answerer, "answer");
            assertThat(reader(caller).readLine()).isEqualTo("answer");
        }
    }

    private static Socket join(LineRelay relay, String name) throws IOException {
        Socket socket = new Socket(HERE, relay.port());
        say(socket, name);
        return socket;
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }
}
