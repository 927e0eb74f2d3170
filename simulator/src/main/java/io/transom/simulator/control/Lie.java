package io.transom.simulator.control;

/** What a manager that holds every true key may say instead of the truth. */
public enum Lie {
    /** Everybody is where a stranger is. */
    STRANGERS_ATTESTED,
    /** Everybody is where another member is. */
    ANOTHER_ATTESTED,
    /** Everybody is at an address that nothing may be sent to: loopback, another's home, multicast. */
    NO_MANS_ADDRESS_ATTESTED,
    WRONG_BOOT,
    /** Everybody's router is said to be of another kind. */
    WRONG_FIREWALL,
    SWAPPED_IDENTITY,
    SWAPPED_NAME,
    SWAPPED_ROLE,
    /** Everybody is said to be away, or the other way round. */
    WRONG_PRESENCE,
    REPLAYED_DELIVERY,
    /** Behind what came after it. */
    LATE_DELIVERY,
    DROPPED_DELIVERY,
    DOUBLED_DELIVERY,
    /** To another endpoint than the one that it is sealed to. */
    MISDIRECTED_DELIVERY,
    /** Under another call's id. */
    DELIVERY_OF_ANOTHER_CALL,
    DELIVERY_OF_ANOTHER_KIND,
    UNTRUE_REFUSAL,
    /** From a member of the manager's own making, who has another's name. */
    FORGED_MEMBER,
    /** From a member, and sealed with the manager's own keys. */
    FORGED_ENVELOPE,
    /** Of any kind that there is, about nothing that anybody has said. */
    FORGED_UNASKED,
    GRANT_OF_ANOTHER_CALL,
    /** With the other end's channel and key. */
    GRANT_OF_THE_OTHER_END,
    GRANT_WITH_A_WRONG_KEY,
    /** As many peers as a message holds, whom nobody knows. */
    PEERS_WITHOUT_END,
    WRONG_REGISTRATION,
    /** Whoever wants to log in is told that the reflector is a stranger. */
    REFLECTOR_IS_A_STRANGER,
    /** Whoever wants to log in is shown other keys than those that it has joined. */
    CHALLENGE_OF_OTHER_KEYS,
    /** Whoever asks where it is seen hears of a stranger's address, and proves it. */
    REFLECTED_AT_A_STRANGERS,
    RELAY_SWAPS,
    RELAY_DROPS,
    RELAY_REPLAYS,
    RELAY_REORDERS,
    RELAY_ALTERS,
    /** Octets of its own making that look like sound. */
    RELAY_FORGES;

    /** About what is told before a login: it counts for who has to log in anew. */
    public boolean isOfTheChallenge() {
        return this == REFLECTOR_IS_A_STRANGER || this == CHALLENGE_OF_OTHER_KEYS;
    }
}
