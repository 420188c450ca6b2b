package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The last calls of one trunk, each number once, and how they and those of other carriers fared, group by group.
 *
 * <p>The tallies are kept as calls come and go: to count the calls of all trunks anew for each trunk was nearly two thirds of the work of
 * a backtest.
 */
final class KnownCalls {
    /** Numbers that are remembered: more would only make it slower to see the end. */
    static final int MOST = 300;

    /** Real phones ring after a second and more: they have to be found, mobiles paged. */
    static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final Duration window;
    private final Duration givenUpAfter;
    private final Tallies own = new Tallies();
    private final Tallies ofCarrier;
    private final Tallies everywhere;
    private final Map<String, Call> calls = new LinkedHashMap<>();

    /** No call is too old before. */
    private Instant forgetAt = Instant.MAX;

    /** How a call went. */
    enum Fate {
        BUSY,
        ANSWERED,
        RANG
    }

    /** @param first until the first sign of anything; for BUSY until the end */
    record Call(Instant at, String number, String group, Fate fate, Duration first) {
        boolean rings() {
            return fate != Fate.BUSY;
        }
    }

    /** Of calls to one group of numbers, or to several. */
    static final class Tally {
        private static final Tally NONE = new Tally();

        int calls;
        int busy;
        int answered;
        int early;

        int rang() {
            return calls - busy;
        }

        void add(Tally other, int by) {
            calls += by * other.calls;
            busy += by * other.busy;
            answered += by * other.answered;
            early += by * other.early;
        }

        /** @param by 1 for a call that comes, -1 for one that goes */
        private void count(Call call, int by) {
            calls += by;
            busy += call.fate == Fate.BUSY ? by : 0;
            answered += call.fate == Fate.ANSWERED ? by : 0;
            early += call.rings() && call.first.compareTo(AT_ONCE) < 0 ? by : 0;
        }
    }

    /** Each group by itself. */
    static final class Tallies {
        private final Map<String, Tally> groups = new HashMap<>();

        private void count(Call call, int by) {
            Tally tally = groups.computeIfAbsent(call.group, group -> new Tally());
            tally.count(call, by);
            if (tally.calls == 0) {
                groups.remove(call.group);
            }
        }

        private Tally of(String group) {
            return groups.getOrDefault(group, Tally.NONE);
        }
    }

    /**
     * @param window after which a call is forgotten
     * @param givenUpAfter all are, when there was none for so long
     * @param ofCarrier shared by all trunks of its carrier
     * @param everywhere shared by all trunks
     */
    KnownCalls(Duration window, Duration givenUpAfter, Tallies ofCarrier, Tallies everywhere) {
        this.window = window;
        this.givenUpAfter = givenUpAfter;
        this.ofCarrier = ofCarrier;
        this.everywhere = everywhere;
    }

    void add(Call call) {
        remove(call.number);
        calls.put(call.number, call);
        count(call, 1);
        if (calls.size() > MOST) {
            remove(calls.keySet().iterator().next());
        }
        Instant soonest = call.at.plus(window.compareTo(givenUpAfter) < 0 ? window : givenUpAfter);
        forgetAt = soonest.isBefore(forgetAt) ? soonest : forgetAt;
    }

    /** Lets time pass: what is too old is forgotten, and all of it when nobody has called for long. */
    void step(Instant now) {
        if (now.isBefore(forgetAt)) {
            return;
        }
        Instant from = now.minus(window);
        calls.values().removeIf(call -> {
            boolean old = call.at.isBefore(from);
            if (old) {
                count(call, -1);
            }
            return old;
        });
        Instant oldest = Instant.MAX;
        Instant newest = Instant.MIN;
        for (Call call : calls.values()) {
            oldest = call.at.isBefore(oldest) ? call.at : oldest;
            newest = call.at.isAfter(newest) ? call.at : newest;
        }
        if (calls.isEmpty() || !now.isBefore(newest.plus(givenUpAfter))) {
            clear();
            return;
        }
        Instant old = oldest.plus(window);
        Instant quiet = newest.plus(givenUpAfter);
        forgetAt = old.isBefore(quiet) ? old : quiet;
    }

    void clear() {
        calls.values().forEach(call -> count(call, -1));
        calls.clear();
        forgetAt = Instant.MAX;
    }

    int size() {
        return calls.size();
    }

    Collection<Call> all() {
        return calls.values();
    }

    Optional<Call> to(String number) {
        return Optional.ofNullable(calls.get(number));
    }

    /** Calls by other carriers to a group. */
    Tally elsewhere(String group) {
        var rest = new Tally();
        rest.add(everywhere.of(group), 1);
        rest.add(ofCarrier.of(group), -1);
        return rest;
    }

    /** Adds up the groups that others have called, too. */
    void compare(Tally here, Tally there) {
        own.groups.forEach((group, tally) -> {
            Tally others = elsewhere(group);
            if (others.calls > 0) {
                here.add(tally, 1);
                there.add(others, 1);
            }
        });
    }

    private void remove(String number) {
        Call call = calls.remove(number);
        if (call != null) {
            count(call, -1);
        }
    }

    private void count(Call call, int by) {
        own.count(call, by);
        ofCarrier.count(call, by);
        everywhere.count(call, by);
    }
}
