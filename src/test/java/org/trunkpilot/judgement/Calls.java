package org.trunkpilot.judgement;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.trunkpilot.signal.Answer;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallEnd.By;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.RouteExhausted;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.SeizureRefused;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** People call: from dialling to the end, through the dialplan that tries one trunk after the other. */
final class Calls {
    private static final Duration PROGRESS_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration RING_TIMEOUT = Duration.ofSeconds(45);

    /** Ends that another trunk would not better; the dialplan tells the caller. */
    private static final Set<Integer> STOPS = Set.of(404, 410, 484, 486, 600, 603, 604);

    private static final int NUMBERS = 600;

    /** Prefix, share of the calls, median of the post-dial delay in seconds. */
    private record Region(String prefix, double share, double ringsAfter) {}

    private static final List<Region> REGIONS = List.of(
            new Region("4930", 0.34, 0.9),
            new Region("4989", 0.16, 1.2),
            new Region("4940", 0.10, 1.1),
            new Region("4915", 0.12, 2.4),
            new Region("4917", 0.14, 2.2),
            new Region("3314", 0.08, 2.8),
            new Region("4420", 0.06, 3.0));

    private final Plant plant;
    private final Talk talk;
    private final Map<String, Integer> live = new HashMap<>();
    private final Set<String> phonesBusy = new HashSet<>();
    private long count;

    Calls(Plant plant) {
        this.plant = plant;
        this.talk = new Talk(plant);
    }

    /** One call from dialling to its end. */
    record Dial(String name, String phone, Callee callee, Region region, RouteId route, double calleeLoss) {}

    void begin() {
        plant.after(plant.exponential(gap()), this::next);
    }

    void forget() {
        live.clear();
        phonesBusy.clear();
    }

    /** Calls at a carrier now. */
    int live(String carrier) {
        return live.getOrDefault(carrier, 0);
    }

    double shareOf(String prefix) {
        return REGIONS.stream()
                .filter(r -> r.prefix().equals(prefix))
                .mapToDouble(Region::share)
                .sum();
    }

    static List<String> prefixes() {
        return REGIONS.stream().map(Region::prefix).toList();
    }

    private double gap() {
        return 3600 / plant.site.callsPerHour();
    }

    private void next() {
        RouteId route = plant.dice.nextDouble() < plant.site.abroad() ? Site.ABROAD : Site.DEFAULT;
        Region region = region();
        int which = plant.dice.nextInt(NUMBERS);
        // One number in twenty-five is the mobile of somebody with poor reception.
        boolean poor = which % 25 == 7;
        dial(region, which, route, anyPhone(), poor ? plant.dice.nextDouble(0.02, 0.08) : 0);
        plant.after(plant.exponential(gap()), this::next);
    }

    /** Somebody calls this number, by the first route. */
    void dial(String prefix, int which, String phone) {
        Region region = REGIONS.stream()
                .filter(r -> r.prefix().equals(prefix))
                .findFirst()
                .orElseThrow();
        dial(region, which, Site.DEFAULT, phone, 0);
    }

    static String key(String prefix, int which) {
        return prefix + "-" + which;
    }

    String anyPhone() {
        var all = new ArrayList<>(plant.site.phones().keySet());
        for (int tries = 0; tries < 20; tries++) {
            String phone = all.get(plant.dice.nextInt(all.size()));
            if (!plant.switchOf(phone).dead && !phonesBusy.contains(phone)) {
                return phone;
            }
        }
        return all.get(0);
    }

    private Region region() {
        double left = plant.dice.nextDouble();
        for (Region region : REGIONS) {
            left -= region.share();
            if (left < 0) {
                return region;
            }
        }
        return REGIONS.get(0);
    }

    private void dial(Region region, int which, RouteId route, String phone, double calleeLoss) {
        if (!plant.host.up || plant.switchOf(phone).dead) {
            return;
        }
        var callee = new Callee(key(region.prefix(), which), region.prefix());
        var dial = new Dial("call-" + count++, phone, callee, region, route, calleeLoss);
        phonesBusy.add(phone);
        attempt(dial, new ArrayList<>(plant.order(route)), 0);
    }

    private void over(Dial dial) {
        phonesBusy.remove(dial.phone());
    }

    private void attempt(Dial dial, List<TrunkId> left, int tried) {
        if (left.isEmpty()) {
            plant.tell(new RouteExhausted(plant.now(), dial.route()));
            over(dial);
            return;
        }
        Trunk trunk = plant.site.inventory().trunk(left.remove(0)).orElseThrow();
        if (!plant.signalling.reachable(trunk)) {
            refused(dial, left, tried, trunk, SeizureRefused.Why.UNREACHABLE);
            return;
        }
        if (trunk.channels().isPresent()
                && live(trunk.id().name()) >= trunk.channels().getAsInt()) {
            refused(dial, left, tried, trunk, SeizureRefused.Why.FULL);
            return;
        }
        var call = new CallId(dial.name() + "-" + trunk.id());
        plant.tell(new Seizure(
                plant.now(), trunk.id(), call, Optional.of(dial.route()), dial.callee(), Optional.of(dial.phone())));
        count(trunk, 1);
        var leg = new Leg(dial, trunk, call, left, tried);
        Optional<Duration> reached = invite(trunk);
        Optional<Refusal> refusal = reached.isEmpty() ? Optional.empty() : refusal(dial, trunk);
        if (reached.isEmpty()) {
            plant.after(PROGRESS_TIMEOUT, () -> leg.ends(By.PROGRESS_TIMEOUT, OptionalInt.empty(), true));
        } else if (refusal.isPresent()) {
            int code = refusal.get().code();
            plant.after(
                    reached.get().plus(refusal.get().after()).plus(plant.lag()),
                    () -> leg.ends(By.FAR_END, OptionalInt.of(code), !STOPS.contains(code)));
        } else {
            ring(leg, reached.get());
        }
    }

    private void refused(Dial dial, List<TrunkId> left, int tried, Trunk trunk, SeizureRefused.Why why) {
        plant.tell(new SeizureRefused(plant.now(), trunk.id(), Optional.of(dial.route()), why));
        attempt(dial, left, tried + 1);
    }

    private void count(Trunk trunk, int one) {
        live.merge(trunk.carrier(), one, Integer::sum);
        live.merge(trunk.id().name(), one, Integer::sum);
    }

    /** Until an INVITE has come through, with its retransmissions; empty when none does in time. */
    private Optional<Duration> invite(Trunk trunk) {
        double sent = 0;
        for (double wait = 500; sent < PROGRESS_TIMEOUT.toMillis(); wait *= 2) {
            if (plant.passes(trunk)) {
                return Optional.of(Plant.millis(sent).plus(plant.roundTrip(trunk)));
            }
            sent += wait;
        }
        return Optional.empty();
    }

    private record Refusal(int code, Duration after) {}

    private Optional<Refusal> refusal(Dial dial, Trunk trunk) {
        Parts.Provider p = plant.provider(trunk);
        String key = dial.callee().key();
        String prefix = dial.region().prefix();
        if (p.accountBarred || p.barredPhones.contains(dial.phone())) {
            return refusal(p.barredCode, 0.02, 0.1);
        } else if (p.codecCode != 0) {
            return refusal(p.codecCode, 0.02, 0.1);
        } else if (p.knowsNobody != 0) {
            return refusal(p.knowsNobody, 0.02, 0.15);
        } else if (p.codecPhones.contains(dial.phone())) {
            return refusal(488, 0.02, 0.1);
        } else if (live(trunk.carrier()) > p.channels) {
            return refusal(503, 0.02, 0.1);
        } else if (plant.dice.nextDouble() < p.fails) {
            return refusal(p.failCode, 0.03, 1.5);
        } else if (p.lostPrefix.filter(prefix::equals).isPresent()) {
            return refusal(p.lostPrefixCode, 0.1, 1.0);
        } else if (plant.dice.nextDouble() < p.fakeBusy) {
            return refusal(486, 0.05, 0.25);
        } else if (plant.world.deadNumbers.containsKey(key)) {
            return refusal(plant.world.deadNumbers.get(key), 0.5, 3);
        } else if (plant.world.deadPrefixes.containsKey(prefix)) {
            return refusal(plant.world.deadPrefixes.get(prefix), 0.5, 3);
        }
        return everyday();
    }

    /** What happens on the best of days. */
    private Optional<Refusal> everyday() {
        double luck = plant.dice.nextDouble();
        if (luck < 0.06) {
            return refusal(486, 0.7, 3);
        } else if (luck < 0.075) {
            return refusal(404, 0.3, 2);
        } else if (luck < 0.085) {
            return refusal(480, 0.8, 4);
        } else if (luck < 0.09) {
            return refusal(List.of(500, 503, 504).get(plant.dice.nextInt(3)), 0.1, 5);
        }
        return Optional.empty();
    }

    private Optional<Refusal> refusal(int code, double from, double to) {
        return Optional.of(new Refusal(code, plant.seconds(from, to)));
    }

    private void ring(Leg leg, Duration reached) {
        double median = leg.dial.region().ringsAfter();
        Duration network = Plant.millis(1000 * median * Math.exp(0.35 * plant.normal()));
        Duration rings =
                reached.plus(network).plus(plant.provider(leg.trunk).ringsLater).plus(plant.lag());
        // Callers wait between 8 and 25 s for a first tone.
        Duration patience = plant.seconds(8, 25);
        if (rings.compareTo(PROGRESS_TIMEOUT) >= 0) {
            boolean caller = patience.compareTo(PROGRESS_TIMEOUT) < 0;
            plant.after(
                    caller ? patience : PROGRESS_TIMEOUT,
                    () -> leg.ends(caller ? By.CALLER : By.PROGRESS_TIMEOUT, OptionalInt.empty(), !caller));
            return;
        }
        if (rings.compareTo(patience) >= 0) {
            plant.after(patience, () -> leg.ends(By.CALLER, OptionalInt.empty(), false));
            return;
        }
        if (plant.dice.nextInt(5) == 0) {
            plant.after(
                    rings.minus(rings.dividedBy(4)),
                    () -> plant.tell(new Progress(plant.now(), leg.trunk.id(), leg.call, Progress.Kind.EARLY_MEDIA)));
        }
        plant.after(rings, () -> {
            plant.tell(new Progress(plant.now(), leg.trunk.id(), leg.call, Progress.Kind.RINGING));
            ringing(leg);
        });
    }

    private void ringing(Leg leg) {
        if (plant.dice.nextDouble() < 0.2) {
            Duration patience = plant.seconds(15, 60);
            boolean caller = patience.compareTo(RING_TIMEOUT) < 0;
            plant.after(
                    caller ? patience : RING_TIMEOUT,
                    () -> leg.ends(caller ? By.CALLER : By.RING_TIMEOUT, OptionalInt.empty(), false));
            return;
        }
        plant.after(plant.seconds(2, 14), () -> {
            Parts.Line line = plant.line(leg.trunk);
            if (line.cut || plant.provider(leg.trunk).dead) {
                plant.after(RING_TIMEOUT, () -> leg.ends(By.RING_TIMEOUT, OptionalInt.empty(), false));
                return;
            }
            plant.tell(new Answer(plant.now(), leg.trunk.id(), leg.call));
            talk.begin(leg);
        });
    }

    /** One attempt on one trunk. */
    final class Leg {
        final Dial dial;
        final Trunk trunk;
        final CallId call;
        private final List<TrunkId> left;
        private final int tried;

        Leg(Dial dial, Trunk trunk, CallId call, List<TrunkId> left, int tried) {
            this.dial = dial;
            this.trunk = trunk;
            this.call = call;
            this.left = left;
            this.tried = tried;
        }

        void ends(By by, OptionalInt code, boolean goesOn) {
            count(trunk, -1);
            plant.tell(new CallEnd(plant.now(), trunk.id(), call, by, cause(by, code), code));
            if (goesOn) {
                attempt(dial, left, tried + 1);
            } else {
                over(dial);
            }
        }
    }

    private static final Map<Integer, Integer> CAUSES = new LinkedHashMap<>();

    static {
        CAUSES.put(486, 17);
        CAUSES.put(480, 19);
        CAUSES.put(404, 1);
        CAUSES.put(403, 21);
        CAUSES.put(401, 21);
        CAUSES.put(488, 58);
        CAUSES.put(500, 38);
        CAUSES.put(503, 34);
        CAUSES.put(504, 102);
    }

    /** As Asterisk maps them. */
    private static OptionalInt cause(By by, OptionalInt code) {
        if (code.isPresent()) {
            return OptionalInt.of(CAUSES.getOrDefault(code.getAsInt(), 127));
        }
        return by == By.NOT_TOLD || by == By.FAR_END ? OptionalInt.of(16) : OptionalInt.empty();
    }
}
