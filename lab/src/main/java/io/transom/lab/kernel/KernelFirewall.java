package io.transom.lab.kernel;

/** What a home's kernel router lets in by IPv6, where it translates nothing; {@code wan} is the side of the world. */
public enum KernelFirewall {
    /** As RFC 6092 recommends it and Linux routers do it: what was asked for comes in. */
    STATEFUL("ct state established,related accept", "drop"),
    /** Nothing by UDP, in neither direction. */
    BLOCKED("tcp dport 1-65535 accept; tcp sport 1-65535 accept", "drop");

    private final String accepted;
    private final String otherwise;

    KernelFirewall(String accepted, String otherwise) {
        this.accepted = accepted;
        this.otherwise = otherwise;
    }

    /** For {@code nft -f -}. Neighbour discovery (RFC 4861) isn't forwarded, so it needs no rule. */
    public String rules() {
        String both = this == BLOCKED ? "meta l4proto udp drop" : "";
        return """
                table ip6 filter {
                  chain forward {
                    type filter hook forward priority 0;
                    %s
                    iifname "wan6" %s
                    iifname "wan6" %s
                  }
                }
                """.formatted(both, accepted.replace("; ", "\n    iifname \"wan6\" "), otherwise);
    }
}
