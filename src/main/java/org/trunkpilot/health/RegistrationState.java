package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
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
 * <b>no reply</b>, a REGISTER out for longer than SIP timer F (chan_sip never says more than "Request Sent");
 * <b>no word</b>, of any kind, for longer than a registration lives: nothing is known any more, good or bad.
 *
 * <p>A PBX that says it has given up, or that stands unregistered and has not been seen to try again for five of its usual
 * intervals, needs a push; that is a finding of its own, in place of the other, so that somebody can give it.
 *
 * <p>A registration that comes and goes is damped besides ({@link FlapDamping}).
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
    private Instant lastTried = Instant.MIN;
    private final FlapDamping flaps;
    private Instant carried = Instant.MIN;

    RegistrationState(Registrations policy) {
        this.policy = policy;
        this.flaps = new FlapDamping(policy.flaps());
    }

    void accept(Registration r) {
        switch (r.state()) {
            case REGISTERED, NOT_USED -> {
                if (state != r.state()) {
                    flaps.regained(r.at());
                }
                state = r.state();
                badSince = null;
                tryingSince = null;
            }
            case TRYING -> {
                // A refresh or a retry is under way: what was true before stays true until it is answered.
                lastTried = r.at();
                if (tryingSince == null) {
                    tryingSince = r.at();
                }
                if (at == null) {
                    state = State.TRYING;
                }
            }
            case REJECTED, UNREGISTERED, STOPPED -> {
                if (registered(r.at()) && state == State.REGISTERED) {
                    flaps.lost(r.at());
                }
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
        flaps.forget();
    }

    /** What was lost since then was not the trunk's fault. */
    void forgive(Instant from) {
        flaps.forgive(from);
    }

    /** Registered by fresh word, or known to need no registration. */
    boolean registered(Instant now) {
        return known(now) && (state == State.REGISTERED || state == State.NOT_USED);
    }

    private boolean known(Instant now) {
        // That there is none stays true until the configuration is read anew; all else has to be repeated.
        return at != null && (state == State.NOT_USED || now.isBefore(at.plus(policy.staleAfter())));
    }

    void findings(Instant now, Consumer<Finding> found) {
        if (known(now)) {
            standing(now).ifPresent(found);
        }
        flaps.finding(now, carried).ifPresent(found);
    }

    private Optional<Finding> standing(Instant now) {
        Instant since = badSince;
        if (since != null) {
            if (stopped(since, now)) {
                return Optional.of(finding(Finding.Kind.REGISTRATION_STOPPED, true, since, stoppedWords()));
            }
            boolean standing = !now.isBefore(since.plus(policy.confirmAfter()));
            return Optional.of(finding(Finding.Kind.NOT_REGISTERED, standing, since, reason(standing)));
        }
        Instant trying = tryingSince;
        if (trying != null && !now.isBefore(trying.plus(policy.replyWithin()))) {
            boolean standing = !now.isBefore(trying.plus(policy.confirmAfter()));
            return Optional.of(finding(
                    Finding.Kind.NOT_REGISTERED,
                    standing,
                    trying,
                    "no reply to REGISTER for more than "
                            + Words.of(standing ? policy.confirmAfter() : policy.replyWithin())));
        }
        return Optional.empty();
    }

    private boolean stopped(Instant since, Instant now) {
        var last = lastTried.isAfter(since) ? lastTried : since;
        return state == State.STOPPED || !now.isBefore(last.plus(policy.retryWithin()));
    }

    private String stoppedWords() {
        return state == State.STOPPED
                ? reason(true)
                : reason(false) + ", and for more than " + Words.of(policy.retryWithin())
                        + " the PBX has not been seen to try again";
    }

    private String reason(boolean standing) {
        var what = switch (state) {
            case REJECTED -> "the carrier refuses or does not answer our registration";
            case STOPPED -> "the PBX has given up registering and will not try again by itself";
            default -> "not registered at the carrier";
        };
        return standing && state != State.STOPPED ? what + " for more than " + Words.of(policy.confirmAfter()) : what;
    }

    private Finding finding(Finding.Kind kind, boolean standing, Instant since, String words) {
        return carried.isAfter(since)
                ? new Finding(kind, Verdict.SUSPECT, Grade.C, since, words + ", yet calls get through")
                : new Finding(kind, standing ? Verdict.DOWN : Verdict.SUSPECT, Grade.C, since, words);
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
                    at == null
                            ? "nothing heard of a registration"
                            : "nothing heard of the registration for more than " + Words.of(policy.staleAfter()));
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
