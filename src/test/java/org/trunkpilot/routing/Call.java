package org.trunkpilot.routing;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.trunk.TrunkId;

/** A finished call on a trunk; its prefix are the first four digits of the number. Carried and ended by the far end until told. */
final class Call {
    private final TrunkId trunk;
    private final Instant at;
    private String number = "498900";
    private Optional<String> phone = Optional.empty();
    private Optional<Callee> shown = Optional.empty();
    private OptionalInt sip = OptionalInt.of(200);
    private CallLeg.Outcome outcome = CallLeg.Outcome.OK;
    private boolean rang = true;
    private boolean answered = true;
    private OptionalDouble rating = OptionalDouble.empty();
    private long length = 2;

    private Call(TrunkId trunk, Instant at) {
        this.trunk = trunk;
        this.at = at;
    }

    static Call on(TrunkId trunk, Instant seized) {
        return new Call(trunk, seized);
    }

    Call to(String dialled) {
        number = dialled;
        return this;
    }

    Call by(String who) {
        phone = Optional.of(who);
        return this;
    }

    Call showing(String callerId) {
        shown = Optional.of(callee(callerId));
        return this;
    }

    Call lasting(long seconds) {
        length = seconds;
        return this;
    }

    Call rated(double worst) {
        rating = OptionalDouble.of(worst);
        return this;
    }

    Call onlyRang() {
        answered = false;
        return this;
    }

    /** It ended with that code before it rang. */
    Call failed(int code) {
        return ended(
                switch (code) {
                    case 401, 402, 403 -> CallLeg.Outcome.ACCOUNT;
                    case 488, 415, 606 -> CallLeg.Outcome.CODEC;
                    case 404, 410, 480, 486, 604 -> CallLeg.Outcome.CALLEE;
                    default -> CallLeg.Outcome.CARRIER_FAULT;
                },
                code);
    }

    Call ended(CallLeg.Outcome as, int code) {
        outcome = as;
        sip = OptionalInt.of(code);
        rang = false;
        answered = false;
        return this;
    }

    CallLeg leg() {
        return new CallLeg(
                new CallId(trunk + " " + at + " " + number),
                trunk,
                Optional.empty(),
                number.isEmpty() ? Callee.UNKNOWN : callee(number),
                at,
                rang ? Optional.of(at.plusSeconds(1)) : Optional.empty(),
                Optional.empty(),
                answered ? Optional.of(at.plusSeconds(1)) : Optional.empty(),
                at.plusSeconds(length),
                CallEnd.By.FAR_END,
                OptionalInt.empty(),
                sip,
                outcome,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                rating,
                OptionalDouble.empty(),
                phone,
                shown);
    }

    private static Callee callee(String number) {
        return new Callee(number, number.substring(0, 4));
    }
}
