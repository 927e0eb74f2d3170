package io.transom.node.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.transom.wire.IpAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Whoever answers for the home's router by SSDP and HTTP: never an address that isn't the router's. */
class RouterFuzzTest {
    private static final IpAddress ROUTER = IpAddress.parse("192.168.1.1").orElseThrow();
    private static final URI LOCATION = URI.create("http://192.168.1.1:5000/root.xml");

    @FuzzTest(maxDuration = "1h")
    void a_description(byte[] octets) {
        IgdDescription.read(octets, LOCATION)
                .ifPresent(read -> assertThat(read.control().getHost()).isEqualTo("192.168.1.1"));
    }

    @FuzzTest(maxDuration = "1h")
    void an_answer_to_a_search(byte[] octets) {
        SsdpSearch.location(new String(octets, StandardCharsets.ISO_8859_1), ROUTER)
                .ifPresent(found -> assertThat(found.getHost()).isEqualTo("192.168.1.1"));
    }
}
