package io.transom.manager.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transom.manager.ManagerProgram;
import io.transom.node.config.Configuration;
import io.transom.node.config.WrongValue;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the manager says to a certificate or a key that it can't serve. */
final class CertificateFilesTest {
    @TempDir
    static Path folder;

    private static TestAuthority.Issued good;
    private static TestAuthority.Issued other;

    @BeforeAll
    static void issue() throws Exception {
        TestAuthority authority = TestAuthority.in(folder);
        good = authority.issue("good", "dns:localhost");
        other = authority.issue("other", "dns:localhost");
    }

    @Test
    void a_certificate_with_its_key_is_served() {
        try (ServedCertificate served = ServedCertificate.open(good.files(), Clock.systemUTC())) {
            assertThat(served.expires().orElseThrow()).isAfter(Clock.systemUTC().instant());
            assertThat(served.context().orElseThrow().isServer()).isTrue();
        }
    }

    @Test
    void a_key_that_everybody_can_read_is_refused() throws Exception {
        Path open = Files.copy(good.key(), folder.resolve("open.key"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        refused(good.certificate(), open, "tls-key", "Every user of this machine", "chmod o= " + open);
    }

    @Test
    void a_key_of_another_certificate_is_refused() {
        refused(good.certificate(), other.key(), "tls-key", "doesn't fit the first certificate of");
    }

    @Test
    void a_certificate_that_has_expired_or_isnt_valid_yet_is_refused() {
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(2));
        assertThatThrownBy(() -> ServedCertificate.open(good.files(), later))
                .hasMessageContaining("has expired on")
                .hasMessageContaining("renew it");
        Clock earlier = Clock.offset(Clock.systemUTC(), Duration.ofDays(-2));
        assertThatThrownBy(() -> ServedCertificate.open(good.files(), earlier)).hasMessageContaining("clock right?");
    }

    @Test
    void keys_in_another_form_are_refused_with_the_command_that_converts_them() throws Exception {
        refused(good.certificate(), key("BEGIN EC PRIVATE KEY"), "tls-key", "openssl pkcs8 -topk8 -nocrypt");
        refused(good.certificate(), key("BEGIN ENCRYPTED PRIVATE KEY"), "tls-key", "locked with a password");
        refused(good.certificate(), key("BEGIN NOTHING"), "tls-key", "There is no private key in it");
        refused(good.certificate(), key("BEGIN PRIVATE KEY"), "tls-key", "holds no readable key");
    }

    @Test
    void a_file_that_holds_no_certificate_or_a_chain_in_disorder_is_refused() throws Exception {
        refused(good.key(), good.key(), "tls-certificate", "There is no certificate in it");
        Path disorder = folder.resolve("disorder.pem");
        Files.writeString(disorder, Files.readString(good.certificate()) + Files.readString(other.certificate()));
        refused(disorder, good.key(), "tls-certificate", "number 2 hasn't signed number 1");
        refused(folder.resolve("missing.pem"), good.key(), "tls-certificate", "can't be read");
    }

    @Test
    void the_program_names_the_option_and_ends_with_2() {
        StringWriter said = new StringWriter();
        PrintWriter err = new PrintWriter(said, true);
        String data = folder.resolve("data").toString();
        List<String> half =
                List.of("--data", data, "--tls-certificate", good.certificate().toString());
        assertThat(Configuration.run(new ManagerProgram(), half, Map.of(), err, err))
                .isEqualTo(2);
        assertThat(said.toString()).contains("--tls-key is missing").contains("Name the file with the key of");
        Map<String, String> environment = Map.of("TRANSOM_TLS_KEY", other.key().toString());
        assertThat(Configuration.run(new ManagerProgram(), half, environment, err, err))
                .isEqualTo(2);
        assertThat(said.toString())
                .contains("environment variable TRANSOM_TLS_KEY is")
                .contains("doesn't fit");
    }

    @Test
    void a_certificate_is_asked_for_only_with_a_public_name_and_accepted_terms() {
        assertThat(saidTo("--acme-domain", "intercom.example.org"))
                .contains("--acme-accept-terms is missing")
                .contains("terms of service of the authority (acme-v02.api.letsencrypt.org)");
        assertThat(saidTo("--acme-domain", "intercom")).contains("Give this host's public name");
        assertThat(saidTo("--acme-domain", "a.example", "--acme-directory", "http://a.example/"))
                .contains("it begins with https://");
        assertThat(saidTo("--acme-domain", "a.example", "--tls-key", good.key().toString()))
                .contains("the certificate comes from one place");
    }

    private static String saidTo(String... options) {
        StringWriter said = new StringWriter();
        PrintWriter err = new PrintWriter(said, true);
        List<String> all =
                new ArrayList<>(List.of("--data", folder.resolve("data").toString()));
        all.addAll(List.of(options));
        assertThat(Configuration.run(new ManagerProgram(), all, Map.of(), err, err))
                .isEqualTo(2);
        return said.toString();
    }

    private static Path key(String head) throws Exception {
        Path file = Files.createTempFile(folder, "odd", ".key");
        Files.writeString(file, "-----" + head + "-----\nAAAA\n-----" + head.replace("BEGIN", "END") + "-----\n");
        return file;
    }

    private static void refused(Path certificate, Path key, String option, String... words) {
        assertThatThrownBy(() -> ServedCertificate.open(new TlsFiles(certificate, key, 0), Clock.systemUTC()))
                .isInstanceOfSatisfying(
                        WrongValue.class, wrong -> assertThat(wrong.key()).contains(option))
                .hasMessageContainingAll(words);
    }
}
