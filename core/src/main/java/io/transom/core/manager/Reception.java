package io.transom.core.manager;

import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.manager.Switchboard.Invite;
import io.transom.core.manager.Switchboard.Member;
import io.transom.core.manager.Switchboard.Roster;
import io.transom.core.trust.Identity;
import io.transom.core.trust.InviteCode;
import io.transom.core.trust.Login;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import io.transom.wire.Names;
import java.time.Instant;
import java.util.Optional;

/** Who may come in: proof of the keys, a challenge of ours, and membership or an invite. */
final class Reception {
    /** What became of a login. */
    sealed interface Outcome {
        /** @param displaced who had the invite's name until now */
        record Admitted(Login.Claim claim, Member member, Optional<EndpointId> displaced, Optional<Event> joined)
                implements Outcome {}

        /** {@code reason} is for people. */
        record Refused(Counters.Reason counted, String reason) implements Outcome {}
    }

    private final Identity self;
    private final Roster roster;
    private final Challenges challenges;
    private final Attendance attendance;

    Reception(Identity self, Roster roster, Challenges challenges, Attendance attendance) {
        this.self = self;
        this.roster = roster;
        this.challenges = challenges;
        this.attendance = attendance;
    }

    /** Nothing is burnt, an invite or a challenge, unless the endpoint is admitted. */
    Outcome judge(String username, Bytes password, Moment now, Instant wallClock) {
        Optional<Login.Claim> claim = Login.verify(self, username, password);
        if (claim.isEmpty()) {
            return new Outcome.Refused(
                    Counters.Reason.LOGIN_UNPROVED, "the login does not prove the keys that this id stands for");
        }
        Optional<String> doubt = doubt(challenges.judge(claim.get().challenge(), now));
        if (doubt.isPresent()) {
            return new Outcome.Refused(Counters.Reason.LOGIN_CHALLENGE, doubt.get());
        }
        if (!attendance.hasRoomFor(claim.get().id())) {
            return new Outcome.Refused(
                    Counters.Reason.LOGIN_FULL,
                    "this manager is full: " + attendance.mostOnline() + " endpoints are online");
        }
        Outcome outcome = admit(claim.get(), wallClock);
        if (outcome instanceof Outcome.Admitted) {
            challenges.use(claim.get().challenge(), now);
        }
        return outcome;
    }

    private static Optional<String> doubt(Challenges.Judgement judgement) {
        return switch (judgement) {
            case FRESH -> Optional.empty();
            case FOREIGN -> Optional.of("the challenge is not one of this manager's: fetch a new one");
            case STALE ->
                Optional.of("the challenge is older than " + Challenges.LIFE.toSeconds() + " s: fetch a new one");
            case USED -> Optional.of("the challenge was used before: fetch a new one");
            case BUSY -> Optional.of("too many logins at once: try again in a while");
        };
    }

    private Outcome admit(Login.Claim claim, Instant wallClock) {
        Optional<Member> known = roster.member(claim.id());
        if (claim.inviteSecret().isPresent()) {
            Bytes hash = InviteCode.secretHash(claim.inviteSecret().get());
            Optional<Invite> invite = roster.redeem(hash, wallClock);
            if (invite.isPresent()) {
                return join(claim, invite.get());
            }
            if (known.isEmpty()) {
                return notAdmitted(whyNot(roster.whyNotRedeemed(hash, wallClock)));
            }
            // An endpoint shows its invite until it has once been confirmed: a member's spent one is no offence.
        }
        return known.<Outcome>map(member -> new Outcome.Admitted(claim, member, Optional.empty(), Optional.empty()))
                .orElseGet(() -> notAdmitted(
                        "this endpoint is not a member here, or no longer: make an invite with 'transom invite'"));
    }

    /** The name goes to the new keys, and whoever had it is no member any more: how a lost phone is replaced. */
    private Outcome join(Login.Claim claim, Invite invite) {
        if (!Names.isAllowed(invite.name()) || !Names.isAllowed(invite.household())) {
            return notAdmitted(
                    "the invite names an endpoint or a household as nothing can be called: make a new invite");
        }
        Member member = new Member(claim.identity(), invite.name(), invite.role(), invite.household());
        Optional<EndpointId> displaced = roster.memberNamed(invite.household(), invite.name())
                .map(had -> had.identity().id())
                .filter(had -> !had.equals(claim.id()));
        roster.admit(member);
        Event joined = Event.of(
                EventName.JOINED,
                "endpoint",
                member.name(),
                "role",
                Notes.word(member.role()),
                "household",
                member.household(),
                "replacedOther",
                displaced.isPresent());
        return new Outcome.Admitted(claim, member, displaced, Optional.of(joined));
    }

    private static String whyNot(Roster.NotRedeemed why) {
        return switch (why) {
            case UNKNOWN ->
                "this manager does not know the invite: it is another manager's, was used, or has expired long ago;"
                        + " make a new one with 'transom invite'";
            case SPENT ->
                "the invite was used before, and it is good for one use: make a new one with 'transom invite'";
            case EXPIRED -> "the invite has expired: make a new one with 'transom invite'";
        };
    }

    private static Outcome notAdmitted(String reason) {
        return new Outcome.Refused(Counters.Reason.LOGIN_NOT_ADMITTED, reason);
    }
}
