package org.trunkpilot.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.trunkpilot.signal.Answer;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.PbxStopping;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * A PBX, its carriers and its callers in virtual time: what they do becomes the signals an adapter would tell.
 *
 * <p>Calls take the trunks in the order wanted at their beginning, go on to the next after a refusal or 10 s of silence, ring
 * 200 ms after the INVITE, are answered 1 s later, last 30 s and report RTCP each 5 s both ways. An OPTIONS is answered after 20 ms.
 */
public final class World {
    private static final Duration PROGRESS_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TALK = Duration.ofSeconds(30);
    private static final Duration RTCP = Duration.ofSeconds(5);
    private static final int PACKETS = 250;

    /** What a carrier, or the way to it, does to us. */
    public static final class Carrier {
        public boolean silent;
        public OptionalInt rejects = OptionalInt.empty();
        public Duration ringsAfter = Duration.ofMillis(200);
        public int lossInPercent;
        public int lossOutPercent;
        public boolean noAudioIn;
        public boolean registered = true;
        public Instant quietSince = Instant.MAX;

        /** How much of the last interval there was audio from it. */
        Duration heardSince(Instant reportAt) {
            if (!silent && !noAudioIn) {
                return RTCP;
            }
            Duration heard = Duration.between(reportAt.minus(RTCP), quietSince);
            return heard.isNegative() ? Duration.ZERO : heard;
        }

        public void well() {
            quietSince = Instant.MAX;
            silent = false;
            rejects = OptionalInt.empty();
            ringsAfter = Duration.ofMillis(200);
            lossInPercent = 0;
            lossOutPercent = 0;
            noAudioIn = false;
            registered = true;
        }
    }

    private record Due(Instant at, long number, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final Inventory inventory;
    private final Supplier<List<TrunkId>> order;
    private final Consumer<PbxSignal> controller;
    private final Map<TrunkId, Carrier> carriers = new LinkedHashMap<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private final Map<TrunkId, Integer> seizures = new HashMap<>();
    private Instant now;
    private boolean linked;
    private int pbxLife;
    private long number;
    private int calls;
    private Optional<Duration> callsEvery = Optional.empty();

    public World(Inventory inventory, Instant start, Supplier<List<TrunkId>> order, Consumer<PbxSignal> controller) {
        this.inventory = inventory;
        this.now = start;
        this.order = order;
        this.controller = controller;
        inventory.trunks().forEach(trunk -> carriers.put(trunk.id(), new Carrier()));
    }

    public Carrier carrier(TrunkId trunk) {
        return carriers.getOrDefault(trunk, new Carrier());
    }

    /** Calls handed to a trunk so far. */
    public int seizures(TrunkId trunk) {
        return seizures.getOrDefault(trunk, 0);
    }

    public void runTo(Instant moment) {
        while (!due.isEmpty() && !due.peek().at().isAfter(moment)) {
            Due next = due.remove();
            now = next.at();
            next.what().run();
        }
        now = moment;
    }

    public void probe(Set<TrunkId> trunks) {
        for (TrunkId trunk : trunks) {
            Instant sent = now;
            tell(new ProbeSent(sent, trunk));
            after(Duration.ofMillis(20), () -> {
                if (!carrier(trunk).silent) {
                    tell(new ProbeAnswered(now, trunk, sent, Optional.of(Duration.ofMillis(20))));
                }
            });
        }
    }

    /** The link comes up; the PBX has been running since then. */
    public void link(Instant runningSince) {
        linked = true;
        tell(new LinkRestored(now, "Asterisk 22", Optional.of(runningSince)));
        snapshot();
    }

    public void unlink() {
        tell(new LinkLost(now, "the connection was closed"));
        linked = false;
    }

    /** The PBX goes down and comes back after {@code away}; its trunks register {@code registerAfter} later. */
    public void restartPbx(Duration away, Duration registerAfter) {
        tell(new PbxStopping(now));
        unlink();
        pbxLife++;
        after(away, () -> {
            linked = true;
            tell(new LinkRestored(now, "Asterisk 22", Optional.of(now)));
            tell(new PbxRestarted(now));
            tell(new SnapshotTaken(now));
            after(registerAfter, this::registrations);
            if (callsEvery.isPresent()) {
                nextCall(pbxLife);
            }
        });
    }

    public void register(TrunkId trunk, Registration.State state) {
        tell(new Registration(now, trunk, state));
    }

    public void callsEvery(Duration pace) {
        boolean begun = callsEvery.isPresent();
        callsEvery = Optional.of(pace);
        if (!begun) {
            nextCall(pbxLife);
        }
    }

    public void noCalls() {
        callsEvery = Optional.empty();
    }

    /** Any signal, as it comes. */
    public void hear(PbxSignal signal) {
        tell(signal);
    }

    public boolean linked() {
        return linked;
    }

    public Instant now() {
        return now;
    }

    private void snapshot() {
        registrations();
        tell(new SnapshotTaken(now));
    }

    private void registrations() {
        inventory.trunks().stream()
                .map(Trunk::id)
                .forEach(trunk -> register(
                        trunk,
                        carrier(trunk).registered ? Registration.State.REGISTERED : Registration.State.REJECTED));
    }

    private void nextCall(int life) {
        if (life != pbxLife || callsEvery.isEmpty()) {
            return;
        }
        place(new ArrayList<>(order.get()), calls++, life);
        after(callsEvery.get(), () -> nextCall(life));
    }

    private void place(List<TrunkId> left, int which, int life) {
        if (left.isEmpty() || life != pbxLife) {
            return;
        }
        TrunkId trunk = left.remove(0);
        Carrier carrier = carrier(trunk);
        var call = new CallId("call-" + which + "-" + trunk);
        seizures.merge(trunk, 1, Integer::sum);
        var callee = new Callee(String.format("%016x", which), "49" + which % 6);
        tell(new Seizure(now, trunk, call, Optional.of(new RouteId("default")), callee));
        if (carrier.silent || carrier.ringsAfter.compareTo(PROGRESS_TIMEOUT) >= 0) {
            after(PROGRESS_TIMEOUT, () -> {
                end(trunk, call, CallEnd.By.PROGRESS_TIMEOUT, 18, 0, life);
                place(left, which, life);
            });
        } else if (carrier.rejects.isPresent()) {
            int code = carrier.rejects.getAsInt();
            after(Duration.ofMillis(30), () -> {
                end(trunk, call, CallEnd.By.FAR_END, 34, code, life);
                place(left, which, life);
            });
        } else {
            after(carrier.ringsAfter, () -> tell(new Progress(now, trunk, call, Progress.Kind.RINGING), life));
            after(carrier.ringsAfter.plusSeconds(1), () -> {
                tell(new Answer(now, trunk, call), life);
                talk(trunk, call, now.plus(TALK), life);
            });
        }
    }

    private void talk(TrunkId trunk, CallId call, Instant until, int life) {
        after(RTCP, () -> {
            if (!now.isBefore(until)) {
                end(trunk, call, CallEnd.By.NOT_TOLD, 16, 0, life);
                return;
            }
            Carrier carrier = carrier(trunk);
            report(trunk, call, MediaReport.Direction.INBOUND, carrier.heardSince(now), carrier.lossInPercent, life);
            if (!carrier.silent) {
                report(trunk, call, MediaReport.Direction.OUTBOUND, RTCP, carrier.lossOutPercent, life);
            }
            talk(trunk, call, until, life);
        });
    }

    private void report(
            TrunkId trunk, CallId call, MediaReport.Direction way, Duration heard, int lossPercent, int life) {
        int expected = (int) (PACKETS * heard.toMillis() / RTCP.toMillis());
        Optional<MediaReport.Reception> reception = expected > 0
                ? Optional.of(new MediaReport.Reception(expected, expected * lossPercent / 100, 2))
                : Optional.empty();
        tell(
                new MediaReport(
                        now, trunk, call, way, reception, OptionalLong.of(PACKETS), Optional.of(Duration.ofMillis(30))),
                life);
    }

    private void end(TrunkId trunk, CallId call, CallEnd.By by, int q850, int sip, int life) {
        tell(
                new CallEnd(
                        now,
                        trunk,
                        call,
                        by,
                        OptionalInt.of(q850),
                        sip == 0 ? OptionalInt.empty() : OptionalInt.of(sip)),
                life);
    }

    private void tell(PbxSignal signal, int life) {
        if (life == pbxLife) {
            tell(signal);
        }
    }

    private void tell(PbxSignal signal) {
        if (linked || signal instanceof LinkLost) {
            controller.accept(signal);
        }
    }

    public void after(Duration delay, Runnable what) {
        due.add(new Due(now.plus(delay), number++, what));
    }
}
