package io.transom.wire.household;

import io.transom.wire.EndpointId;
import io.transom.wire.Names;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a household's root key, or a member who manages, says about an endpoint. It means nothing until it is signed. */
public sealed interface Statement {
    /** Signed ones: one fits an envelope of 900 octets between endpoints, with room. */
    int LONGEST = 400;
    /** An unsigned number of 32 bits; as seconds since 1970 it lasts until 2106. */
    long LAST_SERIAL = 0xFFFF_FFFFL;

    HouseholdId household();

    /** The member who says so; empty for the root key. */
    Optional<EndpointId> issuer();

    /** About whom. */
    EndpointId about();

    /**
     * A newer statement of the same issuer about the same member has a higher one: the seconds since 1970 when it was
     * made, or one more than the highest that its issuer knows of.
     */
    long serial();

    /**
     * This endpoint is a member.
     *
     * @param doors which doors {@link Right#RELEASE} opens, at most {@link #MOST_DOORS}; all where empty
     * @param notBefore seconds since 1970; 0 from always
     * @param expiry seconds since 1970; 0 never
     */
    record Admit(
            HouseholdId household,
            Optional<EndpointId> issuer,
            long serial,
            PublicIdentity identity,
            String name,
            Role role,
            Set<Right> rights,
            List<EndpointId> doors,
            long notBefore,
            long expiry,
            Schedule schedule)
            implements Statement {
        /** A home has a street door, a flat's door, a garage, a gate; who may open more of them may open all. */
        public static final int MOST_DOORS = 6;

        public Admit {
            rights = Collections.unmodifiableSet(
                    rights.isEmpty() ? EnumSet.noneOf(Right.class) : EnumSet.copyOf(rights));
            doors = List.copyOf(doors);
            requireSerial(serial);
            requireSerial(notBefore);
            requireSerial(expiry);
            if (!Names.isAllowed(name)) {
                throw new IllegalArgumentException("not a name that can be shown");
            }
            if (!areDoors(rights, doors)) {
                throw new IllegalArgumentException("doors stand, in order and once, with the right to open them");
            }
        }

        @Override
        public EndpointId about() {
            return identity.id();
        }

        public boolean may(Right right) {
            return rights.contains(right);
        }

        /** Whether it holds at some times only. */
        public boolean isTimed() {
            return notBefore != 0 || expiry != 0 || !schedule.isAlways();
        }

        /** One form only: in ascending order. */
        static boolean areDoors(Set<Right> rights, List<EndpointId> doors) {
            boolean ascending = true;
            for (int i = 1; i < doors.size(); i++) {
                ascending &= doors.get(i - 1).compareTo(doors.get(i)) < 0;
            }
            return ascending && doors.size() <= MOST_DOORS && (doors.isEmpty() || rights.contains(Right.RELEASE));
        }
    }

    /**
     * What was said of this endpoint with a serial up to {@code serial} is void. The root key takes back what anybody
     * has said, a member only what it has said itself.
     */
    record Revoke(HouseholdId household, Optional<EndpointId> issuer, long serial, EndpointId about)
            implements Statement {
        public Revoke {
            requireSerial(serial);
        }
    }

    private static void requireSerial(long number) {
        if (number < 0 || number > LAST_SERIAL) {
            throw new IllegalArgumentException(number + " doesn't fit 32 bits");
        }
    }
}
