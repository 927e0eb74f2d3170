package io.transom.core.warm;

import io.transom.core.Effect;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import io.transom.wire.Way;
import io.transom.wire.signal.SignalKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The windows with one peer: one at most times, and while it is renewed the one that shall take its place as well. The
 * old one is closed when the new one is proved here, so that a press in between rings as fast as ever.
 */
final class Succession {
    private Optional<WarmWindow> current = Optional.empty();
    private Optional<WarmWindow> heir = Optional.empty();
    private Optional<CallId> proved = Optional.empty();

    boolean isEmpty() {
        return current.isEmpty();
    }

    boolean isRenewing() {
        return heir.isPresent();
    }

    /** The last one that was opened. */
    Optional<WarmWindow> newest() {
        return heir.or(() -> current);
    }

    List<WarmWindow> all() {
        List<WarmWindow> all = new ArrayList<>();
        current.ifPresent(all::add);
        heir.ifPresent(all::add);
        return all;
    }

    /** The one that this datagram is for. */
    Optional<WarmWindow> claimant(Bytes datagram) {
        return current.filter(window -> window.claims(datagram))
                .or(() -> heir.filter(window -> window.claims(datagram)));
    }

    boolean isNewest(CallId id) {
        return newest().filter(window -> window.id().equals(id)).isPresent();
    }

    /** {@code window} is sought; a renewal that was sought until now is given up for it. */
    List<Effect> begin(WarmWindow window) {
        if (current.isEmpty()) {
            current = Optional.of(window);
            return List.of();
        }
        List<Effect> effects =
                heir.map(other -> other.close("another one is sought")).orElse(List.of());
        heir = Optional.of(window);
        return effects;
    }

    /** The new one takes over once it is proved or the old one is over; {@code gone} is told of each that is over. */
    List<Effect> settle(Consumer<WarmWindow> gone) {
        if (heir.isEmpty() && current.filter(WarmWindow::isOver).isEmpty()) {
            return List.of();
        }
        List<Effect> effects = new ArrayList<>();
        if (heir.filter(WarmWindow::isProved).isPresent()) {
            current.ifPresent(window -> effects.addAll(window.close("another one has taken its place")));
        }
        all().stream().filter(WarmWindow::isOver).forEach(gone);
        heir = heir.filter(window -> !window.isOver());
        current = current.filter(window -> !window.isOver());
        if (current.isEmpty()) {
            current = heir;
            heir = Optional.empty();
        }
        return effects;
    }

    /** Once for each window: it has led somewhere. */
    boolean isNewlyProved() {
        Optional<CallId> now = newest().filter(WarmWindow::wasProved).map(WarmWindow::id);
        boolean other = now.isPresent() && !now.equals(proved);
        proved = now.or(() -> proved);
        return other;
    }

    List<Effect> close(String reason) {
        return all().stream().flatMap(window -> window.close(reason).stream()).toList();
    }

    /** What doesn't lead over a way that {@code stands} holds no more. */
    List<Effect> onSocketsBound(Predicate<Way> stands) {
        return all().stream()
                .filter(window ->
                        !window.isProved() || window.way().filter(stands).isEmpty())
                .flatMap(window -> window.close("our sockets are other ones").stream())
                .toList();
    }

    /** The one whose way counts: the new one as soon as it has one. */
    Optional<WarmWindow> leading() {
        return heir.filter(WarmWindow::isProved).or(() -> current);
    }

    /** In each: what comes twice is known at the other end. */
    List<Effect> say(SignalKind kind, CallId about, Bytes envelope, Moment now) {
        return all().stream()
                .flatMap(window -> window.say(kind, about, envelope, now).stream())
                .toList();
    }
}
