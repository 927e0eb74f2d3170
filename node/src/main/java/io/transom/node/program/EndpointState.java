package io.transom.node.program;

import io.transom.core.event.Event;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where an endpoint stands, as its events tell it. Safe for any thread. */
final class EndpointState {
    private boolean online;
    private String name = "";
    private String seen = "";
    private boolean inCall;
    private String trouble = "";

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
                trouble = event.text("reason").orElse("");
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

    synchronized String name() {
        return name;
    }

    /** In the order in which they are told. */
    synchronized Map<String, String> told() {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("manager", online ? "connected" : trouble.isEmpty() ? "not connected" : "not connected: " + trouble);
        if (!seen.isEmpty()) {
            told.put("seen from outside at", seen);
        }
        told.put("call", inCall ? "talking" : "none");
        return told;
    }
}
