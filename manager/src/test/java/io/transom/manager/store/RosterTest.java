package io.transom.manager.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transom.core.manager.Switchboard.Invite;
import io.transom.core.manager.Switchboard.Member;
import io.transom.core.manager.Switchboard.Roster.NotRedeemed;
import io.transom.core.trust.Identity;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RosterTest {
    private static final Entropy ENTROPY = new SystemEntropy();
    private static final Instant NOW = Instant.parse("2026-11-23T01:00:00Z");

    @TempDir
    Path directory;

    private static PublicIdentity keys() {
        return Identity.generate(ENTROPY).publicIdentity();
    }

    @Test
    void an_invite_is_spent_once_whoever_asks_and_says_why_not_afterwards() throws Exception {
        Bytes hash = ENTROPY.bytes(32);
        Invite invite = new Invite(hash, "hall", Role.DEVICE, "home", NOW.plus(Duration.ofHours(1)));
        try (SqliteRoster running = SqliteRoster.open(directory.resolve("a.db"));
                SqliteRoster beside = SqliteRoster.open(directory.resolve("a.db"))) {
            beside.invite(invite, NOW);
            assertThat(running.redeem(hash, NOW)).contains(invite);
            assertThat(running.redeem(hash, NOW)).isEmpty();
            assertThat(beside.redeem(hash, NOW)).isEmpty();
            assertThat(running.whyNotRedeemed(hash, NOW)).isEqualTo(NotRedeemed.SPENT);
            assertThat(running.whyNotRedeemed(ENTROPY.bytes(32), NOW)).isEqualTo(NotRedeemed.UNKNOWN);
        }
    }

    @Test
    void who_is_taken_out_is_gone_with_the_invites_for_that_name_and_nobody_else_is() throws Exception {
        try (SqliteRoster running = SqliteRoster.open(directory.resolve("a.db"));
                SqliteRoster beside = SqliteRoster.open(directory.resolve("a.db"))) {
            Member phone = new Member(keys(), "phone", Role.CALLER, "home");
            Member next = new Member(keys(), "phone", Role.CALLER, "next door");
            running.admit(phone);
            running.admit(next);
            Invite open = invite("home", "phone", Duration.ofHours(1));
            running.invite(open, NOW);
            assertThat(beside.remove("home", "phone")).isEqualTo(new SqliteRoster.Removed(true, 1));
            assertThat(running.member(phone.identity().id())).isEmpty();
            assertThat(running.redeem(open.secretHash(), NOW)).isEmpty();
            assertThat(running.everybody()).containsExactly(next);
            assertThat(beside.remove("home", "phone")).isEqualTo(new SqliteRoster.Removed(false, 0));
        }
    }

    @Test
    void an_invite_expires() throws Exception {
        Bytes hash = ENTROPY.bytes(32);
        try (SqliteRoster roster = SqliteRoster.open(directory.resolve("a.db"))) {
            roster.invite(new Invite(hash, "hall", Role.DEVICE, "home", NOW.plusSeconds(60)), NOW);
            assertThat(roster.redeem(hash, NOW.plusSeconds(60))).isEmpty();
            assertThat(roster.whyNotRedeemed(hash, NOW.plusSeconds(60))).isEqualTo(NotRedeemed.EXPIRED);
        }
    }

    private static Invite invite(String household, String name, Duration life) {
        return new Invite(ENTROPY.bytes(32), name, Role.DEVICE, household, NOW.plus(life));
    }

    @Test
    void a_full_household_invites_nobody_under_a_new_name_and_another_one_does() throws Exception {
        Duration hour = Duration.ofHours(1);
        try (SqliteRoster roster = SqliteRoster.open(directory.resolve("a.db"))) {
            for (int i = 0; i < SqliteRoster.MOST_NAMES / 2; i++) {
                roster.admit(new Member(keys(), "member-" + i, Role.CALLER, "home"));
                assertThat(roster.invite(invite("home", "guest-" + i, hour), NOW))
                        .isTrue();
            }
            assertThat(roster.invite(invite("home", "one-more", hour), NOW)).isFalse();
            assertThat(roster.invite(invite("home", "member-3", hour), NOW)).isTrue();
            assertThat(roster.invite(invite("other", "one-more", hour), NOW)).isTrue();
            assertThat(roster.invite(invite("home", "one-more", hour.multipliedBy(3)), NOW.plus(hour)))
                    .isTrue();
        }
    }

    @Test
    void one_name_may_be_invited_again_and_again_and_no_more_often_than_a_household_has_names() throws Exception {
        try (SqliteRoster roster = SqliteRoster.open(directory.resolve("a.db"))) {
            for (int i = 0; i < SqliteRoster.MOST_OPEN_INVITES; i++) {
                assertThat(roster.invite(invite("home", "hall", Duration.ofHours(1)), NOW))
                        .isTrue();
            }
            Invite more = invite("home", "hall", Duration.ofHours(1));
            assertThat(roster.invite(more, NOW)).isFalse();
            assertThat(roster.redeem(more.secretHash(), NOW)).isEmpty();
        }
    }

    @Test
    void members_outlive_the_manager_and_a_name_is_one_endpoint() throws Exception {
        Member first = new Member(keys(), "hall", Role.DEVICE, "home");
        Member second = new Member(keys(), "hall", Role.DEVICE, "home");
        Member elsewhere = new Member(keys(), "hall", Role.DEVICE, "away");
        try (SqliteRoster roster = SqliteRoster.open(directory.resolve("a.db"))) {
            roster.admit(first);
            roster.admit(elsewhere);
            roster.admit(second);
        }
        try (SqliteRoster roster = SqliteRoster.open(directory.resolve("a.db"))) {
            assertThat(roster.member(first.identity().id())).isEmpty();
            assertThat(roster.member(second.identity().id())).contains(second);
            assertThat(roster.memberNamed("home", "hall")).contains(second);
            assertThat(roster.household("away")).containsExactly(elsewhere);
            assertThat(roster.everybody()).containsExactly(elsewhere, second);
        }
    }

    @Test
    void the_managers_key_is_made_once_and_only_for_its_owner() throws Exception {
        DataDirectory data = DataDirectory.open(directory.resolve("new/data"));
        Identity made = data.identity(ENTROPY);
        assertThat(DataDirectory.open(directory.resolve("new/data"))
                        .identity(ENTROPY)
                        .id())
                .isEqualTo(made.id());
        Path key = data.path().resolve("manager.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.path())))
                .isEqualTo("rwx------");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> data.identity(ENTROPY)).hasMessageContaining("chmod 600 " + key);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(key, "AAAA");
        assertThatThrownBy(() -> data.identity(ENTROPY)).hasMessageContaining("damaged");
    }

    @Test
    void one_manager_at_a_time_runs_on_a_directory() throws Exception {
        Path lock = directory.resolve("manager.lock");
        try (DirectoryLock held = DirectoryLock.take(lock)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> DirectoryLock.take(lock)).hasMessageContaining("Another manager");
        }
        DirectoryLock.take(lock).close();
    }
}
