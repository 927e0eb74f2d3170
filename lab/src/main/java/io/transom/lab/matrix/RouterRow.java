package io.transom.lab.matrix;

import io.transom.lab.kernel.KernelFirewall;
import io.transom.lab.kernel.KernelRouter;
import io.transom.lab.tun.Home;
import io.transom.lab.tun.HomeRouter;
import io.transom.lab.tun.TunLab;
import io.transom.simulator.router.Ports;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Mapping;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A kind of home: a row of the matrix where the caller lives there, a column where the door does. */
public enum RouterRow {
    OPEN("no firewall", RouterKind.open()),
    FIREWALL_EI("firewall, lets anybody in", kind(Mapping.NONE, Filtering.ENDPOINT_INDEPENDENT)),
    FIREWALL_AD("firewall, by address", kind(Mapping.NONE, Filtering.ADDRESS_DEPENDENT)),
    FIREWALL("firewall, by address and port", kind(Mapping.NONE, Filtering.ADDRESS_AND_PORT_DEPENDENT)),
    EI_EI("one port, lets anybody in", kind(Mapping.ENDPOINT_INDEPENDENT, Filtering.ENDPOINT_INDEPENDENT)),
    EI_AD("one port, by address", kind(Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_DEPENDENT)),
    EI_APD("one port, by address and port", strict()),
    EI_APD_KEPT("the same, keeps the inside port", strict().choosing(Ports.PRESERVED)),
    EI_APD_REJECT(
            "the same, rejects by ICMP", strict().choosing(Ports.PRESERVED).rejecting()),
    LINUX("Linux masquerade (kernel)", RouterKind.linux(), KernelRouter.MASQUERADE),
    LINUX_REJECT("Linux, rejects by ICMP (kernel)", RouterKind.linux().rejecting(), KernelRouter.MASQUERADE_REJECT),
    LINUX_ANSWERS("Linux, answers by itself (kernel)", RouterKind.linux().rejecting(), KernelRouter.MASQUERADE_ANSWERS),
    TWO_ROUTERS(
            "two routers, each one port",
            List.of(strict(), strict()),
            lab -> lab.carrier(line(strict())).home(HomeRouter.of(strict()))),
    AD_EI("a port an address, lets anybody in", kind(Mapping.ADDRESS_DEPENDENT, Filtering.ENDPOINT_INDEPENDENT)),
    AD_AD("a port an address, by address", kind(Mapping.ADDRESS_DEPENDENT, Filtering.ADDRESS_DEPENDENT)),
    AD_APD("a port an address, by both", kind(Mapping.ADDRESS_DEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT)),
    APD_EI("a port a peer, lets anybody in", kind(Mapping.ADDRESS_AND_PORT_DEPENDENT, Filtering.ENDPOINT_INDEPENDENT)),
    APD_AD("a port a peer, by address", kind(Mapping.ADDRESS_AND_PORT_DEPENDENT, Filtering.ADDRESS_DEPENDENT)),
    APD_APD("a port a peer, in order", symmetric()),
    APD_APD_RANDOM("a port a peer, random", symmetric().choosing(Ports.RANDOM)),
    LINUX_RANDOM("a port a peer, random (kernel)", symmetric().choosing(Ports.RANDOM), KernelRouter.MASQUERADE_RANDOM),
    UDP_BLOCKED("UDP blocked", RouterKind.blocked()),
    IPV6_TOO(
            "a port a peer, random; IPv6 firewall (kernel)",
            List.of(symmetric().choosing(Ports.RANDOM)),
            Optional.of(firewall()),
            lab -> lab.home(KernelRouter.MASQUERADE_RANDOM, Matrix.LINE).withIpv6(KernelFirewall.STATEFUL)),
    IPV6_SHUT(
            "Linux masquerade; IPv6 without UDP (kernel)",
            List.of(RouterKind.linux()),
            Optional.of(RouterKind.blocked()),
            lab -> lab.home(KernelRouter.MASQUERADE, Matrix.LINE).withIpv6(KernelFirewall.BLOCKED)),
    IPV6_ALONE(
            "IPv6 alone, firewall (kernel)",
            List.of(),
            Optional.of(firewall()),
            lab -> lab.home(line(RouterKind.open()))
                    .withIpv6(KernelFirewall.STATEFUL)
                    .withoutIpv4()),
    IPV6_ALONE_SHUT(
            "IPv6 alone, UDP blocked (kernel)",
            List.of(),
            Optional.of(RouterKind.blocked()),
            lab -> lab.home(line(RouterKind.open()))
                    .withIpv6(KernelFirewall.BLOCKED)
                    .withoutIpv4());

    /** Builds one home of the kind. */
    @FunctionalInterface
    interface Builder {
        Home build(TunLab lab) throws IOException;
    }

    private final String words;
    private final List<RouterKind> routers;
    private final Optional<RouterKind> ipv6;
    private final Builder builder;

    RouterRow(String words, List<RouterKind> routers, Optional<RouterKind> ipv6, Builder builder) {
        this.words = words;
        this.routers = routers;
        this.ipv6 = ipv6;
        this.builder = builder;
    }

    RouterRow(String words, List<RouterKind> routers, Builder builder) {
        this(words, routers, Optional.empty(), builder);
    }

    RouterRow(String words, RouterKind kind) {
        this(words, List.of(kind), lab -> lab.home(line(kind)));
    }

    /** {@code like}: how the oracle is to see the kernel's router. */
    RouterRow(String words, RouterKind like, KernelRouter router) {
        this(words, List.of(like), lab -> lab.home(router, Matrix.LINE));
    }

    private static RouterKind kind(Mapping mapping, Filtering filtering) {
        return RouterKind.of(mapping, filtering);
    }

    private static RouterKind strict() {
        return kind(Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT);
    }

    private static RouterKind symmetric() {
        return kind(Mapping.ADDRESS_AND_PORT_DEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT);
    }

    private static RouterKind firewall() {
        return kind(Mapping.NONE, Filtering.ADDRESS_AND_PORT_DEPENDENT);
    }

    private static HomeRouter line(RouterKind kind) {
        return new HomeRouter(kind, Matrix.LINE);
    }

    /** For people, short. */
    public String words() {
        return words;
    }

    /** Of IPv4, its own first; none where it has no IPv4. */
    public List<RouterKind> routers() {
        return routers;
    }

    /** Before its IPv6, where it has that. */
    public Optional<RouterKind> ipv6() {
        return ipv6;
    }

    Home build(TunLab lab) throws IOException {
        return builder.build(lab);
    }
}
