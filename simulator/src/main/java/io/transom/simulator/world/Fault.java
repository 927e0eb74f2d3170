package io.transom.simulator.world;

/** What can go wrong in the hostile phase. */
public enum Fault {
    /** The manager's process ends; it is back within seconds. */
    MANAGER_RESTART,
    CALLER_CONTROL_CUT,
    DEVICE_CONTROL_CUT,
    /** The connection stands and nothing comes through (eclipse-paho/paho.mqtt.java#962 looks like that). */
    CALLER_CONTROL_HANG,
    DEVICE_CONTROL_HANG,
    /** Every mapping is gone and the home has another public address. */
    CALLER_ROUTER_REBOOT,
    DEVICE_ROUTER_REBOOT,
    /** The process ends without a word; it is started again within seconds. */
    DEVICE_KILLED,
    DEVICE_POWER_CUT,
    CALLER_KILLED,
    /** No datagram arrives anywhere for a while. */
    OUTAGE,
    /** STUN with true names and a false integrity, from a victim's address. */
    FORGED_STUN,
    /** Datagrams that were seen on the way, once more, from a victim's address. */
    REPLAYED_DATAGRAMS,
    MALFORMED_DATAGRAMS,
    FORGED_SOUND,
    MALFORMED_CONTROL,
    REPLAYED_CONTROL
}
