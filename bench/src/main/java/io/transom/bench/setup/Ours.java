package io.transom.bench.setup;

import io.transom.bench.call.CallTimes;
import io.transom.bench.call.Step;
import io.transom.bench.call.TwoHomes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Transom: the real manager, intercom and caller. */
final class Ours implements Peer {
    private final CallTimes times = new CallTimes();
    private final TwoHomes homes;
    private final List<String> calls = new ArrayList<>();

    Ours(Path folder, SetupPlaces places) throws Exception {
        homes = new TwoHomes(folder, places, times);
    }

    @Override
    public String name() {
        return "Transom";
    }

    @Override
    public double call() throws Exception {
        String call = homes.call();
        calls.add(call);
        return times.millis(call, Step.DECODED);
    }

    void awaitWarm() throws Exception {
        homes.awaitWarm();
    }

    double press() throws Exception {
        return homes.press();
    }

    /** Milliseconds from asking to {@code step}, in the latest calls. */
    List<Double> latest(int count, Step step) {
        return calls.subList(calls.size() - count, calls.size()).stream()
                .map(call -> times.millis(call, step))
                .toList();
    }

    @Override
    public void close() {
        homes.close();
    }
}
