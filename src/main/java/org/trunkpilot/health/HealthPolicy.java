package org.trunkpilot.health;

import java.time.Duration;

/**
 * Every number by which trunks are judged. Field notes §4.3, §6.3, §6.5, §6.6 and §6.8 are where they come from.
 *
 * <p>Detection times are the same in all profiles but the ones named for it; profiles differ in how much evidence they
 * want and how long a judgement sticks.
 */
public record HealthPolicy(
        Registrations registration,
        Probes probes,
        SetUp setUp,
        PostDialDelay pdd,
        Loss loss,
        Quality quality,
        Audio audio,
        Recovery recovery,
        Limits limits) {

    /**
     * Registration.
     *
     * @param staleAfter a registration that was not repeated for this long proves nothing; 65 min: PBXes refresh each hour by
     *     default, and a REGISTER takes up to 32 s
     * @param confirmAfter a refused or lost registration that stands this long makes the trunk DOWN; 70 s: PBXes retry after
     *     60 s by default, so the second attempt has had its chance
     * @param replyWithin a REGISTER without any reply for this long is suspect; 32 s, SIP timer F
     */
    public record Registrations(Duration staleAfter, Duration confirmAfter, Duration replyWithin) {
        public Registrations {
            positive("registration.staleAfter", staleAfter);
            positive("registration.confirmAfter", confirmAfter);
            positive("registration.replyWithin", replyWithin);
        }
    }

    /**
     * Our own OPTIONS.
     *
     * @param timeout no answer in this time is a miss; 3 s, what Asterisk itself waits
     * @param misses so many witnesses of silence make the trunk DOWN, 1 to 10; 2 (continuity 3). A miss is one already after
     *     the PBX has sent the OPTIONS four times, so one lost packet makes none
     * @param lateAfter the least wait before an unanswered OPTIONS is suspect; 1 s
     * @param lateFactor and at least so many times the usual round trip, above 1; 3
     * @param freshFor an answer older than this is no evidence of health; 90 s: one and a half of the usual 60 s qualify
     */
    public record Probes(Duration timeout, int misses, Duration lateAfter, double lateFactor, Duration freshFor) {
        public Probes {
            positive("probes.timeout", timeout);
            between("probes.misses", misses, 1, 10);
            positive("probes.lateAfter", lateAfter);
            between("probes.lateFactor", lateFactor, 1, 100);
            positive("probes.freshFor", freshFor);
        }
    }

    /**
     * Faults of call set-up, by a CUSUM of Bernoulli log-likelihood ratios.
     *
     * @param usualFaults share of calls that fail on a sound trunk, 0 to 1; 0.02, which field notes §4.3 simulated
     * @param badFaults share worth an alarm, above {@code usualFaults}; 0.25
     * @param suspectAt sum that makes the trunk suspect; 6, that is three straight faults
     * @param degradeAt sum that degrades it; 10, four straight faults as 8 would be. At 8 a sound office of 84,000 calls in 90
     *     simulated days was moved four times (docs/judgement.md)
     * @param dedupeFor the same outcome with the same callee counts once in this time; 5 min: one person redialling a dead
     *     number is one witness
     * @param prefixShare a number prefix that alone fails contributes at most this share of {@code degradeAt}, 0 to 1; 0.3
     * @param silence a call without 18x and answer for this long is suspect at once; 4 s. Once the trunk's usual delay is
     *     known the wait follows it: shorter where calls ring fast, up to twice as long where they never do
     * @param patience a caller who gives up on silence after this long is half a fault; 8 s
     */
    public record SetUp(
            double usualFaults,
            double badFaults,
            double suspectAt,
            double degradeAt,
            Duration dedupeFor,
            double prefixShare,
            Duration silence,
            Duration patience) {
        public SetUp {
            probabilities("setUp.usualFaults", usualFaults, "setUp.badFaults", badFaults);
            between("setUp.suspectAt", suspectAt, 0.1, degradeAt);
            between("setUp.degradeAt", degradeAt, 0.1, 100);
            positive("setUp.dedupeFor", dedupeFor);
            between("setUp.prefixShare", prefixShare, 0, 1);
            positive("setUp.silence", silence);
            positive("setUp.patience", patience);
        }

        private SetUp withThresholds(double suspect, double degrade) {
            return new SetUp(usualFaults, badFaults, suspect, degrade, dedupeFor, prefixShare, silence, patience);
        }
    }

    /**
     * Post-dial delay against the absolute targets of ITU-T E.721.
     *
     * @param usual mean delay of a sound trunk; 3 s, E.721 local calls. Only the score uses it
     * @param slowAfter a call that rings later than this is slow; 6 s, E.721's 95 % target for local calls
     * @param usualSlow share of slow calls that is still borne, 0 to 1; 0.2: a fifth of calls to far countries or mobiles
     * @param badSlow share worth an alarm; 0.8
     * @param suspectAt sum that makes the trunk suspect; 5.5, four straight slow calls
     * @param degradeAt sum that degrades it; 9.7, seven straight slow calls. At one slow call in five that is a false
     *     alarm in 36,000 calls, at one in ten in six million
     */
    public record PostDialDelay(
            Duration usual, Duration slowAfter, double usualSlow, double badSlow, double suspectAt, double degradeAt) {
        public PostDialDelay {
            positive("pdd.usual", usual);
            positive("pdd.slowAfter", slowAfter);
            probabilities("pdd.usualSlow", usualSlow, "pdd.badSlow", badSlow);
            between("pdd.suspectAt", suspectAt, 0.1, degradeAt);
            between("pdd.degradeAt", degradeAt, 0.1, 100);
        }
    }

    /**
     * Packet loss, by a CUSUM of overdispersed count log-likelihood ratios for each direction.
     *
     * @param usualPercent loss of a sound trunk, percent; 1
     * @param badPercent loss worth an alarm, percent; 4
     * @param overdispersion variance over mean of lost packets in one report; 5: loss comes in bursts
     * @param degradeAt sum that degrades the trunk; 12: no false alarm in 5,556 simulated call-hours at 0.3 % loss
     * @param calleeShare one callee contributes at most this share of {@code degradeAt}, 0 to 1; 0.49: it takes three
     */
    public record Loss(
            double usualPercent, double badPercent, double overdispersion, double degradeAt, double calleeShare) {
        public Loss {
            between("loss.usualPercent", usualPercent, 0.01, 99);
            between("loss.badPercent", badPercent, usualPercent * 1.1, 100);
            between("loss.overdispersion", overdispersion, 1, 100);
            between("loss.degradeAt", degradeAt, 0.1, 1000);
            between("loss.calleeShare", calleeShare, 0.01, 1);
        }
    }

    /**
     * The R-factor, and the floor under it that catches slow drift of delay and jitter.
     *
     * @param equipmentImpairment Ie of the codec, 0 to 95; 0, G.711
     * @param lossRobustness Bpl of the codec, above 0; 4.3, G.711 that nobody conceals (G.113); 25.1 if the far end is
     *     known to conceal
     * @param floor R under which a trunk is poor, 0 to 93; 60 (continuity 50, availability 70): "many users dissatisfied"
     *     (G.109)
     * @param dwell and for this long; 5 min (continuity 10, availability 2)
     * @param margin it is good again this much above the floor; 5
     * @param smoothing time constant of the average over all reports; 30 s
     * @param callees and never with poor calls of fewer different callees than this, 1 to 16; 3 (field notes §6.2)
     */
    public record Quality(
            double equipmentImpairment,
            double lossRobustness,
            double floor,
            Duration dwell,
            double margin,
            Duration smoothing,
            int callees) {
        public Quality {
            between("quality.equipmentImpairment", equipmentImpairment, 0, 95);
            between("quality.lossRobustness", lossRobustness, 0.1, 100);
            between("quality.floor", floor, 0, 93);
            positive("quality.dwell", dwell);
            between("quality.margin", margin, 0, 30);
            positive("quality.smoothing", smoothing);
            between("quality.callees", callees, 1, 16);
        }

        private Quality withFloor(double newFloor, Duration newDwell) {
            return new Quality(equipmentImpairment, lossRobustness, newFloor, newDwell, margin, smoothing, callees);
        }
    }

    /**
     * One-way and dead audio, by a CUSUM of one vote a call.
     *
     * @param packets a side that sent more than this in an interval should have been heard; 100, two seconds of audio
     * @param settle an answered or resumed call is not judged before this; 4 s: two for a NAT to open, two to be judged
     * @param usualSilent share of silent calls on a sound trunk; 0.01: muted phones that stop sending
     * @param badSilent share worth an alarm; 0.5
     * @param firstVote how much of a whole vote the first silent interval is, 0 to 1, the second giving the rest; 0.6
     * @param degradeAt sum that degrades the trunk; 7: two silent calls, or three whose first interval was silent
     * @param callees and never with fewer different callees than this; 2. One suffices beside an unanswered OPTIONS
     */
    public record Audio(
            int packets,
            Duration settle,
            double usualSilent,
            double badSilent,
            double firstVote,
            double degradeAt,
            int callees) {
        public Audio {
            between("audio.packets", packets, 1, 10_000);
            positive("audio.settle", settle);
            probabilities("audio.usualSilent", usualSilent, "audio.badSilent", badSilent);
            between("audio.firstVote", firstVote, 0.1, 1);
            between("audio.degradeAt", degradeAt, 0.1, 100);
            between("audio.callees", callees, 1, 16);
        }
    }

    /**
     * How a finding about calls ends. Only good evidence of its own kind clears it; without evidence it is given up, and the
     * trunk is then UNKNOWN, not healthy.
     *
     * @param goodCalls good calls in a row that clear a finding, at least 1; 10
     * @param trustCalls good calls in a row that settle the doubt after a finding was given up, at least 1; 3
     * @param mediaGoodFor loss and rating must stay good for this long; 1 min
     * @param givenUpAfter a finding without any evidence of its kind, good or bad, is given up; 15 min (continuity 30,
     *     availability 10)
     * @param evidenceFor good evidence from calls counts as fresh for this long; 10 min
     */
    public record Recovery(
            int goodCalls, int trustCalls, Duration mediaGoodFor, Duration givenUpAfter, Duration evidenceFor) {
        public Recovery {
            between("recovery.goodCalls", goodCalls, 1, 1000);
            between("recovery.trustCalls", trustCalls, 1, goodCalls);
            positive("recovery.mediaGoodFor", mediaGoodFor);
            positive("recovery.givenUpAfter", givenUpAfter);
            positive("recovery.evidenceFor", evidenceFor);
        }

        private Recovery withDurations(Duration goodFor, Duration giveUp) {
            return new Recovery(goodCalls, trustCalls, goodFor, giveUp, evidenceFor);
        }
    }

    /**
     * Bounds on what is kept of one trunk.
     *
     * @param liveCalls calls followed at once; 2,000, above what a trunk carries. Beyond it the oldest are forgotten, counted
     * @param endedLegs finished legs not yet drained; 10,000. Beyond it the oldest are dropped, counted
     */
    public record Limits(int liveCalls, int endedLegs) {
        public Limits {
            between("limits.liveCalls", liveCalls, 1, 1_000_000);
            between("limits.endedLegs", endedLegs, 1, 1_000_000);
        }
    }

    /** The default. */
    public static HealthPolicy balanced() {
        return new HealthPolicy(
                new Registrations(Duration.ofMinutes(65), Duration.ofSeconds(70), Duration.ofSeconds(32)),
                new Probes(Duration.ofSeconds(3), 2, Duration.ofSeconds(1), 3, Duration.ofSeconds(90)),
                new SetUp(0.02, 0.25, 6, 10, Duration.ofMinutes(5), 0.3, Duration.ofSeconds(4), Duration.ofSeconds(8)),
                new PostDialDelay(Duration.ofSeconds(3), Duration.ofSeconds(6), 0.2, 0.8, 5.5, 9.7),
                new Loss(1, 4, 5, 12, 0.49),
                new Quality(0, 4.3, 60, Duration.ofMinutes(5), 5, Duration.ofSeconds(30), 3),
                new Audio(100, Duration.ofSeconds(4), 0.01, 0.5, 0.6, 7, 2),
                new Recovery(10, 3, Duration.ofMinutes(1), Duration.ofMinutes(15), Duration.ofMinutes(10)),
                new Limits(2_000, 10_000));
    }

    /** For a clinic: slow to condemn, slow to forgive. */
    public static HealthPolicy continuity() {
        var b = balanced();
        return new HealthPolicy(
                b.registration,
                new Probes(b.probes.timeout, 3, b.probes.lateAfter, b.probes.lateFactor, b.probes.freshFor),
                b.setUp.withThresholds(7.5, 12.5),
                b.pdd,
                b.loss,
                b.quality.withFloor(50, Duration.ofMinutes(10)),
                b.audio,
                b.recovery.withDurations(Duration.ofMinutes(2), Duration.ofMinutes(30)),
                b.limits);
    }

    /** For a sales floor: every call counts. */
    public static HealthPolicy availability() {
        var b = balanced();
        return new HealthPolicy(
                b.registration,
                b.probes,
                b.setUp.withThresholds(4.5, 7.5),
                b.pdd,
                b.loss,
                b.quality.withFloor(70, Duration.ofMinutes(2)),
                b.audio,
                b.recovery.withDurations(Duration.ofSeconds(30), Duration.ofMinutes(10)),
                b.limits);
    }

    /** Balanced with what waits divided by 60, and detection as it is: for practice and for tests of recovery. */
    public static HealthPolicy exercise() {
        var b = balanced();
        return new HealthPolicy(
                b.registration,
                b.probes,
                b.setUp,
                b.pdd,
                b.loss,
                b.quality.withFloor(b.quality.floor, b.quality.dwell.dividedBy(60)),
                b.audio,
                b.recovery.withDurations(b.recovery.mediaGoodFor.dividedBy(60), b.recovery.givenUpAfter.dividedBy(60)),
                b.limits);
    }

    private static void positive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " must be longer than zero, not " + value);
        }
    }

    private static void between(String name, double value, double least, double most) {
        // Written so that NaN is refused too.
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(name + " must be from " + least + " to " + most + ", not " + value);
        }
    }

    private static void probabilities(String usualName, double usual, String badName, double bad) {
        between(usualName, usual, 0.0001, 0.9);
        between(badName, bad, usual * 1.1, 0.999);
    }
}
