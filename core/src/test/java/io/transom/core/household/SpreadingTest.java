package io.transom.core.household;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.trust.Identity;
import io.transom.wire.household.Right;
import io.transom.wire.household.SignedStatement;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.PeerSignal.Statements;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one endpoint knows, another one knows soon, however much it is. */
class SpreadingTest {
    /** A round is about a second: an answer to a digest. */
    private static final int MOST_ROUNDS = 60;

    private final Family family = new Family();

    /** Years of guests: far more than is sent at once. */
    private StatementSet old() {
        List<SignedStatement> all = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            Identity guest = Identity.generate(family.entropy);
            all.add(family.byRoot(guest, "guest number " + i, 1, Right.CALL, Right.TALK));
            all.add(family.revoke(guest, 2));
        }
        return family.empty.add(all).set();
    }

    @Test
    void a_door_that_is_new_hears_of_hundreds_of_statements_within_a_minute() {
        StatementSet known = old();
        Spreading spreading = new Spreading(family.entropy);
        StatementSet door = family.empty;
        int rounds = 0;
        while (!door.equals(known) && rounds < MOST_ROUNDS) {
            rounds++;
            List<PeerSignal> messages = spreading.messages(known.lackedBy(door.digests()));
            assertThat(messages).hasSizeLessThanOrEqualTo(Spreading.MOST_AT_ONCE);
            door = door.add(messages.stream()
                            .flatMap(message -> ((Statements) message).statements().stream())
                            .toList())
                    .set();
        }
        assertThat(door).as("after %d rounds", rounds).isEqualTo(known);
    }
}
