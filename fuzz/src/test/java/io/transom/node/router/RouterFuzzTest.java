package io.transom.node.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.transom.wire.IpAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Whoever answers for the home's router by SSDP and HTTP: never an address that isn't the router's. */
class RouterFuzzTest {
    private static final IpAddress ROUTER = IpAddress.parse("192.168.1.1").orElseThrow();
    private static final URI LOCATION = URI.create("http://192.168.1.1:5000/root.xml");

    @FuzzTest(maxDuration = "1h")
    void a_description(byte[] octets) {
        IgdDescription.read(octets, LOCATION)
                .ifPresent(read -> assertThat(read.control().getHost()).isEqualTo("192.168.1.1"));
    }

    /** The first octet says whether the router says that it was well. */
    @FuzzTest(maxDuration = "1h")
    void an_answer_to_an_order(byte[] octets) {
        int status = octets.length > 0 && octets[0] == '<' ? 200 : 500;
        byte[] body = status == 200 ? octets : Arrays.copyOfRange(octets, Math.min(1, octets.length), octets.length);
        IgdService.Said said = IgdService.read(new SmallHttp.Answer(status, body));
        assertThat(said.yes()).isEqualTo(said.body().isPresent());
        assertThat(said.error()).isBetween(0, 9_999);
        IgdService.externalAddress(said)
                .ifPresent(address -> assertThat(address.isUnspecified()).isFalse());
    }

    @FuzzTest(maxDuration = "1h")
    void an_answer_to_a_search(byte[] octets) {
        SsdpSearch.location(new String(octets, StandardCharsets.ISO_8859_1), ROUTER)
                .ifPresent(found -> assertThat(found.getHost()).isEqualTo("192.168.1.1"));
    }
}
