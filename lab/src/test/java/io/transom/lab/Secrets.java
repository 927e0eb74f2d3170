package io.transom.lab;

import io.transom.wire.Bytes;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.Deque;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.SecretKey;

/** Every key that running programs hold in memory, found by the names of the fields that hold them. */
public final class Secrets {
    /** Shorter ones could stand in a log by chance: 12 octets of salt don't. */
    private static final int SHORTEST = 12;

    private static final int LONGEST = 64;

    private final Map<Bytes, String> found = new TreeMap<>();

    /** Looks through all of ours that can be reached from {@code roots}. */
    public Secrets collect(Object... roots) {
        IdentityHashMap<Object, Boolean> seen = new IdentityHashMap<>();
        Deque<Object> open = new ArrayDeque<>(List.of(roots));
        while (!open.isEmpty()) {
            Object at = open.pop();
            if (seen.put(at, true) == null) {
                reach(at, open);
            }
        }
        return this;
    }

    public void add(String name, Bytes secret) {
        found.put(secret, name);
    }

    public int count() {
        return found.size();
    }

    public Collection<String> names() {
        return found.values();
    }

    /** The first secret that stands in {@code text} in any spelling; only its name, for this is printed. */
    public Optional<String> in(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return found.entrySet().stream()
                .filter(secret -> stands(secret.getKey(), text, lower))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static boolean stands(Bytes secret, String text, String lower) {
        byte[] octets = secret.toArray();
        String base64 = whole(Base64.getEncoder().withoutPadding().encodeToString(octets), octets.length);
        String url = whole(Base64.getUrlEncoder().withoutPadding().encodeToString(octets), octets.length);
        return lower.contains(HexFormat.of().formatHex(octets))
                || lower.contains(HexFormat.ofDelimiter(":").formatHex(octets))
                || lower.contains(HexFormat.ofDelimiter(" ").formatHex(octets))
                || text.contains(base64)
                || text.contains(url)
                || text.contains(Arrays.toString(octets))
                || text.contains(new String(octets, StandardCharsets.ISO_8859_1));
    }

    /** The last character of an odd length depends on what follows. */
    private static String whole(String base64, int length) {
        return length % 3 == 0 ? base64 : base64.substring(0, base64.length() - 1);
    }

    private void reach(Object at, Deque<Object> open) {
        switch (at) {
            case Optional<?> optional -> optional.ifPresent(open::push);
            case AtomicReference<?> reference ->
                Optional.ofNullable(reference.get()).ifPresent(open::push);
            case Map<?, ?> map -> {
                pushAll(map.keySet(), open);
                pushAll(map.values(), open);
            }
            case Collection<?> many -> pushAll(many, open);
            case Object[] many -> pushAll(Arrays.asList(many), open);
            default -> {
                if (at.getClass().getName().startsWith("io.transom.") && !(at instanceof Bytes)) {
                    fields(at, open);
                }
            }
        }
    }

    /** Others change them meanwhile: what is missed now is found in the next look. */
    private static void pushAll(Collection<?> many, Deque<Object> open) {
        try {
            for (Object one : many) {
                if (one != null) {
                    open.push(one);
                }
            }
        } catch (ConcurrentModificationException e) {
            return;
        }
    }

    private void fields(Object owner, Deque<Object> open) {
        for (Class<?> type = owner.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) {
                    continue;
                }
                Object value = value(field, owner);
                if (value != null && !keep(type.getSimpleName() + "." + field.getName(), value)) {
                    open.push(value);
                }
            }
        }
    }

    private static Object value(Field field, Object owner) {
        try {
            field.setAccessible(true);
            return field.get(owner);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    /** True where that was octets, whether or not they are a secret. */
    private boolean keep(String name, Object value) {
        Bytes octets;
        switch (value) {
            case Bytes bytes -> octets = bytes;
            case byte[] array -> octets = Bytes.of(array);
            case SecretKey key -> octets = Bytes.of(key.getEncoded());
            default -> {
                return value.getClass().isArray() && Array.getLength(value) == 0;
            }
        }
        String lower = name.toLowerCase(Locale.ROOT);
        boolean secret = lower.matches(".*(key|secret|private|salt|seed|password).*")
                && !lower.matches(".*(public|rootkey|theirs).*");
        boolean zeros = octets.equals(Bytes.of(new byte[octets.length()]));
        if (secret && !zeros && octets.length() >= SHORTEST && octets.length() <= LONGEST) {
            found.put(octets, name);
        }
        return true;
    }
}
