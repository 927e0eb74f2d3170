package io.transom.node.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transom.core.lan.Member;
import io.transom.core.trust.Identity;
import io.transom.core.trust.InviteCode;
import io.transom.node.config.WrongValue;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.EndpointId;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyStoreTest {
    private static final EndpointId MANAGER = new EndpointId("a".repeat(26));
    private static final PublicIdentity OTHERS_KEYS =
            Identity.generate(new SystemEntropy()).publicIdentity();
    private static final Member DOOR =
            new Member(Identity.generate(new SystemEntropy()).publicIdentity(), "front door", Role.DEVICE, "our home");
    private static final EndpointId OTHER = new EndpointId("e".repeat(26));

    @TempDir
    Path parent;

    private Path directory;

    @BeforeEach
    void name() {
        directory = parent.resolve("data");
    }

    private KeyStore open() {
        KeyStore store = KeyStore.open(directory, new SystemEntropy());
        store.close();
        return store;
    }

    @Test
    void a_directory_that_is_in_use_is_refused_until_it_is_let_go_of() throws Exception {
        try (KeyStore first = KeyStore.open(directory, new SystemEntropy())) {
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(this::open)
                        .isInstanceOf(WrongValue.class)
                        .hasMessage("another transom uses " + directory + "; stop it or give another --data.");
            }
            assertThat(lockedInTheKernel()).isTrue();
            assertThat(first.manager()).isEmpty();
        }
        open();
        assertThat(lockedInTheKernel()).isFalse();
    }

    /** The kernel's list of locks names the file by its inode. */
    private boolean lockedInTheKernel() throws Exception {
        Object inode = Files.getAttribute(directory.resolve("endpoint.lock"), "unix:ino");
        return Files.readString(Path.of("/proc/locks")).contains(":" + inode + " ");
    }

    @Test
    void the_first_start_makes_keys_that_only_their_user_can_read_and_the_second_finds_them() throws Exception {
        EndpointId id = open().identity().id();
        assertThat(open().identity().id()).isEqualTo(id);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("identity.key"))))
                .isEqualTo("rw-------");
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("identity.key", "endpoint.lock");
        }
    }

    @Test
    void a_key_that_others_can_read_is_refused_with_the_remedy() throws Exception {
        open();
        Path key = directory.resolve("identity.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(this::open).isInstanceOf(WrongValue.class).hasMessageContaining("chmod 600 " + key);
    }

    @Test
    void a_damaged_key_is_explained_and_left_as_it_is() throws Exception {
        open();
        Path key = directory.resolve("identity.key");
        String text = Files.readString(key);
        for (String damaged :
                new String[] {"", "x", text.substring(0, text.length() / 2), text.replace(text.charAt(30), '!')}) {
            Files.writeString(key, damaged);
            assertThatThrownBy(this::open).isInstanceOf(WrongValue.class).hasMessageContaining("damaged");
            assertThat(Files.readString(key)).isEqualTo(damaged);
        }
    }

    @Test
    void pins_and_the_joined_manager_are_there_after_a_restart_and_the_first_pin_stays() throws Exception {
        KeyStore store = open();
        store.join(MANAGER);
        store.pin(DOOR);
        store.pin(new Member(OTHERS_KEYS, DOOR.name(), Role.CALLER, "home"));
        store.pin(new Member(OTHERS_KEYS, "two\nlines", Role.CALLER, "home"));
        store.pin(new Member(OTHERS_KEYS, "another", Role.CALLER, "house\thold"));
        KeyStore again = open();
        assertThat(again.manager()).contains(MANAGER);
        assertThat(again.pins()).containsOnlyKeys("front door").containsValue(DOOR.id());
        assertThat(again.members()).containsExactly(DOOR);
    }

    @Test
    void a_pin_of_an_older_version_holds_and_is_completed_when_the_same_keys_are_met_again() throws Exception {
        open().close();
        Files.writeString(directory.resolve("pins"), DOOR.id() + " front door\n" + OTHER + " anna\n");
        KeyStore store = open();
        assertThat(store.pins()).containsOnly(Map.entry("front door", DOOR.id()), Map.entry("anna", OTHER));
        assertThat(store.members()).isEmpty();
        store.pin(DOOR);
        store.close();
        KeyStore again = open();
        assertThat(again.pins()).containsOnly(Map.entry("front door", DOOR.id()), Map.entry("anna", OTHER));
        assertThat(again.members()).containsExactly(DOOR);
    }

    @Test
    void starts_are_counted_over_restarts() throws Exception {
        KeyStore store = open();
        assertThat(store.countStart()).isEqualTo(1);
        store.close();
        assertThat(open().countStart()).isEqualTo(2);
    }

    @Test
    void an_invite_of_the_joined_manager_may_be_shown_again_and_not_one_from_another_manager() throws Exception {
        KeyStore store = open();
        Optional<InviteCode> invite = Optional.of(new InviteCode(new SystemEntropy().bytes(16), MANAGER));
        assertThat(store.toUse(invite)).isEqualTo(invite);
        store.join(MANAGER);
        assertThat(store.toUse(invite)).isEqualTo(invite);
        Optional<InviteCode> foreign = Optional.of(new InviteCode(new SystemEntropy().bytes(16), OTHER));
        assertThatThrownBy(() -> store.toUse(foreign))
                .isInstanceOf(WrongValue.class)
                .hasMessageContaining("another manager");
    }

    @Test
    void a_file_in_place_of_the_directory_is_explained() throws Exception {
        Files.writeString(directory, "");
        assertThatThrownBy(this::open).isInstanceOf(WrongValue.class).hasMessageContaining("isn't a directory");
    }
}
