package io.transom.core.door;

import io.transom.wire.ByteWriter;
import io.transom.wire.Bytes;
import io.transom.wire.Names;
import io.transom.wire.PublicIdentity;
import io.transom.wire.signal.PeerSignal.Release;
import io.transom.wire.signal.PeerSignal.ReleaseChallenge;

/**
 * What a member signs to open a door. It names everything that the release depends on, so that the signature is worth
 * nothing for another lock, door, action, call, wish or time.
 *
 * <pre>
 * "transom door release 1" | lock (64) | member (64) | action (1) | call (16) | request (16) | nonce (32) | seconds (1)
 * | length (1) | door
 * </pre>
 */
final class Transcript {
    private static final Bytes PURPOSE = Bytes.utf8("transom door release 1");
    private static final int RELEASE = 1;
    private static final int MOST = 256 + Names.LONGEST;

    private Transcript() {}

    static Bytes of(PublicIdentity lock, PublicIdentity member, ReleaseChallenge challenge) {
        return new ByteWriter(MOST)
                .bytes(PURPOSE)
                .bytes(lock.encode())
                .bytes(member.encode())
                .u8(RELEASE)
                .bytes(challenge.call().octets())
                .fixed(challenge.request(), Release.REQUEST_LENGTH)
                .fixed(challenge.nonce(), Release.NONCE_LENGTH)
                .u8((int) challenge.life().toSeconds())
                .prefixed8(Bytes.utf8(challenge.door()), Names.LONGEST)
                .written();
    }
}
