package io.transom.node.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** What a camera has read, or somebody has pasted: a link that can be shown again, or none. */
class JoinLinkFuzzTest {
    @FuzzTest(maxDuration = "1h")
    void a_link_to_join(byte[] octets) {
        JoinLink.parse(new String(octets, StandardCharsets.UTF_8)).ifPresent(link -> {
            assertThat(JoinLink.parse(link.text())).contains(link);
            assertThat(link.toString()).doesNotContain(link.code().text());
        });
    }
}
