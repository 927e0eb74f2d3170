package io.transom.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.audit.AuditEntry;
import io.transom.core.audit.AuditFact.Kind;
import io.transom.core.caller.Caller;
import io.transom.core.device.Device;
import io.transom.core.endpoint.Counters.Bad;
import io.transom.core.event.EventName;
import io.transom.core.household.Household;
import io.transom.core.household.Issuing;
import io.transom.core.household.Issuing.Authority;
import io.transom.core.household.Issuing.Terms;
import io.transom.core.household.RootKey;
import io.transom.core.household.StatementSet;
import io.transom.wire.CallId;
import io.transom.wire.Firewall;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import io.transom.wire.household.SignedStatement;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who manages a household has a copy of what its intercoms have let happen, and nobody else has. */
class LogExchangeTest {
    private static final long NOW = 1_790_000_000L;

    private final Town town = new Town();
    private final RootKey root = RootKey.generate(town.entropy());
    private Home door;
    private Home anna;
    private Home ben;

    LogExchangeTest() {
        town.household = Optional.of(StatementSet.empty(root.publicKey()));
        door = town.device("door", true);
        anna = town.caller("anna");
        ben = town.caller("ben");
        StatementSet signed = StatementSet.empty(root.publicKey());
        signed = admit(signed, door, Role.DEVICE, Set.of());
        signed = admit(signed, anna, Role.CALLER, EnumSet.allOf(Right.class));
        signed = admit(signed, ben, Role.CALLER, Set.of(Right.CALL, Right.TALK));
        for (Home home : List.of(door, anna, ben)) {
            home.input(new Input.Stated(signed.all()));
        }
        town.household = Optional.of(signed);
        town.run(Duration.ofSeconds(5));
    }

    @Test
    void what_the_door_let_happen_is_at_the_owners_app_ten_minutes_later_and_at_nobody_elses() {
        aCall();
        town.run(Duration.ofMinutes(11));
        assertThat(copyAt(anna)).isEqualTo(written(door));
        assertThat(copyAt(anna))
                .extracting(entry -> entry.fact().kind())
                .contains(Kind.MICROPHONE_OPEN, Kind.MICROPHONE_CLOSED, Kind.SIGNED);
        assertThat(ben.done(Effect.KeepLogOf.class)).isEmpty();
        assertThat(door.done(Effect.KeepLogOf.class)).isEmpty();
    }

    @Test
    void it_is_there_within_a_second_where_somebody_asks() {
        aCall();
        anna.input(new Input.ReadLog(door.self.id()));
        town.run(Duration.ofSeconds(1));
        assertThat(copyAt(anna)).isEqualTo(written(door));
        long read = anna.count(EventName.LOG_READ);
        anna.input(new Input.ReadLog(door.self.id()));
        town.run(Duration.ofSeconds(1));
        assertThat(anna.count(EventName.LOG_READ))
                .as("told also where there is nothing new")
                .isEqualTo(read + 1);
    }

    @Test
    void who_may_not_manage_is_told_nothing() {
        aCall();
        long before = ((Device) door.endpoint).counters().of(Bad.NOT_ALLOWED);
        Home asBen = town.inPlaceOf(ben, Role.CALLER);
        town.run(Duration.ofSeconds(2));
        Mallory mallory = (Mallory) asBen.endpoint;
        asBen.perform(
                mallory.say(door.self.publicIdentity(), new PeerSignal.LogWanted(CallId.random(town.entropy()), 0)));
        town.run(Duration.ofSeconds(2));
        assertThat(((Device) door.endpoint).counters().of(Bad.NOT_ALLOWED)).isEqualTo(before + 1);
        assertThat(mallory.station.counters().of(Bad.SIGNAL_UNEXPECTED))
                .as("not one part of a log has come")
                .isZero();
    }

    @Test
    void a_restart_of_either_alters_nothing_and_goes_on() {
        aCall();
        anna.input(new Input.ReadLog(door.self.id()));
        town.run(Duration.ofSeconds(1));
        door.kill();
        door = town.restartDevice(door);
        anna.kill();
        List<Effect> before = anna.effects;
        anna = town.restart(anna, new Caller(town.settings(anna.self), town.entropy()));
        anna.effects.addAll(0, before);
        town.run(Duration.ofSeconds(5));
        aCall();
        anna.input(new Input.ReadLog(door.self.id()));
        town.run(Duration.ofSeconds(1));
        assertThat(anna.count(EventName.LOG_BROKEN)).isZero();
        assertThat(copyAt(anna)).extracting(entry -> entry.fact().kind()).contains(Kind.STARTED);
        assertThat(copyAt(anna)).hasSizeGreaterThan(10);
    }

    @Test
    void what_is_not_on_the_doors_disk_is_told_to_nobody_until_it_is() {
        aCall();
        int before = copyAt(anna).size();
        door.input(new Input.LogUnwritten(true));
        anna.input(new Input.ReadLog(door.self.id()));
        town.run(Duration.ofSeconds(5));
        assertThat(copyAt(anna)).hasSize(before);
        door.input(new Input.LogUnwritten(false));
        town.run(Duration.ofSeconds(20));
        assertThat(copyAt(anna)).isEqualTo(written(door));
    }

    @Test
    void an_app_tells_its_log_to_nobody_and_an_intercom_of_no_household_neither() {
        Home zoe = town.caller("zoe");
        StatementSet signed = admit(StatementSet.empty(root.publicKey()), door, Role.DEVICE, Set.of());
        signed = admit(signed, anna, Role.CALLER, EnumSet.allOf(Right.class));
        signed = admit(signed, zoe, Role.CALLER, EnumSet.allOf(Right.class));
        assertThat(told(door, Optional.of(signed), zoe))
                .as("so it would be told")
                .isNotEmpty();
        assertThat(told(anna, Optional.of(signed), zoe)).isEmpty();
        assertThat(told(door, Optional.empty(), zoe)).isEmpty();
    }

    /** What {@code whose} answers {@code asker}, with these records. */
    private List<PeerSignal> told(Home whose, Optional<StatementSet> records, Home asker) {
        List<PeerSignal> sent = new ArrayList<>();
        Station.Settings settings = new Station.Settings(
                whose.self,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                List.of(),
                1,
                records,
                Auditing.Known.NOTHING,
                NOW);
        Household.Mail mail = (to, signal, now) -> {
            sent.add(signal);
            return List.of();
        };
        Household household = new Household(whose.self, records, NOW, town.entropy(), mail, () -> {});
        LogExchange logs = new LogExchange(
                settings, household, new Auditing(settings), mail, new Counters(), town.entropy(), () -> true);
        Peer from = new Peer(
                asker.self.publicIdentity(),
                asker.name,
                Role.CALLER,
                true,
                List.of(),
                Firewall.UNKNOWN,
                town.entropy().bytes(16));
        logs.onSignal(from, new PeerSignal.LogWanted(CallId.random(town.entropy()), 0), town.now());
        return sent;
    }

    @Test
    void a_door_whose_log_was_thrown_away_is_told_of_at_the_owners_app_and_in_its_own_log() {
        aCall();
        anna.input(new Input.ReadLog(door.self.id()));
        town.run(Duration.ofSeconds(1));
        door.kill();
        door.effects.clear();
        door = town.restartDevice(door);
        town.run(Duration.ofSeconds(5));
        assertThat(anna.count(EventName.LOG_BROKEN)).isOne();
        assertThat(anna.done(Effect.SetLogAside.class)).containsExactly(new Effect.SetLogAside(door.self.id()));
        town.run(Duration.ofMinutes(11));
        aCall();
        anna.input(new Input.ReadLog(door.self.id()));
        town.run(Duration.ofSeconds(1));
        int all = copyAt(anna).size();
        assertThat(copyAt(anna).subList(all - written(door).size(), all))
                .as("what is told since is copied anew")
                .isEqualTo(written(door));
        assertThat(written(anna)).extracting(entry -> entry.fact().kind()).contains(Kind.LOG_OF_OTHER_BROKEN);
    }

    private void aCall() {
        long before = ben.count(EventName.TALKING);
        ben.input(new Input.Ask(door.name));
        assertThat(town.runUntil(() -> ben.count(EventName.TALKING) > before, Duration.ofSeconds(10)))
                .isTrue();
        door.input(new Input.LineChanged(Input.LineChanged.Line.TALK, true));
        town.run(Duration.ofSeconds(2));
        ben.input(
                new Input.HangUp(ben.last(Effect.StartVoice.class).orElseThrow().call()));
        town.run(Duration.ofSeconds(11));
    }

    private static List<AuditEntry> written(Home home) {
        return home.done(Effect.KeepAudit.class).stream()
                .map(Effect.KeepAudit::entry)
                .toList();
    }

    private static List<AuditEntry> copyAt(Home home) {
        return home.done(Effect.KeepLogOf.class).stream()
                .flatMap(keep -> keep.entries().stream())
                .toList();
    }

    private StatementSet admit(StatementSet set, Home home, Role role, Set<Right> rights) {
        Issuing.Outcome outcome = new Issuing(set, new Authority.Root(root))
                .admit(home.self.publicIdentity(), Terms.always(home.name, role, rights), NOW);
        SignedStatement statement = ((Issuing.Outcome.Signed) outcome).statement();
        return set.add(List.of(statement)).set();
    }
}
