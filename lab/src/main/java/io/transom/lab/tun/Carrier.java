package io.transom.lab.tun;

import java.io.IOException;

/** A provider's router before many homes; it sees their routers at addresses of RFC 6598. */
public final class Carrier {
    private final Network inside;
    private final TunLab lab;

    private Carrier(Network inside, TunLab lab) {
        this.inside = inside;
        this.lab = lab;
    }

    static Carrier open(HomeRouter router, Network internet, TunLab lab) throws IOException {
        Network inside = Network.of(100, 64, 0);
        lab.loop().call(() -> new Nat(router, inside, internet, internet.take(), lab.loop()));
        return new Carrier(inside, lab);
    }

    /** A home with a router of its own behind the carrier's. */
    public Home home(HomeRouter router) throws IOException {
        return lab.keep(Home.behind(router, inside, lab));
    }
}
