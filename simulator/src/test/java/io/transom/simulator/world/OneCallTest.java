package io.transom.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OneCallTest {
    private static final Path DOCUMENT = Path.of(System.getProperty("transom.root", "."), "docs", "one-call.txt");

    @Test
    void the_document_shows_the_call_as_it_is_today() throws IOException {
        List<String> today = OneCall.document();
        if (Boolean.getBoolean("transom.write")) {
            Files.write(DOCUMENT, today);
        }
        assertThat(Files.readAllLines(DOCUMENT))
                .as("%s; -Dtransom.write=true writes it anew", DOCUMENT)
                .isEqualTo(today);
    }

    @Test
    void it_shows_both_windows_opening_and_sound_both_ways() {
        String text = String.join("\n", OneCall.document());
        assertThat(text)
                .contains("null packet with a sealed window-open")
                .contains("is stopped by the router at")
                .contains("anna has sent")
                .contains("door has sent");
    }
}
