package io.transom.manager.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.transom.node.udp.Addresses;
import io.transom.wire.IpAddress;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whatever a stranger has written before: what counts is the address that our own proxy has appended. */
class ForwardedFuzzTest {
    private static final InetAddress ASKER = Addresses.inet(IpAddress.of(203, 0, 113, 7));
    private static final TrustedProxies TRUSTED =
            new TrustedProxies(List.of(TrustedProxies.Range.parse("10.0.0.0/8").orElseThrow()));

    /** What the stranger has sent, one header a line. */
    private static List<String> lines(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1).lines().limit(8).toList();
    }

    private static HttpHeaders headers() {
        return new DefaultHttpHeaders(false);
    }

    @FuzzTest(maxDuration = "1h")
    void x_forwarded_for(byte[] octets) {
        HttpHeaders headers = headers();
        lines(octets).forEach(line -> headers.add(ForwardedFor.X_FORWARDED_FOR, line));
        headers.add(ForwardedFor.X_FORWARDED_FOR, "203.0.113.7");
        assertThat(ForwardedFor.of(headers, TRUSTED)).isEqualTo(new ForwardedFor.Named(ASKER));
    }

    /** Where the stranger's own part isn't well formed, nothing is believed. */
    @FuzzTest(maxDuration = "1h")
    void forwarded(byte[] octets) {
        HttpHeaders headers = headers();
        lines(octets).forEach(line -> headers.add(ForwardedFor.FORWARDED, line));
        headers.add(ForwardedFor.FORWARDED, "for=203.0.113.7;proto=http");
        assertThat(ForwardedFor.of(headers, TRUSTED))
                .isIn(new ForwardedFor.Named(ASKER), new ForwardedFor.Unreadable());
    }

    /** As it comes: with a source that has a place in the tables, absent, or unreadable. */
    @FuzzTest(maxDuration = "1h")
    void both_headers_alone(byte[] octets) {
        HttpHeaders headers = headers();
        for (String line : lines(octets)) {
            boolean standard = line.contains("=");
            headers.add(standard ? ForwardedFor.FORWARDED : ForwardedFor.X_FORWARDED_FOR, line);
        }
        ForwardedFor read = ForwardedFor.of(headers, TRUSTED);
        assertThat(read instanceof ForwardedFor.Absent).isEqualTo(headers.isEmpty());
        if (read instanceof ForwardedFor.Named named) {
            assertThat(Source.of(named.source()).v4()).isEqualTo(named.source().getAddress().length == 4);
        }
    }
}
