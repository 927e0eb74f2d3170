package io.transom.simulator.curve;

import java.security.Provider;
import java.security.Security;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The security provider of X25519 and of Ed25519 signatures, for programs that do nothing but simulate. */
public final class QuickCurves extends Provider {
    private static final long serialVersionUID = 1;
    private static final String NAME = "TransomSimulator";

    private QuickCurves() {
        super(NAME, "2", "X25519 and Ed25519 for simulations: quick, and not in constant time");
        offer("KeyAgreement", "X25519", QuickAgreement::new);
        offer("Signature", "Ed25519", QuickSignature::new);
    }

    private void offer(String type, String algorithm, Supplier<Object> made) {
        putService(new Service(this, type, algorithm, QuickCurves.class.getName(), null, Map.of()) {
            @Override
            public Object newInstance(@Nullable Object ignored) {
                return made.get();
            }
        });
    }

    /** From now on the whole program's are these. */
    public static void install() {
        if (Security.getProvider(NAME) == null) {
            Security.insertProviderAt(new QuickCurves(), 1);
        }
    }

    /** The platform's again. */
    static void remove() {
        Security.removeProvider(NAME);
    }
}
