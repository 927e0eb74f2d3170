package io.transom.node.program;

import io.transom.core.event.Event;
import io.transom.wire.UdpAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Where an endpoint stands, as its events tell it. Safe for any thread. */
final class EndpointState {
    private boolean online;
    /** The manager is being asked to let us in. */
    private boolean knocking;

    private String name = "";
    private String seen = "";
    private boolean inCall;
    private String trouble = "";
    /** What was measured of the firewall last, for {@code IPv4} and {@code IPv6}. */
    private final Map<String, String> firewalls = new TreeMap<>();

    synchronized void hear(Event event) {
        switch (event.name()) {
            case REGISTERED -> {
                online = true;
                name = event.text("name").orElse("");
                seen = event.text("attested").orElse("");
                trouble = "";
            }
            case DISCONNECTED -> {
                online = false;
                knocking = false;
                trouble = event.text("reason").orElse("");
            }
            case OBSERVED -> event.text("meaning").ifPresent(meaning -> firewalls.put(family(event), meaning));
            case CONNECTING -> knocking = true;
            case CONNECTED -> knocking = false;
            case REFUSED -> {
                // What else is refused meanwhile, as a call at home, says so itself.
                if (knocking) {
                    trouble = event.text("reason").orElse("");
                }
                knocking = false;
            }
            case TALKING -> inCall = true;
            case CALL_ENDED -> inCall = false;
            default -> {
                // The rest changes nothing of it.
            }
        }
    }

    synchronized boolean online() {
        return online;
    }

    /** Why there is no manager; empty where there is one, or nothing is known yet. */
    synchronized String trouble() {
        return trouble;
    }

    synchronized String name() {
        return name;
    }

    private static String family(Event observed) {
        boolean v4 = observed.text("remote")
                .flatMap(UdpAddress::parse)
                .map(remote -> remote.ip().isV4())
                .orElse(true);
        return v4 ? "IPv4" : "IPv6";
    }

    /** In the order in which they are told. */
    synchronized Map<String, String> told() {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("manager", online ? "connected" : trouble.isEmpty() ? "not connected" : "not connected: " + trouble);
        if (!seen.isEmpty()) {
            told.put("seen from outside at", seen);
        }
        firewalls.forEach((family, meaning) ->
                told.put(firewalls.size() == 1 ? "firewall" : "firewall (" + family + ")", meaning));
        told.put("call", inCall ? "talking" : "none");
        return told;
    }
}
