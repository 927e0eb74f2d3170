package io.transom.node.keys;

import io.transom.core.audit.AuditHead;
import io.transom.core.household.RootKey;
import io.transom.core.household.StatementSet;
import io.transom.core.lan.Member;
import io.transom.core.trust.Identity;
import io.transom.core.trust.InviteCode;
import io.transom.node.audit.AuditFile;
import io.transom.node.audit.CopiedLogs;
import io.transom.node.config.WrongValue;
import io.transom.node.control.ManagerAccess;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Entropy;
import io.transom.wire.PublicIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The data directory of one endpoint, held until it is closed. Whatever is wrong with it is a {@link WrongValue} of
 * {@code data}.
 */
public final class KeyStore implements AutoCloseable {
    private static final String IDENTITY = "identity.key";
    private static final String MANAGER = "manager.id";
    private static final String TLS_PORT = "manager.tls";
    private static final String PINS = "pins";
    private static final String STARTS = "starts";
    /** A LAN record counts them in four octets: a start a second lasts for a century. */
    private static final long MOST_STARTS = 0xFFFF_FFFFL;

    private static final Set<PosixFilePermission> OTHERS = Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE)));
    /** A key file is one short line, 256 pins are 64 KB; a bigger file is something else. */
    private static final long LARGEST_FILE = 128 * 1024;

    private final Path directory;
    private final DirectoryLock lock;
    private final Identity identity;
    private Optional<EndpointId> manager;
    private final Map<String, EndpointId> pins = new TreeMap<>();
    private final Map<String, Member> members = new TreeMap<>();
    private final HouseholdFiles household;
    private final AuditFile audit;
    private final CopiedLogs copies;

    private KeyStore(Path directory, DirectoryLock lock, Entropy entropy) {
        this.directory = directory;
        this.lock = lock;
        this.identity = identity(directory.resolve(IDENTITY), entropy);
        this.manager = manager(directory.resolve(MANAGER));
        readPins(directory.resolve(PINS));
        this.household = new HouseholdFiles(directory);
        this.audit = AuditFile.open(directory);
        this.copies = new CopiedLogs(directory);
    }

    /** Opens {@code directory}, made with fresh keys from {@code entropy} where it is new. */
    public static KeyStore open(Path directory, Entropy entropy) {
        makeDirectory(directory);
        DirectoryLock lock = DirectoryLock.take(directory);
        try {
            return new KeyStore(directory, lock, entropy);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Whose directory that is, for whoever only looks; empty where nobody's. */
    public static Optional<PublicIdentity> lookAt(Path directory) {
        Path file = directory.resolve(IDENTITY);
        return Files.exists(file)
                ? KeyLine.read(read(file)).map(Identity::fromSecret).map(Identity::publicIdentity)
                : Optional.empty();
    }

    /** Lets another program have the directory. */
    @Override
    public void close() {
        audit.close();
        copies.close();
        lock.close();
    }

    public Identity identity() {
        return identity;
    }

    /** The manager that was joined, once one was. */
    public synchronized Optional<EndpointId> manager() {
        return manager;
    }

    /** Where it is remembered that the joined manager was reached over TLS. */
    public ManagerAccess.Memory tlsPort() {
        return new TlsPort(directory.resolve(TLS_PORT), this::manager);
    }

    public synchronized Map<String, EndpointId> pins() {
        return Map.copyOf(pins);
    }

    /** Of the pinned names, those whose keys are known in full. */
    public synchronized List<Member> members() {
        return List.copyOf(members.values());
    }

    /** Who is a member of the household that this endpoint was paired with; empty where it never was. */
    public Optional<StatementSet> household() {
        return household.statements();
    }

    /** Remembers it in place of what was known before. */
    public synchronized void keepHousehold(StatementSet statements) throws IOException {
        household.keep(statements);
    }

    /** The newest time that was believed here, in seconds since 1970; 0 where none was. */
    public long latestTime() {
        return household.latestTime();
    }

    /** Remembers that it isn't earlier than that. */
    public synchronized void keepTime(long seconds) throws IOException {
        household.keepTime(seconds);
    }

    /** The household's own key, which only its owner's app holds. */
    public Optional<RootKey> rootKey() {
        return household.rootKey();
    }

    /** Makes this endpoint the owner's; throws where it holds another household's key. */
    public synchronized void keepRootKey(RootKey root) throws IOException {
        household.keepRootKey(root);
    }

    /** This endpoint is the owner's no more: the key is on paper alone. */
    public synchronized void forgetRootKey() throws IOException {
        household.forgetRootKey();
    }

    /** The log of what this endpoint lets happen. */
    public AuditFile audit() {
        return audit;
    }

    /** What was read of others' logs. */
    public CopiedLogs copies() {
        return copies;
    }

    /** How far others' logs were read. */
    public Map<EndpointId, AuditHead> headsOfOthers() {
        try {
            return copies.heads();
        } catch (IOException e) {
            throw WrongValue.of(
                    "data",
                    directory.toString(),
                    "The copies of intercoms' logs there can't be read (" + e
                            + "). Make them readable for this user, or" + " move them away and keep them.");
        }
    }

    /** Which start of this endpoint this is: one more each time that it is asked, also after a crash. */
    public synchronized long countStart() {
        Path file = directory.resolve(STARTS);
        String counted = Files.exists(file) ? read(file).strip() : "0";
        try {
            long next = Long.parseLong(counted) % MOST_STARTS + 1;
            replace(file, next + "\n");
            return next;
        } catch (NumberFormatException e) {
            throw wrong(file, "The file is damaged. Write a number there that is larger than any that it has held.");
        } catch (IOException e) {
            throw wrong(file, "The file can't be written (" + e + ").");
        }
    }

    /**
     * The invite, where it may be used. One of the manager that was joined already is shown again: a spent one costs
     * nothing there, so that a program may be started again with the same command line, and a new one brings somebody back
     * whom the manager has let go. Throws where another manager was joined.
     */
    public synchronized Optional<InviteCode> toUse(Optional<InviteCode> invite) {
        if (invite.isEmpty()
                || manager.isEmpty()
                || manager.get().equals(invite.get().manager())) {
            return invite;
        }
        throw WrongValue.of(
                "data",
                directory.toString(),
                "This directory has joined another manager than the invite is from. Give another directory, or take "
                        + directory.resolve(MANAGER) + " out to leave the old one.");
    }

    /** Remembers the manager that let us in. */
    public synchronized void join(EndpointId joined) throws IOException {
        if (!manager.equals(Optional.of(joined))) {
            replace(directory.resolve(MANAGER), joined + "\n");
            manager = Optional.of(joined);
        }
    }

    /** Remembers whose keys the name stands for; what was pinned to the name before stays. */
    public synchronized void pin(Member member) throws IOException {
        EndpointId before = pins.getOrDefault(member.name(), member.id());
        if (!PinLine.canHold(member) || !before.equals(member.id())) {
            return;
        }
        pins.put(member.name(), member.id());
        members.put(member.name(), member);
        StringBuilder text = new StringBuilder();
        pins.forEach((name, id) -> text.append(Optional.ofNullable(members.get(name))
                        .map(PinLine::write)
                        .orElse(id + " " + name))
                .append('\n'));
        replace(directory.resolve(PINS), text.toString());
    }

    private static void makeDirectory(Path directory) {
        try {
            if (!Files.exists(directory)) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            if (!Files.isDirectory(directory)) {
                throw wrong(directory, "It isn't a directory; name one that is, or one that is to be made.");
            }
        } catch (IOException e) {
            throw wrong(directory, "It can't be made (" + e + "); name a place that this user may write to.");
        }
    }

    private static Identity identity(Path file, Entropy entropy) {
        try {
            if (!Files.exists(file)) {
                Identity fresh = Identity.generate(entropy);
                create(file, KeyLine.write(fresh.secret()));
            }
            refuseOpenFile(file);
            Bytes secret = KeyLine.read(text(file))
                    .orElseThrow(() -> wrong(
                            file,
                            "The key file is damaged. Put a copy back, or move it away: then a new identity is made,"
                                    + " which has to be invited anew."));
            return Identity.fromSecret(secret);
        } catch (IOException e) {
            throw wrong(file, "The key file can't be used (" + e + ").");
        }
    }

    static void refuseOpenFile(Path file) throws IOException {
        Set<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(file));
        others.retainAll(OTHERS);
        if (!others.isEmpty()) {
            throw wrong(file, "Others can get at this key. If nobody has: chmod 600 " + file);
        }
    }

    private static Optional<EndpointId> manager(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Optional<EndpointId> id = EndpointId.parse(read(file).strip());
        if (id.isEmpty()) {
            throw wrong(file, "The file is damaged. Take it out and join again with a new invite.");
        }
        return id;
    }

    private void readPins(Path file) {
        if (!Files.exists(file)) {
            return;
        }
        for (String line : read(file).lines().toList()) {
            Optional<Member> member = PinLine.read(line);
            if (member.isPresent()) {
                members.put(member.get().name(), member.get());
                pins.put(member.get().name(), member.get().id());
                continue;
            }
            int space = line.indexOf(' ');
            Optional<EndpointId> id = EndpointId.parse(line.substring(0, Math.max(space, 0)));
            if (id.isEmpty()) {
                throw wrong(
                        file,
                        "The line '" + line + "' isn't a pin. Take it out; that name is then trusted anew at"
                                + " first use.");
            }
            pins.put(line.substring(space + 1), id.get());
        }
    }

    private static String read(Path file) {
        try {
            return text(file);
        } catch (IOException e) {
            throw wrong(file, "The file can't be read (" + e + ").");
        }
    }

    static String text(Path file) throws IOException {
        if (Files.size(file) > LARGEST_FILE) {
            throw wrong(file, "The file is far too big to be ours; put the right one there.");
        }
        // Octets that aren't UTF-8 become replacement characters, which no reader accepts.
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /** Writes a file that must not be there yet: of two first starts at once, one wins and both use its keys. */
    private static void create(Path file, String text) throws IOException {
        Path beside = PrivateFiles.writeBeside(file, text);
        try {
            Files.createLink(file, beside);
        } catch (FileAlreadyExistsException e) {
            // The other start has won.
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    static void replace(Path file, String text) throws IOException {
        PrivateFiles.moveInto(PrivateFiles.writeBeside(file, text), file);
    }

    static WrongValue wrong(Path path, String remedy) {
        return WrongValue.of("data", path.toString(), remedy);
    }
}
