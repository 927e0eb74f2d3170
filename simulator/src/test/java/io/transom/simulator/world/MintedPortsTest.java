package io.transom.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.event.EventName;
import io.transom.simulator.home.Machine;
import io.transom.simulator.home.Watcher;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One router mints a port per peer, the other lets in only the port that it has sent to. */
class MintedPortsTest {
    private static final int WORLDS = Integer.getInteger("transom.minted.worlds", 60);
    private static final Duration SOON = Duration.ofSeconds(5);

    @ParameterizedTest
    @CsvSource({
        "apd/apd, ei/apd",
        "ei/apd, apd/apd+random",
        "ad/apd+random, none/apd",
    })
    void of_a_hundred_calls_at_least_95_are_direct_within_five_seconds_and_all_talk_before(
            String caller, String device) {
        List<Duration> direct = new ArrayList<>();
        for (int seed = 1; seed <= WORLDS; seed++) {
            Call call = call(seed, caller, device);
            assertThat(call.firstSound.orElseThrow())
                    .as("the relay carries sound meanwhile, seed %d", seed)
                    .isLessThan(Duration.ofMillis(500));
            assertThat(call.open)
                    .as("spare sockets left, seed %d", seed)
                    .hasSizeLessThanOrEqualTo(call.direct.isPresent() ? 1 : 256);
            assertThat(call.tried)
                    .as("noted about all the tries, seed %d", seed)
                    .isLessThanOrEqualTo(2);
            call.direct.ifPresent(direct::add);
        }
        Collections.sort(direct);
        System.err.printf(
                "%s calls %s: %d of %d direct within 5 s, median %d ms, 90th percentile %d ms%n",
                caller,
                device,
                direct.size(),
                WORLDS,
                direct.get(direct.size() / 2).toMillis(),
                direct.get(direct.size() * 9 / 10).toMillis());
        assertThat(direct.size()).isGreaterThanOrEqualTo((WORLDS * 95 + 99) / 100);
    }

    @ParameterizedTest
    @CsvSource({"apd/apd+random, apd/apd+random", "apd/apd, ad/apd", "ei/ad, apd/apd+random", "ei/apd, ei/apd"})
    void nothing_is_probed_where_it_is_hopeless_or_needless(String caller, String device) {
        Call call = call(1, caller, device);
        assertThat(call.everOpened).isZero();
        assertThat(call.tried).isZero();
    }

    /** One call of five seconds, watched. */
    private static final class Call implements Watcher {
        private final Moment begun;
        private final Town town;
        private final TreeSet<String> open = new TreeSet<>();
        private Optional<Duration> direct = Optional.empty();
        private Optional<Duration> firstSound = Optional.empty();
        private int tried;
        private int everOpened;

        Call(Town town) {
            this.town = town;
            this.begun = town.time().now();
        }

        @Override
        public void effect(Machine machine, Effect effect) {
            switch (effect) {
                case Effect.OpenSpareSocket spare -> {
                    if (spare.socket() >= 512) {
                        everOpened++;
                        open.add(machine.name() + spare.socket());
                    }
                }
                case Effect.CloseSpareSocket spare -> open.remove(machine.name() + spare.socket());
                case Effect.Note note -> {
                    String words = note.event().toString();
                    if (note.event().name() == EventName.PATH_TRIED
                            && (words.contains("predicted") || words.contains("probed"))) {
                        tried++;
                    }
                }
                default -> {}
            }
        }

        private void look() {
            Optional<Ledger.End> caller = town.ledger().latest(town.caller(), begun);
            Optional<Ledger.End> device = town.ledger().latest(town.device(), begun);
            if (caller.isEmpty() || device.isEmpty()) {
                return;
            }
            firstSound = caller.get().firstSound.map(at -> at.since(begun));
            boolean both = caller.get().path.equals(Optional.of("direct"))
                    && device.get().path.equals(Optional.of("direct"));
            direct = direct.or(() -> both ? Optional.of(town.time().now().since(begun)) : Optional.empty());
        }
    }

    private static Call call(int seed, String caller, String device) {
        Options options = Options.calm(kind(caller), kind(device)).withSeed(seed);
        Town town = new Town(options, line -> {}, false);
        town.boot();
        town.run(Duration.ofSeconds(2));
        Call call = new Call(town);
        town.watch(call);
        town.caller().input(new Input.Talk(true));
        town.caller().input(new Input.Ask(Town.DEVICE));
        for (Duration left = SOON; left.isPositive() && call.direct.isEmpty(); left = left.minus(STEP)) {
            town.run(STEP);
            call.look();
        }
        return call;
    }

    private static final Duration STEP = Duration.ofMillis(50);

    private static RouterKind kind(String text) {
        return RouterKind.parse(text).orElseThrow();
    }
}
