package io.transom.lab.change;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Lets changes befall calls, and measures them. One after the other; a call each. */
public final class Changes implements AutoCloseable {
    private static final Duration A_WHILE = Duration.ofSeconds(4);
    /** For how long the router is away; for how long a manager that was killed. */
    private static final Duration OUTAGE = Duration.ofSeconds(2);

    private static final Duration STOPPED = Duration.ofSeconds(3);
    /** Within which a registration comes back, and a path, and whatever that could still disturb. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(6);
    /** What is sent so late may be on its way still. */
    private static final Duration ON_THE_WAY = Duration.ofSeconds(1);

    private final TalkingHomes homes;

    private Changes(TalkingHomes homes) {
        this.homes = homes;
    }

    /** Keys, recordings and logs go to {@code folder}. Whether this can stand here says {@code TunLab.obstacle()}. */
    public static Changes open(Path folder) throws IOException {
        return new Changes(TalkingHomes.open(folder));
    }

    /** One call, what befalls it, and what that cost. */
    public Figures measure(Change change) throws IOException {
        if (change == Change.RELAY_THEN_DIRECT) {
            homes.shutDirectWay();
        }
        homes.call(change == Change.RELAY_THEN_DIRECT ? "relay" : "direct");
        TalkingHomes.rest(A_WHILE);
        long since = System.nanoTime();
        Duration outage = befall(change);
        TalkingHomes.rest(AFTERWARDS);
        long now = System.nanoTime();
        boolean sameCall = homes.isSounding() && homes.isSameCall();
        homes.hangUp();
        homes.openDirectWay();
        TalkingHomes.Counted caller = homes.countedAtCaller();
        TalkingHomes.Counted door = homes.countedAtDoor();
        return new Figures(
                change,
                outage,
                ear(homes.atCaller(), homes.atDoor(), since, now, caller),
                ear(homes.atDoor(), homes.atCaller(), since, now, door),
                sameCall,
                caller.refused() + door.refused());
    }

    private Duration befall(Change change) throws IOException {
        return switch (change) {
            case MANAGER_KILLED -> {
                homes.killManager();
                TalkingHomes.rest(OUTAGE);
                homes.managerAgain();
                yield Duration.ZERO;
            }
            case ROUTER_REBOOTED -> {
                homes.callersHome().cut(true);
                homes.callersHome().reboot();
                TalkingHomes.rest(OUTAGE);
                homes.callersHome().cut(false);
                yield OUTAGE;
            }
            case NETWORK_CHANGED -> {
                homes.callersHome().roam();
                yield Duration.ZERO;
            }
            case PROCESS_STOPPED -> {
                homes.signalCaller("STOP");
                TalkingHomes.rest(STOPPED);
                homes.signalCaller("CONT");
                yield STOPPED;
            }
            case RELAY_THEN_DIRECT -> {
                homes.openDirectWay();
                homes.awaitPath("direct");
                yield Duration.ZERO;
            }
            case DIRECT_THEN_DARK -> {
                homes.shutDirectWay();
                yield Duration.ZERO;
            }
        };
    }

    private static Figures.Ear ear(SoundLog here, SoundLog there, long since, long now, TalkingHomes.Counted counted) {
        long before = since - A_WHILE.dividedBy(2).toNanos();
        long until = now - ON_THE_WAY.toNanos();
        return new Figures.Ear(
                here.longestGapMillis(since, now),
                here.longestGapMillis(before, since),
                there.sent(since, until),
                here.lost(there, since, until),
                here.doubled(there, since, until),
                counted.concealed());
    }

    /** What both ends of the last call have told. */
    public String story() {
        return homes.story();
    }

    @Override
    public void close() {
        homes.close();
    }
}
