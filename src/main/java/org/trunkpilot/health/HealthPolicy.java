package org.trunkpilot.health;

import java.time.Duration;
import org.trunkpilot.signal.CauseRules;
import org.trunkpilot.trunk.Destination;

/**
 * Every number by which trunks are judged. Field notes §4.3, §6.3, §6.5, §6.6 and §6.8 are where they come from.
 *
 * <p>Detection times are the same in all profiles but the ones named for it; profiles differ in how much evidence they
 * want and how long a judgement sticks.
 *
 * <p>Longer than other classes on purpose: one place for all numbers, each with its origin.
 *
 * @param causes what the site knows better than the table of causes
 */
public record HealthPolicy(
        Registrations registration,
        Probes probes,
        SetUp setUp,
        PostDialDelay pdd,
        Loss loss,
        Quality quality,
        Audio audio,
        Path path,
        Recovery recovery,
        Limits limits,
        Pretence pretence,
        Refusals refusals,
        CauseRules causes) {

    /** A policy that goes by the table of causes as it is shipped, and compares trunks by the usual limits. */
    public HealthPolicy(
            Registrations registration,
            Probes probes,
            SetUp setUp,
            PostDialDelay pdd,
            Loss loss,
            Quality quality,
            Audio audio,
            Path path,
            Recovery recovery,
            Limits limits) {
        this(
                registration,
                probes,
                setUp,
                pdd,
                loss,
                quality,
                audio,
                path,
                recovery,
                limits,
                new Pretence(Duration.ofHours(2), 12, 3, 1e6, 1e10),
                new Refusals(
                        0.1,
                        12,
                        3,
                        Duration.ofSeconds(1),
                        Duration.ofMillis(200),
                        1e9,
                        new Busy(0.05, 0.4, 12, Duration.ofMillis(300))),
                CauseRules.NONE);
    }

    /** The same policy with a site's own rules about causes. */
    public HealthPolicy withCauses(CauseRules rules) {
        return new HealthPolicy(
                registration,
                probes,
                setUp,
                pdd,
                loss,
                quality,
                audio,
                path,
                recovery,
                limits,
                pretence,
                refusals,
                rules);
    }

    /**
     * Registration.
     *
     * @param staleAfter what was last said of a registration, good or bad, and not repeated for this long proves nothing; 65 min:
     *     PBXes refresh each hour by default, and a REGISTER takes up to 32 s
     * @param confirmAfter a refused or lost registration that stands this long makes the trunk DOWN; 70 s: PBXes retry after
     *     60 s by default, so the second attempt has had its chance
     * @param replyWithin a REGISTER without any reply for this long is suspect; 32 s, SIP timer F
     * @param retryWithin a PBX that is not registered and in this time is not seen to try again has stopped trying, or does so
     *     unheard; 5 min, five times its usual 60 s
     * @param flaps of a registration that comes and goes
     */
    public record Registrations(
            Duration staleAfter, Duration confirmAfter, Duration replyWithin, Duration retryWithin, Flaps flaps) {
        public Registrations {
            positive("registration.staleAfter", staleAfter);
            positive("registration.confirmAfter", confirmAfter);
            positive("registration.replyWithin", replyWithin);
            positive("registration.retryWithin", retryWithin);
        }

        private Registrations withFlaps(Duration halfLife, Duration longest) {
            return new Registrations(
                    staleAfter,
                    confirmAfter,
                    replyWithin,
                    retryWithin,
                    new Flaps(flaps.penalty, halfLife, flaps.suppressAt, flaps.reuseBelow, longest));
        }
    }

    /**
     * A registration that is lost again and again, damped as BGP damps routes (RFC 2439; field notes §6.7).
     *
     * @param penalty of one loss, 1 to 100,000; 1,000
     * @param halfLife in which the penalties halve; 15 min
     * @param suppressAt sum from which the trunk is degraded; 2,000: the third loss within a quarter of an hour
     * @param reuseBelow sum under which it is not any more; 750
     * @param longest it is never degraded for longer after its last loss, which bounds the sum; 30 min: longer damping did more
     *     harm than flapping (Mao 2002)
     */
    public record Flaps(int penalty, Duration halfLife, int suppressAt, int reuseBelow, Duration longest) {
        public Flaps {
            between("registration.flaps.penalty", penalty, 1, 100_000);
            positive("registration.flaps.halfLife", halfLife);
            between("registration.flaps.suppressAt", suppressAt, 1, 1_000_000);
            between("registration.flaps.reuseBelow", reuseBelow, 1, suppressAt);
            positive("registration.flaps.longest", longest);
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
     * Post-dial delay against the absolute targets of ITU-T E.721, and against the trunk's own habit.
     *
     * @param usual mean delay of a sound trunk; 3 s, E.721 local calls. Only the score uses it. Of calls that no table of
     *     destinations tells apart
     * @param slowAfter a call that rings later than this is slow; 6 s, E.721's 95 % target for local calls. Likewise
     * @param usualSlow share of slow calls that is still borne, 0 to 1; 0.2: a fifth of calls to far countries or mobiles
     * @param badSlow share worth an alarm; 0.8
     * @param suspectAt sum that makes the trunk suspect; 5.5, four straight slow calls
     * @param degradeAt sum that degrades it; 9.7, seven straight slow calls. At one slow call in five that is a false
     *     alarm in 36,000 calls, at one in ten in six million
     * @param targets of the kinds of destinations
     * @param habit how the trunk's own past is compared with
     */
    public record PostDialDelay(
            Duration usual,
            Duration slowAfter,
            double usualSlow,
            double badSlow,
            double suspectAt,
            double degradeAt,
            Targets targets,
            Habit habit) {
        public PostDialDelay {
            positive("pdd.usual", usual);
            positive("pdd.slowAfter", slowAfter);
            probabilities("pdd.usualSlow", usualSlow, "pdd.badSlow", badSlow);
            between("pdd.suspectAt", suspectAt, 0.1, degradeAt);
            between("pdd.degradeAt", degradeAt, 0.1, 100);
            ordered("pdd", usual, slowAfter);
        }

        /** The target of calls to such a number. */
        Target target(Destination destination) {
            return switch (destination) {
                case ANY -> new Target(usual, slowAfter);
                case LOCAL -> targets.local;
                case NATIONAL -> targets.national;
                case MOBILE -> targets.mobile;
                case INTERNATIONAL -> targets.international;
                case TOLL_FREE -> targets.tollFree;
                case PREMIUM -> targets.premium;
                case EMERGENCY -> targets.emergency;
            };
        }
    }

    /**
     * Targets of post-dial delay by destination: ITU-T E.721's for local, toll and international calls.
     *
     * @param local E.721 local: 3 s and 6 s
     * @param national E.721 toll: 5 s and 8 s
     * @param mobile as toll, 5 s and 8 s: a mobile is paged first
     * @param international E.721 international: 8 s and 11 s
     * @param tollFree as toll, 5 s and 8 s: the number is translated first
     * @param premium as toll free
     * @param emergency as local, 3 s and 6 s
     */
    public record Targets(
            Target local,
            Target national,
            Target mobile,
            Target international,
            Target tollFree,
            Target premium,
            Target emergency) {}

    /**
     * The target of one kind of destination.
     *
     * @param usual mean delay; only the score uses it
     * @param slowAfter a call that rings later than this is slow: the 95 % target
     */
    public record Target(Duration usual, Duration slowAfter) {
        public Target {
            positive("pdd.targets.usual", usual);
            ordered("pdd.targets", usual, slowAfter);
        }
    }

    /**
     * The trunk's own post-dial delay at this time of day, over the last weeks (field notes §6.3).
     *
     * @param keptFor how long an hour counts, fading; 28 d
     * @param blockHours hours of the day that are taken together, a divisor of 24; 4: a busy hour is compared with busy hours
     * @param samples calls before the habit counts at all, for a block or else for the whole day; 200
     * @param ratio how much later than that, and than the other trunks now, is worth a finding, above 1; 1.7
     * @param compared calls, here and on another trunk, without which nothing is compared; 5
     * @param degradeAt sum that degrades the trunk, of the test against {@code usualSlow} and {@code badSlow}; 12.4, nine late calls
     *     ahead: with seven, calls that spread widely (σ of the logarithm 0.8) gave a false alarm in 157 days of a trunk
     * @param noticeable a delay up to this is never held against a trunk, whatever its habit; 2 s: callers expect it of a mobile
     */
    public record Habit(
            Duration keptFor,
            int blockHours,
            int samples,
            double ratio,
            int compared,
            double degradeAt,
            Duration noticeable) {
        public Habit {
            positive("pdd.habit.keptFor", keptFor);
            between("pdd.habit.blockHours", blockHours, 1, 24);
            if (24 % blockHours != 0) {
                throw new IllegalArgumentException(
                        "pdd.habit.blockHours must divide 24, and " + blockHours + " does not");
            }
            between("pdd.habit.samples", samples, 20, 1_000_000);
            between("pdd.habit.ratio", ratio, 1.1, 10);
            between("pdd.habit.compared", compared, 1, 60);
            between("pdd.habit.degradeAt", degradeAt, 0.1, 100);
            positive("pdd.habit.noticeable", noticeable);
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
     * @param badNetworks share of callees whose own network loses packets, 0 to 1; 0.04, a mobile with poor reception in twenty-five
     * @param oneIn so many lossy callees of those in talk must be what chance does once in so many times; 10,000: three of three
     *     are (1 in 15,600), four of five are (1 in 81,000), three of four are not (1 in 4,000)
     */
    public record Loss(
            double usualPercent,
            double badPercent,
            double overdispersion,
            double degradeAt,
            double calleeShare,
            double badNetworks,
            double oneIn) {
        public Loss {
            between("loss.usualPercent", usualPercent, 0.01, 99);
            between("loss.badPercent", badPercent, usualPercent * 1.1, 100);
            between("loss.overdispersion", overdispersion, 1, 100);
            between("loss.degradeAt", degradeAt, 0.1, 1000);
            between("loss.calleeShare", calleeShare, 0.01, 1);
            between("loss.badNetworks", badNetworks, 0.001, 0.5);
            between("loss.oneIn", oneIn, 1, 1e12);
        }
    }

    /**
     * The R-factor, and the floor under it that catches slow drift of delay and jitter.
     *
     * @param equipmentImpairment Ie of the codec where none is told, and of G.711, 0 to 95; 0, G.711
     * @param lossRobustness Bpl of the codec where none is told, and of G.711, above 0; 4.3, G.711 that nobody conceals (G.113);
     *     25.1 if the far end is known to conceal
     * @param floor R under which a trunk is poor, 0 to 93; 60 (continuity 50, availability 70): "many users dissatisfied"
     *     (G.109)
     * @param dwell and for this long; 5 min (continuity 10, availability 2)
     * @param margin it is good again this much above the floor; 5
     * @param smoothing time constant of the average over all reports; 30 s
     * @param callees a poor rating is the trunk's only when calls to so many numbers show it, 1 to 16; 3 (field notes §6.2)
     * @param mostBurst the most by which bursts may make loss count worse, 1 to 16; 4, as far as field notes §6.1 have it
     *     tabled: a figure drawn from reports of five seconds is rough
     * @param codecs what is known of codecs other than G.711
     */
    public record Quality(
            double equipmentImpairment,
            double lossRobustness,
            double floor,
            Duration dwell,
            double margin,
            Duration smoothing,
            int callees,
            double mostBurst,
            Codecs codecs) {
        public Quality {
            between("quality.equipmentImpairment", equipmentImpairment, 0, 95);
            between("quality.lossRobustness", lossRobustness, 0.1, 100);
            between("quality.floor", floor, 0, 93);
            positive("quality.dwell", dwell);
            between("quality.margin", margin, 0, 30);
            positive("quality.smoothing", smoothing);
            between("quality.callees", callees, 1, 16);
            between("quality.mostBurst", mostBurst, 1, 16);
        }

        private Quality withFloor(double newFloor, Duration newDwell) {
            return new Quality(
                    equipmentImpairment,
                    lossRobustness,
                    newFloor,
                    newDwell,
                    margin,
                    smoothing,
                    callees,
                    mostBurst,
                    codecs);
        }
    }

    /**
     * Codecs other than G.711, which the default stands for (ITU-T G.113 appendix I, by field notes §6.1; wideband on the scale of G.107.1,
     * G.113 appendix IV).
     *
     * @param g729 G.729A with VAD: 11, 19, 35 ms
     * @param g723 G.723.1 at 6.3 kbit/s: 15, 16.1, 68 ms (two frames of 30 ms and 7.5 ms of look-ahead)
     * @param g726 at 32 kbit/s: 7, and as sensitive to loss as G.711, 4.3, for G.113 has no figure; 20 ms
     * @param gsm full rate: 23, 43, 20 ms; sources say 20 to 26, and 10 to 43
     * @param gsmEfr enhanced full rate, and AMR at 12.2 kbit/s: 5, 10, 25 ms
     * @param ilbc 11, 32, 30 ms
     * @param g722 64 kbit/s, wideband: 13, 4.9, 22 ms
     * @param amrWb 12.65 kbit/s, wideband: 13, 4.3, 25 ms
     * @param opus wideband: 5, 15, 27 ms; an estimate, for the ITU has none
     */
    public record Codecs(
            Coding g729,
            Coding g723,
            Coding g726,
            Coding gsm,
            Coding gsmEfr,
            Coding ilbc,
            Coding g722,
            Coding amrWb,
            Coding opus) {}

    /**
     * One codec.
     *
     * @param impairment Ie, of wideband codecs Ie,WB; 0 to 95
     * @param robustness Bpl, likewise; above 0
     * @param delay of coding and filling a packet, one way
     */
    public record Coding(double impairment, double robustness, Duration delay) {
        public Coding {
            between("quality.codecs.impairment", impairment, 0, 95);
            between("quality.codecs.robustness", robustness, 0.1, 100);
            positive("quality.codecs.delay", delay);
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
     * The way the audio takes: how far reports on it see, and whether it has changed. A change is found by a CUSUM over
     * {@code (ln x − μ)/σ} of one figure a call, {@code μ} and {@code σ} learned of the trunk itself (Page 1954; field notes §6.5).
     *
     * @param relayedFactor reports whose round trip is longer than so many times that of an OPTIONS, and
     * @param relayedMargin this much on top, come from the far end of the call; 2 and 20 ms: an SBC answers either as fast
     * @param relayedCallees and then so many callees must show a fault of the audio before it is the trunk's; 3
     * @param learned calls before a change can be found; 30
     * @param memory time constant in which a lasting change becomes the habit; 24 h
     * @param leastSpread the least σ of the logarithm; 0.25: a quarter more is no change on the steadiest way
     * @param slack what is taken off each deviation, in σ; 1: changes of 2 σ and more are sought
     * @param alarmAt sum that makes the trunk suspect; 8: four calls far off, a false alarm in millions
     * @param delayBorne a round trip up to this is no finding, changed or not; 200 ms: with buffers it is the 150 ms one way of
     *     G.114
     * @param jitterBorne likewise, milliseconds; 30: more than a buffer of 60 ms takes up
     * @param garbageFactor a round trip so many times the median is a miscount (Asterisk issue 2099), until three in a row say
     *     so; 5
     * @param garbageFrom and never one shorter than this; 100 ms
     * @param blanking after an answer, a hold or a change of codec nothing is judged for this long; 2 s (field notes §6.6)
     */
    public record Path(
            double relayedFactor,
            Duration relayedMargin,
            int relayedCallees,
            int learned,
            Duration memory,
            double leastSpread,
            double slack,
            double alarmAt,
            Duration delayBorne,
            double jitterBorne,
            double garbageFactor,
            Duration garbageFrom,
            Duration blanking) {
        public Path {
            between("path.relayedFactor", relayedFactor, 1, 100);
            positive("path.relayedMargin", relayedMargin);
            between("path.relayedCallees", relayedCallees, 1, 16);
            between("path.learned", learned, 5, 10_000);
            positive("path.memory", memory);
            between("path.leastSpread", leastSpread, 0.01, 2);
            between("path.slack", slack, 0.1, 3);
            between("path.alarmAt", alarmAt, 1, 100);
            positive("path.delayBorne", delayBorne);
            between("path.jitterBorne", jitterBorne, 0, 500);
            between("path.garbageFactor", garbageFactor, 2, 1000);
            positive("path.garbageFrom", garbageFrom);
            positive("path.blanking", blanking);
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

    /**
     * "Busy" and ringing that no phone knows of, by comparison between carriers ({@link Pretences}).
     *
     * @param window calls that are compared; 2 h, long enough for a site of ten calls an hour, short enough that noon is not compared
     *     with the evening
     * @param calls numbers here, and elsewhere to the same prefixes, without which nothing is compared, 4 to 1,000; 12
     * @param times by which the share of busy numbers, or of calls that nobody answers, must exceed that elsewhere; 3
     * @param suspectOneIn a suspicion is what chance does once in so many looks; 1,000,000: a busy site looks some 10,000 times in
     *     three months
     * @param degradeOneIn likewise a degraded trunk, if the numbers bear it out; 10,000,000,000
     */
    public record Pretence(Duration window, int calls, double times, double suspectOneIn, double degradeOneIn) {
        public Pretence {
            positive("pretence.window", window);
            between("pretence.calls", calls, 4, 1_000);
            between("pretence.times", times, 1.5, 100);
            between("pretence.suspectOneIn", suspectOneIn, 100, 1e15);
            between("pretence.degradeOneIn", degradeOneIn, suspectOneIn, 1e18);
        }
    }

    /**
     * Callees that are refused at once, one after the other, and none reached ({@link TurnedAway}).
     *
     * @param usual share of calls that are refused so on a sound trunk, 0 to 1; 0.1: busy, unknown and absent. The trunk's own where that
     *     is larger
     * @param callees different numbers that must be refused in a row, 4 to 100; 12
     * @param prefixes that they must be in, 1 to 20; 3: a wrong list is of one region
     * @param atOnce what is refused within this time after dialling is refused at once; 1 s: another network is hardly asked in less
     * @param declined 603 within this time is our account, for no person declines so fast; 200 ms (field notes §6.4)
     * @param oneIn and callees would do it by chance once in so many times; 1,000,000,000
     * @param busy a share of numbers that are busy before anybody could be asked
     */
    public record Refusals(
            double usual, int callees, int prefixes, Duration atOnce, Duration declined, double oneIn, Busy busy) {
        public Refusals {
            between("refusals.usual", usual, 0.001, 0.9);
            between("refusals.callees", callees, 4, 100);
            between("refusals.prefixes", prefixes, 1, 20);
            positive("refusals.atOnce", atOnce);
            positive("refusals.declined", declined);
            between("refusals.oneIn", oneIn, 1000, 1e15);
        }
    }

    /**
     * Numbers that are busy before anybody could be asked, by a CUSUM of Bernoulli log-likelihood ratios ({@link BusyAtOnce}).
     *
     * @param usual share of calls that are busy so soon on a sound trunk, 0 to 1; 0.05. The trunk's own where that is larger
     * @param bad share worth an alarm, above {@code usual}; 0.4. Four times the trunk's own where that is larger
     * @param degradeAt sum that degrades the trunk; 12, six straight ones at 5 % and 40 %
     * @param atOnce what is busy within this time was not asked; 300 ms (field notes §6.4)
     */
    public record Busy(double usual, double bad, double degradeAt, Duration atOnce) {
        public Busy {
            probabilities("refusals.busy.usual", usual, "refusals.busy.bad", bad);
            between("refusals.busy.degradeAt", degradeAt, 0.1, 100);
            positive("refusals.busy.atOnce", atOnce);
        }
    }

    /** The default. */
    public static HealthPolicy balanced() {
        return new HealthPolicy(
                new Registrations(
                        Duration.ofMinutes(65),
                        Duration.ofSeconds(70),
                        Duration.ofSeconds(32),
                        Duration.ofMinutes(5),
                        new Flaps(1_000, Duration.ofMinutes(15), 2_000, 750, Duration.ofMinutes(30))),
                new Probes(Duration.ofSeconds(3), 2, Duration.ofSeconds(1), 3, Duration.ofSeconds(90)),
                new SetUp(0.02, 0.25, 6, 10, Duration.ofMinutes(5), 0.3, Duration.ofSeconds(4), Duration.ofSeconds(8)),
                new PostDialDelay(
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(6),
                        0.2,
                        0.8,
                        5.5,
                        9.7,
                        new Targets(
                                target(3, 6),
                                target(5, 8),
                                target(5, 8),
                                target(8, 11),
                                target(5, 8),
                                target(5, 8),
                                target(3, 6)),
                        new Habit(Duration.ofDays(28), 4, 200, 1.7, 5, 12.4, Duration.ofSeconds(2))),
                new Loss(1, 4, 5, 12, 0.49, 0.04, 10_000),
                new Quality(0, 4.3, 60, Duration.ofMinutes(5), 5, Duration.ofSeconds(30), 3, 4, codecs()),
                new Audio(100, Duration.ofSeconds(4), 0.01, 0.5, 0.6, 7, 2),
                new Path(
                        2,
                        Duration.ofMillis(20),
                        3,
                        30,
                        Duration.ofHours(24),
                        0.25,
                        1,
                        8,
                        Duration.ofMillis(200),
                        30,
                        5,
                        Duration.ofMillis(100),
                        Duration.ofSeconds(2)),
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
                b.path,
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
                b.path,
                b.recovery.withDurations(Duration.ofSeconds(30), Duration.ofMinutes(10)),
                b.limits);
    }

    /** Balanced with what waits divided by 60, and detection as it is: for practice and for tests of recovery. */
    public static HealthPolicy exercise() {
        var b = balanced();
        return new HealthPolicy(
                b.registration.withFlaps(
                        b.registration.flaps.halfLife.dividedBy(60), b.registration.flaps.longest.dividedBy(60)),
                b.probes,
                b.setUp,
                b.pdd,
                b.loss,
                b.quality.withFloor(b.quality.floor, b.quality.dwell.dividedBy(60)),
                b.audio,
                b.path,
                b.recovery.withDurations(b.recovery.mediaGoodFor.dividedBy(60), b.recovery.givenUpAfter.dividedBy(60)),
                b.limits);
    }

    private static Target target(int usualSeconds, int slowSeconds) {
        return new Target(Duration.ofSeconds(usualSeconds), Duration.ofSeconds(slowSeconds));
    }

    private static Codecs codecs() {
        return new Codecs(
                coding(11, 19, 35),
                coding(15, 16.1, 68),
                coding(7, 4.3, 20),
                coding(23, 43, 20),
                coding(5, 10, 25),
                coding(11, 32, 30),
                coding(13, 4.9, 22),
                coding(13, 4.3, 25),
                coding(5, 15, 27));
    }

    private static Coding coding(double impairment, double robustness, int millis) {
        return new Coding(impairment, robustness, Duration.ofMillis(millis));
    }

    /** The score runs from the one down to twice the other. */
    private static void ordered(String name, Duration usual, Duration slowAfter) {
        if (slowAfter.multipliedBy(2).compareTo(usual) <= 0) {
            throw new IllegalArgumentException(
                    name + ".slowAfter must be longer than half of usual, " + usual + ", not " + slowAfter);
        }
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
