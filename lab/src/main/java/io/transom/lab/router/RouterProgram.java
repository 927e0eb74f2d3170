package io.transom.lab.router;

import io.transom.simulator.router.RouterKind;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code transom router}: a home router in user space, for trying things out without root. */
@Command(
        name = "transom router",
        mixinStandardHelpOptions = true,
        description = {
            "A home router in user space: a UDP NAT between loopback addresses.",
            "Run an endpoint behind it with --udp-via; it is then seen at --outside and nowhere else.",
            "",
            "Example:",
            "  transom router --inside 127.1.0.1:4000 --outside 127.101.0.1 --kind ei/apd",
            "  transom agent --udp-via 127.1.0.1:4000 ..."
        })
public final class RouterProgram implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--inside", required = true, description = "Where endpoints send to, for example 127.1.0.1:4000.")
    private String inside = "";

    @Option(
            names = "--outside",
            required = true,
            description = "The address that the world sees, for example 127.101.0.1.")
    private String outside = "";

    @Option(
            names = "--kind",
            defaultValue = "ei/apd",
            description = {
                "MAPPING/FILTERING of RFC 4787, each ei, ad or apd: endpoint-independent,",
                "address-dependent, address-and-port-dependent. Default: ${DEFAULT-VALUE}, as most homes have."
            })
    private String kind = "";

    @SuppressWarnings("NullAway.Init") // picocli injects the spec
    public RouterProgram() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new RouterProgram()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        UdpAddress insideAddress = UdpAddress.parse(inside)
                .orElseThrow(() -> wrong("--inside", inside, "write it as ADDRESS:PORT, for example 127.1.0.1:4000"));
        IpAddress outsideIp = IpAddress.parse(outside)
                .orElseThrow(() -> wrong("--outside", outside, "write an IP address, for example 127.101.0.1"));
        RouterKind routerKind = RouterKind.parse(kind)
                .filter(it -> it.mapping() != io.transom.wire.Firewall.Mapping.NONE)
                .orElseThrow(() -> wrong("--kind", kind, "write MAPPING/FILTERING, each ei, ad or apd"));
        try (UserSpaceRouter router = new UserSpaceRouter(routerKind, insideAddress, outsideIp)) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("ready: " + routerKind.text() + " router, inside " + router.insideAddress() + ", outside "
                    + outsideIp);
            out.flush();
            new CountDownLatch(1).await();
        }
        return 0;
    }

    private ParameterException wrong(String key, String value, String remedy) {
        return new ParameterException(spec.commandLine(), key + " is '" + value + "': " + remedy);
    }
}
