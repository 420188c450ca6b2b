package org.trunkpilot.judgement;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.PbxStopping;
import org.trunkpilot.signal.PhoneContact;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * One site in virtual time: what its parts do becomes the signals that a PBX would tell.
 *
 * <p>It takes the trunk orders from whoever steers and tells him what the PBX hears; that is all it knows of him.
 */
final class Plant {
    final Site site;
    final SplittableRandom dice;
    final Map<String, Parts.Line> lines = new LinkedHashMap<>();
    final Map<String, Parts.Provider> providers = new LinkedHashMap<>();
    final Map<String, Parts.HouseSwitch> switches = new LinkedHashMap<>();
    final Parts.Host host = new Parts.Host();
    final Parts.World world = new Parts.World();
    final Calls calls;
    final Signalling signalling;

    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private final Consumer<PbxSignal> told;
    private final Function<RouteId, List<TrunkId>> orders;
    private Instant now;
    private boolean linked;
    private int life;
    private long number;

    private record Due(Instant at, long number, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    Plant(Site site, long seed, Instant start, Function<RouteId, List<TrunkId>> orders, Consumer<PbxSignal> told) {
        this.site = site;
        this.dice = new SplittableRandom(seed);
        this.now = start;
        this.orders = orders;
        this.told = told;
        site.uplinks().forEach(uplink -> lines.put(uplink, new Parts.Line()));
        site.carriers().forEach(carrier -> providers.put(carrier, new Parts.Provider()));
        site.phones().values().forEach(name -> switches.putIfAbsent(name, new Parts.HouseSwitch()));
        calls = new Calls(this);
        signalling = new Signalling(this);
    }

    /** The PBX has been running for days, and everybody is there. */
    void begin() {
        linked = true;
        tell(new LinkRestored(now, "Asterisk 22", Optional.of(now.minus(Duration.ofDays(9)))));
        signalling.begin();
        site.phones().keySet().forEach(phone -> tell(new PhoneContact(now, phone, PhoneContact.State.PRESENT)));
        tell(new SnapshotTaken(now));
        calls.begin();
    }

    Instant now() {
        return now;
    }

    void runTo(Instant moment) {
        while (!due.isEmpty() && !due.peek().at().isAfter(moment)) {
            Due next = due.remove();
            now = next.at();
            next.what().run();
        }
        now = moment;
    }

    /** Does it then, unless the PBX has restarted in between. */
    void after(Duration delay, Runnable what) {
        int born = life;
        always(delay, () -> {
            if (born == life) {
                what.run();
            }
        });
    }

    void always(Duration delay, Runnable what) {
        due.add(new Due(now.plus(delay), number++, what));
    }

    void tell(PbxSignal signal) {
        if (linked) {
            told.accept(signal);
        }
    }

    List<TrunkId> order(RouteId route) {
        return orders.apply(route);
    }

    Parts.Line line(Trunk trunk) {
        return lines.get(trunk.uplink());
    }

    Parts.Provider provider(Trunk trunk) {
        return providers.get(trunk.carrier());
    }

    Parts.HouseSwitch switchOf(String phone) {
        return switches.get(site.phones().get(phone));
    }

    /** A packet of signalling gets there and its answer gets back. */
    boolean passes(Trunk trunk) {
        Parts.Line line = line(trunk);
        Parts.Provider provider = provider(trunk);
        if (line.cut || provider.dead || !host.up) {
            return false;
        }
        return dice.nextDouble() >= lost(line.lossOut, provider.edgeLoss, host.portLoss)
                && dice.nextDouble() >= lost(line.lossIn, provider.edgeLoss, host.portLoss);
    }

    /** Losses one after the other. */
    static double lost(double... shares) {
        double through = 1;
        for (double share : shares) {
            through *= 1 - share;
        }
        return 1 - through;
    }

    /** There and back, as the ways are now. */
    Duration roundTrip(Trunk trunk) {
        double millis = 2.0 * line(trunk).delay.toMillis()
                + 14
                + 10 * dice.nextDouble()
                + line(trunk).jitterMillis * dice.nextDouble();
        return millis(millis).plus(lag());
    }

    /** How late a PBX under load does a thing. */
    Duration lag() {
        return host.overload == 0 ? Duration.ZERO : millis(host.overload * 6_000 * dice.nextDouble());
    }

    static Duration millis(double millis) {
        return Duration.ofNanos(Math.round(millis * 1e6));
    }

    Duration seconds(double from, double to) {
        return millis(1000 * dice.nextDouble(from, to));
    }

    /** Around this mean, as waiting times are. */
    Duration exponential(double meanSeconds) {
        return millis(-Math.log(1 - dice.nextDouble()) * meanSeconds * 1000);
    }

    double normal() {
        return Math.sqrt(-2 * Math.log(1 - dice.nextDouble())) * Math.cos(2 * Math.PI * dice.nextDouble());
    }

    /** The PBX goes down, orderly or not, and comes back. */
    void restart(boolean orderly, Duration away) {
        if (orderly) {
            tell(new PbxStopping(now));
        }
        tell(new LinkLost(now, "the connection was closed"));
        linked = false;
        host.up = false;
        life++;
        calls.forget();
        always(away, () -> {
            host.up = true;
            linked = true;
            tell(new LinkRestored(now, "Asterisk 22", Optional.of(now)));
            tell(new PbxRestarted(now));
            tell(new SnapshotTaken(now));
            signalling.begin();
            phonesReturn(60);
            calls.begin();
        });
    }

    /** Those whose switch is well register again within so many seconds. */
    void phonesReturn(int seconds) {
        site.phones().keySet().stream()
                .filter(phone -> !switchOf(phone).dead)
                .forEach(phone -> after(seconds(0, seconds), () -> {
                    if (!switchOf(phone).dead) {
                        tell(new PhoneContact(now, phone, PhoneContact.State.PRESENT));
                    }
                }));
    }

    /** Those of this switch are noticed to be gone at the PBX's next OPTIONS, one a minute. */
    void phonesVanish(String houseSwitch) {
        site.phones().forEach((phone, at) -> {
            if (at.equals(houseSwitch)) {
                after(seconds(3, 63), () -> {
                    if (switchOf(phone).dead) {
                        tell(new PhoneContact(now, phone, PhoneContact.State.ABSENT));
                    }
                });
            }
        });
    }

    /** What share of a new call by this trunk the present faults would spoil, 0 to 1; the everyday does not count. */
    double spoils(Trunk trunk) {
        Parts.Line line = line(trunk);
        Parts.Provider p = provider(trunk);
        if (line.cut || p.dead || !host.up) {
            return 1;
        }
        double fails = Math.max(
                p.accountBarred || p.codecCode != 0 || p.knowsNobody != 0 ? 1 : 0, Math.max(p.fails, p.fakeBusy));
        fails = Math.max(fails, p.lostPrefix.map(calls::shareOf).orElse(0.0));
        if (calls.live(trunk.carrier()) >= p.channels) {
            fails = 1;
        }
        double loss = Math.max(
                lost(p.audioLossToUs, p.edgeLoss, line.lossIn), lost(p.audioLossFromUs, p.edgeLoss, line.lossOut));
        boolean mute = p.muteToUs || p.muteFromUs || line.audioBlocked;
        double audio = mute ? 1 : Math.min(1, loss / 0.1 + (line.delay.toMillis() > 150 ? 0.3 : 0));
        double late = p.ringsLater.compareTo(Duration.ofSeconds(4)) > 0 ? 0.5 : 0;
        return 1 - (1 - fails) * (1 - audio) * (1 - late);
    }
}
