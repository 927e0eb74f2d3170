package io.transom.caller.household;

import io.transom.core.household.Issuing;
import io.transom.core.household.Issuing.Authority;
import io.transom.core.household.Issuing.Terms;
import io.transom.core.household.RootKey;
import io.transom.core.household.StatementSet;
import io.transom.node.config.WrongValue;
import io.transom.node.keys.KeyStore;
import io.transom.node.time.MachineClock;
import io.transom.wire.Names;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;

/** Makes an app the owner's. */
final class Owner {
    private Owner() {}

    /** The app gets the root key and a record with every right. */
    static void settle(KeyStore keys, RootKey root, String name) throws IOException {
        if (!Names.isAllowed(name)) {
            throw WrongValue.of("name", name, "Give a name of 1 to 64 octets that can be shown.");
        }
        StatementSet known = keys.household().orElse(StatementSet.empty(root.publicKey()));
        if (!known.household().equals(root.household())) {
            throw WrongValue.of("data", name, "This app belongs to another household. Give another directory.");
        }
        Issuing.Outcome outcome = new Issuing(known, new Authority.Root(root))
                .admit(
                        keys.identity().publicIdentity(),
                        Terms.always(name, Role.CALLER, EnumSet.allOf(Right.class)),
                        MachineClock.seconds());
        switch (outcome) {
            case Issuing.Outcome.Refused refused -> throw WrongValue.of("name", name, refused.reason() + ".");
            case Issuing.Outcome.Signed signed -> {
                keys.keepRootKey(root);
                keys.keepHousehold(known.add(List.of(signed.statement())).set());
            }
        }
    }
}
