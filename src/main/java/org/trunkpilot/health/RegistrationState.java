package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.health.HealthPolicy.Registrations;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.Registration.State;

/**
 * Are we registered at the carrier?
 *
 * <p>Regimes: <b>registered</b>, for as long as it is repeated (a PBX that stops refreshing must not look registered for
 * ever); <b>lost or refused</b>, suspect at once and DOWN when it stands longer than the PBX takes to try a second time,
 * because one 503 of a registrar is nothing; <b>given up</b>, DOWN at once, since the PBX will not try again by itself;
 * <b>no reply</b>, a REGISTER out for longer than SIP timer F (chan_sip never says more than "Request Sent").
 *
 * <p>Calls may well pass on a trunk whose registration is refused, as they are authenticated one by one. So when a call has
 * rung after the refusal, the trunk is SUSPECT and no more.
 */
final class RegistrationState {
    private final Registrations policy;
    private State state = State.NOT_USED;
    private @Nullable Instant at;
    private @Nullable Instant badSince;
    private @Nullable Instant tryingSince;
    private Instant carried = Instant.MIN;

    RegistrationState(Registrations policy) {
        this.policy = policy;
    }

    void accept(Registration r) {
        switch (r.state()) {
            case REGISTERED, NOT_USED -> {
                state = r.state();
                badSince = null;
                tryingSince = null;
            }
            case TRYING -> {
                // A refresh or a retry is under way: what was true before stays true until it is answered.
                if (tryingSince == null) {
                    tryingSince = r.at();
                }
                if (at == null) {
                    state = State.TRYING;
                }
            }
            case REJECTED, UNREGISTERED, STOPPED -> {
                state = r.state();
                tryingSince = null;
                if (badSince == null) {
                    badSince = r.at();
                }
            }
        }
        at = r.at();
    }

    /** A call rang or was answered. */
    void carried(Instant when) {
        carried = when;
    }

    /** Nothing is known any more. */
    void forget() {
        at = null;
        badSince = null;
        tryingSince = null;
        state = State.NOT_USED;
    }

    /** Registered by fresh word, or known to need no registration. */
    boolean registered(Instant now) {
        return known(now) && (state == State.REGISTERED || state == State.NOT_USED);
    }

    private boolean known(Instant now) {
        // Only a registration has to be repeated; that there is none, or that it was refused, stays true until told
        // otherwise.
        return at != null && (state != State.REGISTERED || now.isBefore(at.plus(policy.staleAfter())));
    }

    Optional<Finding> finding(Instant now) {
        Instant since = badSince;
        if (since != null) {
            boolean standing = state == State.STOPPED || !now.isBefore(since.plus(policy.confirmAfter()));
            return Optional.of(finding(standing, since, reason(standing)));
        }
        Instant trying = tryingSince;
        if (trying != null && !now.isBefore(trying.plus(policy.replyWithin()))) {
            boolean standing = !now.isBefore(trying.plus(policy.confirmAfter()));
            return Optional.of(finding(
                    standing,
                    trying,
                    "no reply to REGISTER for more than "
                            + Words.of(standing ? policy.confirmAfter() : policy.replyWithin())));
        }
        return Optional.empty();
    }

    private String reason(boolean standing) {
        var what = switch (state) {
            case REJECTED -> "the carrier refuses or does not answer our registration";
            case STOPPED -> "the PBX has given up registering and will not try again by itself";
            default -> "not registered at the carrier";
        };
        return standing && state != State.STOPPED ? what + " for more than " + Words.of(policy.confirmAfter()) : what;
    }

    private Finding finding(boolean standing, Instant since, String words) {
        if (carried.isAfter(since)) {
            return new Finding(
                    Finding.Kind.NOT_REGISTERED, Verdict.SUSPECT, Grade.C, since, words + ", yet calls get through");
        }
        return new Finding(
                Finding.Kind.NOT_REGISTERED, standing ? Verdict.DOWN : Verdict.SUSPECT, Grade.C, since, words);
    }

    /** Whether the carrier itself said yes not longer than {@code freshFor} ago. */
    boolean proven(Instant now, Duration freshFor) {
        return at != null && state == State.REGISTERED && now.isBefore(at.plus(freshFor));
    }

    PartBelief part(Instant now) {
        if (!known(now)) {
            return new PartBelief(
                    Part.REGISTRATION,
                    OptionalInt.empty(),
                    Grade.D,
                    at == null ? "nothing heard of a registration" : "registered once, but not repeated in time");
        }
        return switch (state) {
            case REGISTERED -> new PartBelief(Part.REGISTRATION, OptionalInt.of(100), Grade.C, "registered");
            case NOT_USED -> new PartBelief(Part.REGISTRATION, OptionalInt.empty(), Grade.C, "does not register");
            case TRYING -> new PartBelief(Part.REGISTRATION, OptionalInt.empty(), Grade.D, "registering");
            case REJECTED, UNREGISTERED, STOPPED ->
                new PartBelief(Part.REGISTRATION, OptionalInt.of(0), Grade.C, reason(false));
        };
    }
}
