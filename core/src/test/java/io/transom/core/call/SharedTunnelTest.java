package io.transom.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.call.SharedTunnel.Next;
import io.transom.core.trust.SeededEntropy;
import io.transom.wire.CallId;
import org.junit.jupiter.api.Test;

class SharedTunnelTest {
    private final SeededEntropy entropy = new SeededEntropy(1);
    private final CallId one = CallId.random(entropy);
    private final CallId two = CallId.random(entropy);
    private final SharedTunnel tunnel = new SharedTunnel();

    @Test
    void the_first_call_has_it_connected_and_the_second_shares_it() {
        assertThat(tunnel.open(one)).isEqualTo(Next.CONNECT);
        assertThat(tunnel.open(two)).isEqualTo(Next.WAIT);
        assertThat(tunnel.isOpenTo(two)).isFalse();
        assertThat(tunnel.opened(tunnel.number())).containsExactly(one, two);
        assertThat(tunnel.isOpenTo(two)).isTrue();
        assertThat(tunnel.close(one)).isFalse();
        assertThat(tunnel.open(one)).isEqualTo(Next.TELL);
        assertThat(tunnel.close(one)).isFalse();
        assertThat(tunnel.close(two)).isTrue();
    }

    @Test
    void a_connection_that_is_gone_is_told_to_all_and_the_next_call_has_another_one_made() {
        tunnel.open(one);
        tunnel.open(two);
        assertThat(tunnel.closed(tunnel.number())).containsExactly(one, two);
        assertThat(tunnel.open(two)).isEqualTo(Next.CONNECT);
    }

    @Test
    void what_a_connection_tells_that_was_replaced_concerns_nobody() {
        tunnel.open(one);
        int hung = tunnel.number();
        tunnel.close(one);
        tunnel.open(one);
        assertThat(tunnel.opened(hung)).isEmpty();
        assertThat(tunnel.closed(hung)).isEmpty();
        assertThat(tunnel.opened(tunnel.number())).containsExactly(one);
    }
}
