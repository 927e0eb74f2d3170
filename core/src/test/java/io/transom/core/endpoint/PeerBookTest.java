package io.transom.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.trust.Identity;
import io.transom.core.trust.SeededEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.Firewall;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.ControlSignal.Peers;
import io.transom.wire.signal.Peer;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerBookTest {
    private static final UdpAddress HERE = UdpAddress.parse("203.0.113.9:4000").orElseThrow();
    private static final UdpAddress THERE =
            UdpAddress.parse("198.51.100.7:4000").orElseThrow();

    private final SeededEntropy entropy = new SeededEntropy(1);
    private final PublicIdentity anna = Identity.generate(entropy).publicIdentity();
    private final PublicIdentity ben = Identity.generate(entropy).publicIdentity();
    private final PeerBook book = new PeerBook();

    @Test
    void who_is_not_in_a_list_is_gone() {
        book.learn(everybody(peer(anna, HERE), peer(ben, HERE)), 1);
        book.learn(everybody(peer(ben, HERE)), 2);
        assertThat(book.byId(anna.id())).isEmpty();
        assertThat(book.all()).hasSize(1);
    }

    @Test
    void a_list_that_was_overtaken_takes_nobody_back_to_where_they_were() {
        book.learn(everybody(peer(anna, THERE)), 2);
        book.learn(everybody(peer(anna, HERE), peer(ben, HERE)), 1);
        assertThat(book.byId(anna.id()).orElseThrow().attested()).containsExactly(THERE);
    }

    @Test
    void what_came_with_a_later_signal_outlives_an_older_list() {
        book.learn(peer(anna, THERE), 5);
        book.learn(everybody(peer(ben, HERE)), 4);
        assertThat(book.byId(anna.id()).orElseThrow().attested()).containsExactly(THERE);
        book.learn(everybody(peer(ben, HERE)), 6);
        assertThat(book.byId(anna.id())).isEmpty();
    }

    private static Peers everybody(Peer... peers) {
        return new Peers("", List.of(peers));
    }

    private static Peer peer(PublicIdentity who, UdpAddress at) {
        return new Peer(who, "somebody", Role.CALLER, true, List.of(at), Firewall.UNKNOWN, Bytes.of(new byte[16]));
    }
}
