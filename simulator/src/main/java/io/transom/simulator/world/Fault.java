package io.transom.simulator.world;

/** What can go wrong in the hostile phase. */
public enum Fault {
    /** The manager's process ends; it is back within seconds. */
    MANAGER_RESTART,
    /** It is away for so long that everybody has given it up. */
    MANAGER_ABSENT,
    CALLER_CONTROL_CUT,
    DEVICE_CONTROL_CUT,
    /** The connection stands and nothing comes through (eclipse-paho/paho.mqtt.java#962 looks like that). */
    CALLER_CONTROL_HANG,
    DEVICE_CONTROL_HANG,
    /** Every mapping is gone and the home has another public address. */
    CALLER_ROUTER_REBOOT,
    DEVICE_ROUTER_REBOOT,
    /** The same at the carrier, where there is one. */
    CARRIER_ROUTER_REBOOT,
    /** Every mapping is gone long before its time; the address is the same. */
    CALLER_MAPPINGS_EXPIRE,
    DEVICE_MAPPINGS_EXPIRE,
    /** Wi-Fi to another network: other addresses, other sockets, another router. */
    CALLER_ROAMS,
    DEVICE_ROAMS,
    /** The lid is closed for seconds. */
    CALLER_SLEEPS,
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
    REPLAYED_CONTROL,
    /** The manager delivers some messages not at all, some twice, and some late, behind those that came after them. */
    CROOKED_DELIVERY,
    /** Everybody's wall clock, each by hours of its own, to or fro. Nothing but a guest's hour goes by those. */
    CLOCKS_JUMP
}
