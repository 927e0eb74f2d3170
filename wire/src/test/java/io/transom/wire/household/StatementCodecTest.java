package io.transom.wire.household;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Hostile;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.household.Schedule.Hours;
import io.transom.wire.household.Statement.Admit;
import io.transom.wire.household.Statement.Revoke;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatementCodecTest {
    private static final HouseholdId HOUSE = HouseholdId.of(run(32, 1));
    private static final PublicIdentity ANNA = new PublicIdentity(run(32, 0x10), run(32, 0x30));
    private static final Bytes SIGNATURE = run(64, 0x80);

    static Bytes run(int length, int first) {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) {
            octets[i] = (byte) (first + i);
        }
        return Bytes.owning(octets);
    }

    private static SignedStatement guest() {
        return signed(new Admit(
                HOUSE,
                Optional.of(ANNA.id()),
                1_790_000_000L,
                ANNA,
                "sitter",
                Role.CALLER,
                EnumSet.of(Right.CALL, Right.TALK),
                List.of(),
                1_790_000_000L,
                1_790_020_000L,
                new Schedule("Europe/Berlin", List.of(new Hours(0b0011111, 8 * 60, 18 * 60)))));
    }

    private static SignedStatement largest() {
        List<EndpointId> doors = List.of(id(1), id(2), id(3), id(4), id(5), id(6));
        return signed(new Admit(
                HOUSE,
                Optional.of(ANNA.id()),
                Statement.LAST_SERIAL,
                ANNA,
                "x".repeat(64),
                Role.DEVICE,
                EnumSet.allOf(Right.class),
                doors.stream().sorted().toList(),
                Statement.LAST_SERIAL,
                Statement.LAST_SERIAL,
                new Schedule("z".repeat(32), Collections.nCopies(4, new Hours(127, 0, 1_440)))));
    }

    private static SignedStatement signed(Statement statement) {
        return new SignedStatement(statement, SIGNATURE);
    }

    private static EndpointId id(int first) {
        return EndpointId.fromHash(run(16, first));
    }

    private static Admit owner() {
        return new Admit(
                HOUSE,
                Optional.empty(),
                1,
                ANNA,
                "anna",
                Role.CALLER,
                EnumSet.allOf(Right.class),
                List.of(),
                0,
                0,
                Schedule.ALWAYS);
    }

    @Test
    void what_was_said_comes_out_again() {
        List<SignedStatement> all = List.of(
                guest(),
                largest(),
                signed(owner()),
                signed(new Revoke(HOUSE, Optional.empty(), 7, ANNA.id())),
                signed(new Revoke(HOUSE, Optional.of(id(9)), Statement.LAST_SERIAL, ANNA.id())));
        assertThat(all)
                .allSatisfy(
                        one -> assertThat(SignedStatement.decode(one.encode())).contains(one));
    }

    @Test
    void the_largest_fits_an_envelope_twice() {
        assertThat(largest().encode().length()).isEqualTo(392).isLessThanOrEqualTo(Statement.LONGEST);
    }

    @Test
    void cut_or_longer_it_is_nothing() {
        for (SignedStatement good : List.of(guest(), largest(), signed(owner()))) {
            Hostile.everyTruncation(
                    good.encode(),
                    cut -> assertThat(SignedStatement.decode(cut)).isEmpty());
            assertThat(SignedStatement.decode(Bytes.join(good.encode(), Bytes.hex("00"))))
                    .isEmpty();
        }
    }

    @Test
    void every_changed_octet_is_refused_or_another_statement_in_its_one_form() {
        for (SignedStatement good : List.of(guest(), largest())) {
            Hostile.everyChangedOctet(
                    good.encode(),
                    changed -> SignedStatement.decode(changed).ifPresent(read -> {
                        assertThat(read.encode()).isEqualTo(changed);
                        assertThat(read).isNotEqualTo(good);
                    }));
        }
    }

    @Test
    void noise_is_never_more_than_refused() {
        for (String head : List.of("", "01", "02")) {
            Hostile.noise(
                    20_000,
                    420,
                    Bytes.hex(head),
                    noise -> SignedStatement.decode(noise)
                            .ifPresent(read -> assertThat(read.encode()).isEqualTo(noise)));
        }
    }

    @Test
    void a_door_is_named_once_in_order_and_with_the_right_to_open_it() {
        Admit owner = owner();
        List<EndpointId> backwards = List.of(id(2), id(1)).stream()
                .sorted(Collections.reverseOrder())
                .toList();
        assertThatThrownBy(() -> withDoors(owner, owner.rights(), backwards))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> withDoors(owner, owner.rights(), List.of(id(1), id(1))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> withDoors(owner, Set.of(Right.CALL), List.of(id(1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Admit withDoors(Admit admit, Set<Right> rights, List<EndpointId> doors) {
        return new Admit(
                admit.household(),
                admit.issuer(),
                admit.serial(),
                admit.identity(),
                admit.name(),
                admit.role(),
                rights,
                doors,
                0,
                0,
                Schedule.ALWAYS);
    }

    @Test
    void words_can_be_said_and_come_back() {
        // The paper's own example, 127.0.0.1.
        assertThat(Proquints.encode(Bytes.hex("7f000001"))).isEqualTo("lusab-babad");
        assertThat(Proquints.decode("LUSAB")).contains(Bytes.hex("7f00"));
        for (int number = 0; number < 65_536; number++) {
            assertThat(Proquints.decode(Proquints.word(number)))
                    .contains(Bytes.of((byte) (number >>> 8), (byte) number));
        }
        for (String wrong : List.of("", "lusa", "lusabb", "lusae", "ausab", "l-sab")) {
            assertThat(Proquints.decode(wrong)).as(wrong).isEmpty();
        }
    }
}
