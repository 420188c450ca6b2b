package org.trunkpilot.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.PhoneContact;

/**
 * Phones that go together, and phones that come back together.
 *
 * <p>A handful of phones that vanish within a minute or two hang on the same switch or the same fuse; a phone at a time is people unplugging
 * them. When they come back together they register together, and a PBX that has to let in the whole house answers late to
 * everybody, carriers included.
 */
final class HouseWatch {
    private static final int MOST_PHONES = 5_000;

    /** A PBX looks after each phone once a minute, so those of one switch are missed within one. */
    private static final Duration TOGETHER = Duration.ofSeconds(100);

    /** Fewer than three phones, or than a twelfth of the house, is not a switch. */
    private static final int LEAST_GONE = 3;

    private static final int PART_OF_HOUSE = 12;

    /** Returning within a minute: so many, and a quarter of the house, are a storm. */
    private static final Duration STORM = Duration.ofSeconds(60);

    private static final int LEAST_BACK = 10;

    private static final int STORM_PART = 4;

    /** Phones that are gone for longer were taken away. */
    private static final Duration MISSED_FOR = Duration.ofHours(8);

    private final Map<String, Instant> gone = new LinkedHashMap<>();
    private final Map<String, Boolean> known = new LinkedHashMap<>();
    private final Deque<Instant> back = new ArrayDeque<>();
    private boolean vanished;

    void accept(PbxSignal signal) {
        if (signal instanceof PbxRestarted) {
            // Whoever comes back now was not gone.
            gone.clear();
            back.clear();
            known.clear();
        } else if (signal instanceof PhoneContact contact) {
            if (known.size() >= MOST_PHONES && !known.containsKey(contact.phone())) {
                return;
            }
            known.put(contact.phone(), true);
            if (contact.state() == PhoneContact.State.ABSENT) {
                gone.putIfAbsent(contact.phone(), contact.at());
            } else if (gone.remove(contact.phone()) != null) {
                back.addLast(contact.at());
                if (back.size() > MOST_PHONES) {
                    back.removeFirst();
                }
            }
        }
    }

    /** Phones that came back within the last minute, if they are so many that they make a storm; else 0. */
    int storm(Instant now) {
        while (!back.isEmpty() && !now.isBefore(back.getFirst().plus(STORM))) {
            back.removeFirst();
        }
        return back.size() >= LEAST_BACK && back.size() * STORM_PART >= known.size() ? back.size() : 0;
    }

    /** Phones that are gone together. */
    Optional<Culprit> culprit(Instant now) {
        gone.values().removeIf(at -> !now.isBefore(at.plus(MISSED_FOR)));
        List<Map.Entry<String, Instant>> missing =
                gone.entrySet().stream().sorted(Map.Entry.comparingByValue()).toList();
        int most = 0;
        Instant since = now;
        for (int from = 0, to = 0; to < missing.size(); to++) {
            while (missing.get(from)
                    .getValue()
                    .plus(TOGETHER)
                    .isBefore(missing.get(to).getValue())) {
                from++;
            }
            if (to - from + 1 > most) {
                most = to - from + 1;
                since = missing.get(from).getValue();
            }
        }
        // Once it is a switch it stays one until its last phones but a few are back.
        boolean enough = most >= LEAST_GONE && most * PART_OF_HOUSE >= known.size();
        vanished = enough || (vanished && gone.size() >= LEAST_GONE);
        if (!vanished) {
            return Optional.empty();
        }
        return Optional.of(new Culprit(
                Attribution.LAN_PHONES,
                "",
                List.of(),
                Culprit.INFERRED,
                since,
                gone.size() + " of " + known.size() + " phones do not answer the PBX any more ("
                        + Words.list(gone.keySet().stream().sorted().limit(3).toList())
                        + (gone.size() > 3 ? " among them" : "")
                        + "): a switch, its power or its cable, not a carrier."));
    }
}
