package io.transom.lab.kernel;

/** How a home's kernel router treats packets; each is a table for nftables, {@code wan} being the side of the world. */
public enum KernelRouter {
    /** Linux as most home routers run it: masquerade, ports kept while free, unexpected packets dropped. */
    MASQUERADE(nat("masquerade") + filter("drop")),
    /** Another port for every remote: what is called symmetric. */
    MASQUERADE_RANDOM(nat("masquerade fully-random") + filter("drop")),
    /** A rule answers unexpected UDP with an ICMP error instead of silence, before the connection is kept. */
    MASQUERADE_REJECT(nat("masquerade") + filter("reject")),
    /**
     * No rule is there for what comes to the router itself: its own kernel answers with an ICMP error, and keeps the
     * connection, so that whoever then opens the same from within is given another port.
     */
    MASQUERADE_ANSWERS(nat("masquerade") + forward("drop"));

    private final String rules;

    KernelRouter(String rules) {
        this.rules = rules;
    }

    /** For {@code nft -f -}. */
    public String rules() {
        return rules;
    }

    private static String nat(String how) {
        return """
                table ip nat {
                  chain postrouting {
                    type nat hook postrouting priority srcnat;
                    oifname "wan" %s
                  }
                }
                """.formatted(how);
    }

    private static String filter(String verdict) {
        return """
                table ip filter {
                  chain input {
                    type filter hook input priority 0;
                    iifname "wan" ct state established,related accept
                    iifname "wan" %s
                  }
                }
                """.formatted(verdict) + forward(verdict);
    }

    private static String forward(String verdict) {
        return """
                table ip filter {
                  chain forward {
                    type filter hook forward priority 0;
                    iifname "wan" ct state established,related accept
                    iifname "wan" %s
                  }
                }
                """.formatted(verdict);
    }
}
