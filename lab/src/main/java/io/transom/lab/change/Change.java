package io.transom.lab.change;

/** What befalls a call. */
public enum Change {
    MANAGER_KILLED("the manager is killed and started again, in a direct call"),
    ROUTER_REBOOTED("the caller's router is away and comes back with another address"),
    NETWORK_CHANGED("the caller's machine leaves its network for another one"),
    PROCESS_STOPPED("the caller's process is stopped (SIGSTOP) and continued"),
    RELAY_THEN_DIRECT("the direct way is shut at first, and opened"),
    DIRECT_THEN_DARK("the direct way goes dark, and only the relay is left");

    private final String words;

    Change(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
