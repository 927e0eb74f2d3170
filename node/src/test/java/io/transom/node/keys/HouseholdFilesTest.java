package io.transom.node.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transom.core.household.Issuing;
import io.transom.core.household.Issuing.Authority;
import io.transom.core.household.Issuing.Terms;
import io.transom.core.household.RootKey;
import io.transom.core.household.StatementSet;
import io.transom.node.config.WrongValue;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HouseholdFilesTest {
    private final SystemEntropy entropy = new SystemEntropy();
    private final RootKey root = RootKey.generate(entropy);

    @TempDir
    private Path directory = Path.of("");

    private StatementSet signed(KeyStore keys) {
        StatementSet empty = StatementSet.empty(root.publicKey());
        Issuing.Outcome outcome = new Issuing(empty, new Authority.Root(root))
                .admit(
                        keys.identity().publicIdentity(),
                        Terms.always("anna", Role.CALLER, Set.of(Right.CALL)),
                        1_790_000_000L);
        return empty.add(List.of(((Issuing.Outcome.Signed) outcome).statement()))
                .set();
    }

    @Test
    void what_was_kept_is_there_after_a_restart_and_only_its_user_can_read_it() throws Exception {
        StatementSet kept;
        try (KeyStore keys = KeyStore.open(directory, entropy)) {
            assertThat(keys.household()).isEmpty();
            assertThat(keys.rootKey()).isEmpty();
            kept = signed(keys);
            keys.keepHousehold(kept);
            keys.keepRootKey(root);
        }
        try (KeyStore keys = KeyStore.open(directory, entropy)) {
            assertThat(keys.household()).contains(kept);
            assertThat(keys.rootKey().orElseThrow().publicKey()).isEqualTo(root.publicKey());
            assertThatThrownBy(() -> keys.keepRootKey(RootKey.generate(entropy)))
                    .isInstanceOf(WrongValue.class);
        }
        for (String name : List.of("household", "household.root")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void a_statement_that_somebody_has_written_in_counts_for_nothing_and_a_damaged_file_is_named() throws Exception {
        try (KeyStore keys = KeyStore.open(directory, entropy)) {
            keys.keepHousehold(signed(keys));
        }
        Path file = directory.resolve("household");
        List<String> lines = Files.readAllLines(file);
        String line = lines.get(1);
        char last = line.charAt(line.length() - 3);
        String forged =
                line.substring(0, line.length() - 3) + (last == 'A' ? 'B' : 'A') + line.substring(line.length() - 2);
        Files.write(file, List.of(lines.getFirst(), forged));
        assertThat(new HouseholdFiles(directory).statements().orElseThrow().all())
                .isEmpty();
        Files.writeString(file, lines.getFirst() + "\nnothing\n");
        assertThatThrownBy(() -> new HouseholdFiles(directory).statements())
                .isInstanceOfSatisfying(
                        WrongValue.class, wrong -> assertThat(wrong.value()).contains(file.toString()));
    }

    @Test
    void the_newest_time_is_there_after_a_restart_and_taking_its_file_out_forgets_it() throws Exception {
        try (KeyStore keys = KeyStore.open(directory, entropy)) {
            assertThat(keys.latestTime()).isZero();
            keys.keepTime(1_790_000_000L);
        }
        try (KeyStore keys = KeyStore.open(directory, entropy)) {
            assertThat(keys.latestTime()).isEqualTo(1_790_000_000L);
        }
        Path file = directory.resolve("household.time");
        Files.writeString(file, "soon\n");
        assertThatThrownBy(() -> new HouseholdFiles(directory).latestTime())
                .isInstanceOfSatisfying(
                        WrongValue.class, wrong -> assertThat(wrong.value()).contains(file.toString()));
        Files.delete(file);
        assertThat(new HouseholdFiles(directory).latestTime()).isZero();
    }

    @Test
    void a_root_key_that_others_can_read_is_refused() throws Exception {
        try (KeyStore keys = KeyStore.open(directory, entropy)) {
            keys.keepRootKey(root);
            Files.setPosixFilePermissions(
                    directory.resolve("household.root"), PosixFilePermissions.fromString("rw-r--r--"));
            assertThatThrownBy(keys::rootKey).isInstanceOf(WrongValue.class).hasMessageContaining("chmod 600");
        }
    }
}
