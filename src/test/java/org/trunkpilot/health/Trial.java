package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.trunkpilot.signal.Answer;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.Hold;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.MediaReport.Direction;
import org.trunkpilot.signal.MediaReport.Reception;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * One trunk in virtual time: write down what happens and when, in any order, then ask for beliefs.
 *
 * <p>All times are seconds from the start. A belief is taken every 250 ms on the way, as the control loop does.
 */
final class Trial {
    static final Trunk TRUNK = new Trunk(new TrunkId("prov-a"), "prov-a", "Alpha", "fibre", OptionalInt.of(30));

    private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
    private static final String[] PREFIXES = {"4930", "4940", "4969", "4989"};
    private static final double TICK = 0.25;
    private static final int PACKETS_PER_SECOND = 50;

    final TrunkHealth health;
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparing((Due d) -> d.signal.at()).thenComparingLong(d -> d.order));
    private long order;
    private double now;
    private int calls;

    private record Due(PbxSignal signal, long order) {}

    Trial() {
        this(HealthPolicy.balanced());
    }

    Trial(HealthPolicy policy) {
        this(TRUNK, policy);
    }

    Trial(Trunk trunk, HealthPolicy policy) {
        health = new TrunkHealth(trunk, policy);
    }

    static Instant at(double seconds) {
        return START.plusMillis(Math.round(seconds * 1000));
    }

    private static Duration span(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    Trial told(PbxSignal signal) {
        due.add(new Due(signal, order++));
        return this;
    }

    /** An OPTIONS that nobody answers. */
    Trial probeLost(double sent) {
        return told(new ProbeSent(at(sent), TRUNK.id()));
    }

    Trial probeAnswered(double sent) {
        probeLost(sent);
        return told(new ProbeAnswered(at(sent + 0.02), TRUNK.id(), at(sent), Optional.of(Duration.ofMillis(20))));
    }

    Trial probesAnswered(double from, double to, double every) {
        for (double t = from; t < to; t += every) {
            probeAnswered(t);
        }
        return this;
    }

    /** A call to a number of its own, in one of four prefixes in turn. */
    Call call(double seized) {
        return call(seized, "callee-" + calls, PREFIXES[calls % PREFIXES.length]);
    }

    Call call(double seized, String key, String prefix) {
        calls++;
        return new Call(seized, new CallId("call-" + calls), new Callee(key, prefix));
    }

    /** A call to a number of its own by a known phone. */
    Call callBy(String phone, double seized) {
        calls++;
        return new Call(
                seized,
                new CallId("call-" + calls),
                new Callee("callee-" + calls, PREFIXES[calls % PREFIXES.length]),
                Optional.of(phone));
    }

    /** Goes there without asking for a belief on the way. */
    void skipTo(double seconds) {
        feed(seconds);
        now = seconds;
    }

    /** Our own report of a call in which nothing was heard, and 250 packets sent. */
    Trial silentReport(CallId call, double seconds) {
        return told(new MediaReport(
                at(seconds),
                TRUNK.id(),
                call,
                Direction.INBOUND,
                Optional.empty(),
                OptionalLong.of(250),
                Optional.empty()));
    }

    /** All that calls have shown since {@code from} was the uplink's fault, as is known at {@code seconds}. */
    void excused(double from, double seconds) {
        feed(seconds);
        health.excuse(at(from));
    }

    /** The belief at that moment. */
    Belief beliefAt(double seconds) {
        first(b -> false, seconds);
        return health.belief(at(seconds));
    }

    /** When a belief first satisfies {@code wanted}, seconds from the start; infinite if not before {@code until}. */
    double first(Predicate<Belief> wanted, double until) {
        while (now <= until) {
            feed(now);
            boolean found = wanted.test(health.belief(at(now)));
            double then = now;
            now += TICK;
            if (found) {
                return then;
            }
        }
        feed(until);
        return Double.POSITIVE_INFINITY;
    }

    private void feed(double upTo) {
        while (!due.isEmpty() && !due.peek().signal.at().isAfter(at(upTo))) {
            health.accept(due.poll().signal);
        }
    }

    static Predicate<Belief> found(Finding.Kind kind, Verdict verdict) {
        return b -> b.findings().stream().anyMatch(f -> f.kind() == kind && f.verdict() == verdict);
    }

    static Optional<Finding> finding(Belief belief, Finding.Kind kind) {
        return belief.findings().stream().filter(f -> f.kind() == kind).findFirst();
    }

    /** One call; every method adds what happens to it next. */
    final class Call {
        private final double seized;
        private final CallId id;
        private double answered;
        private double deadIn = Double.POSITIVE_INFINITY;
        private double deadOut = Double.POSITIVE_INFINITY;
        private double lossIn;
        private double lossOut;
        private double lossFrom;
        private double overdispersion = 1;
        private double jitterMillis = 1;
        private double roundTripMillis = 40;
        private boolean sending = true;
        private boolean bothReport = true;
        private SplittableRandom chance = new SplittableRandom(1);

        private Call(double seized, CallId id, Callee callee) {
            this(seized, id, callee, Optional.empty());
        }

        private Call(double seized, CallId id, Callee callee, Optional<String> phone) {
            this.seized = seized;
            this.id = id;
            told(new Seizure(at(seized), TRUNK.id(), id, Optional.empty(), callee, phone));
        }

        Call ringsAfter(double seconds) {
            told(new Progress(at(seized + seconds), TRUNK.id(), id, Progress.Kind.RINGING));
            return this;
        }

        Call earlyMediaAfter(double seconds) {
            told(new Progress(at(seized + seconds), TRUNK.id(), id, Progress.Kind.EARLY_MEDIA));
            return this;
        }

        Call answersAfter(double seconds) {
            answered = seized + seconds;
            told(new Answer(at(answered), TRUNK.id(), id));
            return this;
        }

        Call fails(int sip, double after) {
            return ended(CallEnd.By.FAR_END, after, OptionalInt.of(127), OptionalInt.of(sip));
        }

        /** As Asterisk 16 tells it: without a SIP code. */
        Call failsWithCause(int q850, double after) {
            return ended(CallEnd.By.FAR_END, after, OptionalInt.of(q850), OptionalInt.empty());
        }

        Call ends(CallEnd.By by, double after) {
            return ended(by, after, OptionalInt.empty(), OptionalInt.empty());
        }

        private Call ended(CallEnd.By by, double after, OptionalInt q850, OptionalInt sip) {
            told(new CallEnd(at(seized + after), TRUNK.id(), id, by, q850, sip));
            return this;
        }

        Call held(double at, boolean held) {
            told(new Hold(Trial.at(at), TRUNK.id(), id, held));
            return this;
        }

        /** From this moment of the trial on nothing more comes from the carrier. */
        Call nothingHeardFrom(double moment) {
            deadIn = moment;
            return this;
        }

        /** From this moment of the trial on the carrier hears nothing more of us. */
        Call nothingArrivesFrom(double moment) {
            deadOut = moment;
            return this;
        }

        /** Shares of packets lost from a moment of the trial on. */
        Call losing(double inbound, double outbound, double moment) {
            lossIn = inbound;
            lossOut = outbound;
            lossFrom = moment;
            return this;
        }

        /** Loss in bursts, seeded. */
        Call bursty(double varianceOverMean, SplittableRandom random) {
            overdispersion = varianceOverMean;
            chance = random;
            return this;
        }

        Call delayed(double rttMillis, double jitter) {
            roundTripMillis = rttMillis;
            jitterMillis = jitter;
            return this;
        }

        /** A muted phone on our side. */
        Call sendingNothing() {
            sending = false;
            return this;
        }

        /** A carrier that sends no RTCP. */
        Call onlyWeReport() {
            bothReport = false;
            return this;
        }

        Call silentEarly(double seconds) {
            silentReport(id, seconds);
            return this;
        }

        CallId id() {
            return id;
        }

        /** Both ends report every 5 s, ours half a second before theirs, and the call ends. */
        Call talks(double seconds) {
            for (double t = 5; t <= seconds; t += 5) {
                report(Direction.INBOUND, answered + t - 5, answered + t);
                if (bothReport) {
                    report(Direction.OUTBOUND, answered + t - 4.5, answered + t + 0.5);
                }
            }
            told(new CallEnd(
                    at(answered + seconds + 0.6),
                    TRUNK.id(),
                    id,
                    CallEnd.By.NOT_TOLD,
                    OptionalInt.of(16),
                    OptionalInt.empty()));
            return this;
        }

        private void report(Direction direction, double from, double to) {
            boolean inbound = direction == Direction.INBOUND;
            double dead = inbound ? deadIn : deadOut;
            double alive = Math.max(0, Math.min(to, dead) - Math.max(from, answered));
            int expected = (int) Math.round(alive * PACKETS_PER_SECOND);
            boolean neverHeard = dead <= answered;
            // Packets keep being sent by a side even when the other does not hear them, unless the carrier itself is
            // dead.
            long sent = (inbound ? sending : to <= deadIn) ? Math.round((to - from) * PACKETS_PER_SECOND) : 0;
            told(new MediaReport(
                    at(to),
                    TRUNK.id(),
                    id,
                    direction,
                    neverHeard
                            ? Optional.empty()
                            : Optional.of(new Reception(expected, lost(expected, inbound, to), jitterMillis)),
                    OptionalLong.of(sent),
                    inbound ? Optional.empty() : Optional.of(span(roundTripMillis / 1000))));
        }

        private int lost(int expected, boolean inbound, double to) {
            double mean = to < lossFrom ? 0 : expected * (inbound ? lossIn : lossOut);
            return (int) Math.min(expected, Chance.count(chance, mean, overdispersion));
        }
    }
}
