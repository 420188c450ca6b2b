package org.trunkpilot.practice.world;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * How a carrier fares: everything that can be wrong with it, each part independent of the others.
 *
 * @param lossInPercent share of the carrier's audio packets that never reach us, 0 to 100; signalling is not touched
 * @param lossOutPercent share of our audio packets that never reach the carrier, 0 to 100
 * @param jitterMillis interarrival jitter that either side measures, in ms
 * @param delayMillis one-way delay on top of the line's own, in ms
 * @param ringsAfter from the carrier's 100 to its 180
 * @param silent nothing comes back, neither signalling nor audio
 * @param mute answers and reports, but sends no audio
 * @param refusesCalls SIP code for every INVITE
 * @param refusesRegistration SIP code for every REGISTER
 */
public record Conditions(
        double lossInPercent,
        double lossOutPercent,
        double jitterMillis,
        int delayMillis,
        Duration ringsAfter,
        boolean silent,
        boolean mute,
        OptionalInt refusesCalls,
        OptionalInt refusesRegistration) {

    /** A line as the better carriers sell it: no loss, a quarter of a millisecond of jitter, ringing 1.2 s after the INVITE. */
    public static final Conditions WELL = new Conditions(
            0, 0, 0.25, 0, Duration.ofMillis(1200), false, false, OptionalInt.empty(), OptionalInt.empty());

    /** @throws IllegalArgumentException when a share is not within 0 to 100, or a time is negative */
    public Conditions {
        if (!(lossInPercent >= 0 && lossInPercent <= 100 && lossOutPercent >= 0 && lossOutPercent <= 100)) {
            throw new IllegalArgumentException("loss must be 0 to 100 %: " + lossInPercent + ", " + lossOutPercent);
        }
        if (!(jitterMillis >= 0) || delayMillis < 0 || ringsAfter.isNegative()) {
            throw new IllegalArgumentException("jitter, delay and ringing time must not be negative");
        }
    }

    /** Both directions alike. */
    public Conditions loss(double percent) {
        return loss(percent, percent);
    }

    public Conditions loss(double inPercent, double outPercent) {
        return new Conditions(
                inPercent,
                outPercent,
                jitterMillis,
                delayMillis,
                ringsAfter,
                silent,
                mute,
                refusesCalls,
                refusesRegistration);
    }

    public Conditions jitter(double millis) {
        return new Conditions(
                lossInPercent,
                lossOutPercent,
                millis,
                delayMillis,
                ringsAfter,
                silent,
                mute,
                refusesCalls,
                refusesRegistration);
    }

    public Conditions delay(int oneWayMillis) {
        return new Conditions(
                lossInPercent,
                lossOutPercent,
                jitterMillis,
                oneWayMillis,
                ringsAfter,
                silent,
                mute,
                refusesCalls,
                refusesRegistration);
    }

    public Conditions ringingAfter(Duration pdd) {
        return new Conditions(
                lossInPercent,
                lossOutPercent,
                jitterMillis,
                delayMillis,
                pdd,
                silent,
                mute,
                refusesCalls,
                refusesRegistration);
    }

    public Conditions gone() {
        return new Conditions(
                lossInPercent,
                lossOutPercent,
                jitterMillis,
                delayMillis,
                ringsAfter,
                true,
                mute,
                refusesCalls,
                refusesRegistration);
    }

    public Conditions oneWay() {
        return new Conditions(
                lossInPercent,
                lossOutPercent,
                jitterMillis,
                delayMillis,
                ringsAfter,
                silent,
                true,
                refusesCalls,
                refusesRegistration);
    }

    public Conditions refusingCalls(int sipCode) {
        return new Conditions(
                lossInPercent,
                lossOutPercent,
                jitterMillis,
                delayMillis,
                ringsAfter,
                silent,
                mute,
                OptionalInt.of(sipCode),
                refusesRegistration);
    }

    public Conditions refusingRegistration(int sipCode) {
        return new Conditions(
                lossInPercent,
                lossOutPercent,
                jitterMillis,
                delayMillis,
                ringsAfter,
                silent,
                mute,
                refusesCalls,
                OptionalInt.of(sipCode));
    }

    private static String percent(double share) {
        return BigDecimal.valueOf(share).stripTrailingZeros().toPlainString() + " %";
    }

    /** What differs from {@link #WELL}, for a person: {@code loss 10 %, rings after 8.0 s}. */
    public String words() {
        List<String> words = new ArrayList<>();
        if (silent) {
            words.add("silent: nothing comes back");
        }
        if (lossInPercent > 0 && lossInPercent == lossOutPercent) {
            words.add("loss " + percent(lossInPercent) + " both ways");
        } else if (lossInPercent > 0 || lossOutPercent > 0) {
            words.add("loss in " + percent(lossInPercent) + ", out " + percent(lossOutPercent));
        }
        if (mute) {
            words.add("one-way audio: the carrier sends none");
        }
        if (jitterMillis > WELL.jitterMillis) {
            words.add(String.format(Locale.ROOT, "jitter %.0f ms", jitterMillis));
        }
        if (delayMillis > 0) {
            words.add("delay +" + delayMillis + " ms each way");
        }
        if (ringsAfter.compareTo(WELL.ringsAfter) > 0) {
            words.add(String.format(Locale.ROOT, "rings after %.1f s", ringsAfter.toMillis() / 1000.0));
        }
        refusesCalls.ifPresent(code -> words.add("answers each call with " + code));
        refusesRegistration.ifPresent(code -> words.add("answers each registration with " + code));
        return words.isEmpty() ? "well" : String.join(", ", words);
    }
}
