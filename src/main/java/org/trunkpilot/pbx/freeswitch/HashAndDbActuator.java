package org.trunkpilot.pbx.freeswitch;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.trunkpilot.pbx.RouteActuator;
import org.trunkpilot.trunk.RouteId;

/**
 * Rows in mod_hash and mod_db at once, realm {@code trunkpilot}, key {@code ROUTE}. The hash is replaced in one step and gone with a
 * restart; the db survives it and blinks ({@code db insert} deletes first: 6,314 of 12,420 reads during writes were empty). The
 * dialplan reads the hash, then the db, then the static list.
 *
 * <p>What is read is what the dialplan goes by, except that after a write of ours the worse of the two is told: a row that only
 * one of them kept is written again, and so is a hash that a restart has emptied.
 */
final class HashAndDbActuator implements RouteActuator {
    /** {@code db select} truncates at 255. */
    private static final int MOST_BYTES = 250;

    private final Asker.Patient asker;
    private final Duration patience;
    private final InstantSource clock;
    private final Map<RouteId, String> written = new ConcurrentHashMap<>();

    /** @param patience how long one call of this may take, however many commands it needs */
    HashAndDbActuator(Asker.Patient asker, Duration patience, InstantSource clock) {
        this.asker = asker;
        this.patience = patience;
        this.clock = clock;
    }

    @Override
    public Reading read(RouteId route) {
        Asker within = asker.within(patience);
        try {
            Optional<String> hash = select(within, "hash", route);
            Optional<String> db = select(within, "db", route);
            Optional<String> mine = Optional.ofNullable(written.get(route));
            boolean hashKept = mine.isPresent() && hash.equals(mine);
            boolean dbKept = mine.isPresent() && db.equals(mine);
            if (hashKept && !dbKept) {
                return reading(db);
            }
            if (dbKept && hash.isEmpty()) {
                return new Reading.Absent();
            }
            return reading(hash.isPresent() ? hash : db);
        } catch (IOException e) {
            return new Reading.Unreadable(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Outcome write(RouteId route, String row) {
        if (!row.matches("[A-Za-z0-9_.:&-]{1," + MOST_BYTES + "}")) {
            return new Outcome.Refused("\"" + row.replaceAll("\\p{Cntrl}", "?")
                    + "\" is no row that hash and db can keep: at most " + MOST_BYTES + " of A-Z a-z 0-9 _ . : & -");
        }
        written.put(route, row);
        Asker within = asker.within(patience);
        Outcome hash = carryOut(within, "hash insert/" + key(route) + "/" + row);
        // Also when the hash did not take it: the db alone steers as well.
        Outcome db = carryOut(within, "db insert/" + key(route) + "/" + row);
        return hash instanceof Outcome.Done ? db : hash;
    }

    @Override
    public Outcome delete(RouteId route) {
        written.remove(route);
        Asker within = asker.within(patience);
        Outcome hash = removed(within, "hash", route);
        Outcome db = removed(within, "db", route);
        return hash instanceof Outcome.Done ? db : hash;
    }

    /** {@code strepoch}: whole seconds. */
    @Override
    public ClockReading clock() {
        try {
            EslAnswer answer = asker.within(patience).api("strepoch");
            return answer.text().matches("\\d{9,12}")
                    ? new ClockReading.At(Instant.ofEpochSecond(Long.parseLong(answer.text())), clock.instant())
                    : new ClockReading.Unknown("the PBX's answer to strepoch is no time: " + answer.words());
        } catch (IOException e) {
            return new ClockReading.Unknown(String.valueOf(e.getMessage()));
        }
    }

    static String key(RouteId route) {
        return SteeringDialplan.REALM + "/" + route;
    }

    /** @throws IOException when the PBX cannot be asked, or has no such store */
    private static Optional<String> select(Asker asker, String store, RouteId route) throws IOException {
        EslAnswer answer = asker.api(store + " select/" + key(route));
        if (answer.failed()) {
            throw new IOException(store + ": " + answer.words() + remedy(store));
        }
        return answer.isEmpty() ? Optional.empty() : Optional.of(answer.value());
    }

    private static Outcome carryOut(Asker asker, String command) {
        try {
            EslAnswer answer = asker.api(command);
            String store = command.substring(0, command.indexOf(' '));
            return answer.ok()
                    ? new Outcome.Done()
                    : new Outcome.Refused(store + ": " + answer.words() + remedy(store));
        } catch (IOException e) {
            // It may have been carried out all the same.
            return new Outcome.Unconfirmed(String.valueOf(e.getMessage()));
        }
    }

    /** A refusal to delete may mean that there was nothing, so there is a second look. */
    private static Outcome removed(Asker asker, String store, RouteId route) {
        Outcome outcome = carryOut(asker, store + " delete/" + key(route));
        try {
            return outcome instanceof Outcome.Refused
                            && select(asker, store, route).isEmpty()
                    ? new Outcome.Done()
                    : outcome;
        } catch (IOException e) {
            return outcome;
        }
    }

    private static String remedy(String store) {
        return " (is mod_" + store + " loaded?)";
    }

    private static Reading reading(Optional<String> row) {
        return row.<Reading>map(Reading.Row::new).orElseGet(Reading.Absent::new);
    }
}
