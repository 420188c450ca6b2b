package org.trunkpilot.routing;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.TrunkId;

/**
 * Keeps the row of one route on the PBX as it is wanted: write, read back, compare, renew. It does no I/O; whoever does tells it
 * what was read and does the one thing it answers.
 *
 * <p>Invariants, which hold however a sequence is interrupted (a write without its read-back, a read-back without a write, a
 * PBX that forgot, a clock that stepped, a restart of either side):
 *
 * <ul>
 *   <li>A valid row of another owner, or of ours with a higher epoch, is never overwritten.
 *   <li>In WATCHING nothing is ever written; our own row is removed, until it has been read as gone or its lease has run out, and
 *       never again after.
 *   <li>A row is renewed only after it has been read back equal to the plan.
 *   <li>What a person wrote by hand is left alone until a person gives the route back.
 *   <li>A write that cannot be confirmed is repeated {@value #MOST_TRIES} times, then once every third of the lease.
 * </ul>
 *
 * <p>A row is kept when the plan is the static order, too. It changes nothing for a call, and it proves in quiet times that we
 * may write, that the PBX keeps what we write and that its clock can be read: a missing right must not come to light in the
 * minute in which a trunk dies.
 *
 * <p>Freeze, pause and probation go on renewing (the plan is what it is). A clean stop does nothing, so the row stays until its
 * lease runs out.
 */
public final class RowKeeper {
    /** Unconfirmed writes in a row before the pace falls to one each third of the lease. */
    static final int MOST_TRIES = 5;

    /** How many of our own writes we recognise: those in a row, and the confirmed one before them. */
    private static final int REMEMBERED_WRITES = MOST_TRIES + 1;

    private final SteeredRoute route;
    private final String owner;
    private final Duration lease;

    /** What we sent, oldest first: a write whose answer was lost may still arrive after a later one. */
    private final Deque<OrderRow> sent = new ArrayDeque<>();

    private boolean confirmed;
    private boolean handedBack;
    private int tries;
    private Instant lastTry = Instant.EPOCH;

    /** @param lease 1 min to 7 days; how long calls follow a row after its last renewal */
    public RowKeeper(SteeredRoute route, String owner, Duration lease) {
        this.route = route;
        this.owner = owner;
        this.lease = lease;
    }

    /** What was read of the row. */
    public sealed interface Reading {
        /** The row as it stands there, unparsed. */
        record Row(String text) implements Reading {}

        /** There is none. */
        record Absent() implements Reading {}

        /** The PBX could not be asked. */
        record Unreadable(String why) implements Reading {}
    }

    /**
     * One look at the PBX.
     *
     * @param wanted the plan of the route
     * @param remembered whether the plan rests on what we knew before this look (memory, or earlier decisions); without it a row
     *     of ours is believed rather than corrected
     * @param pbxNow by the PBX's clock
     * @param epoch of our leadership
     * @param frozen whether the route waits for a person because of its row
     */
    public record Look(
            RoutePlan wanted,
            boolean remembered,
            Reading reading,
            Instant pbxNow,
            Mode mode,
            long epoch,
            boolean frozen) {}

    /** Says what to do after this look. The caller does it; a {@link RowAction.Write} is taken as sent, not as done. */
    public RowAction next(Look look) {
        if (look.reading() instanceof Reading.Unreadable unreadable) {
            return new RowAction.Keep("The row of " + route.id() + " could not be read: " + unreadable.why());
        }
        Optional<String> text = look.reading() instanceof Reading.Row row ? Optional.of(row.text()) : Optional.empty();
        Optional<OrderRow> row = text.flatMap(OrderRow::parse);
        if (look.mode() == Mode.WATCHING) {
            return watching(look, row);
        }
        Optional<RowAction> foreign = row.flatMap(stands -> foreign(stands, look));
        if (foreign.isPresent()) {
            return foreign.get();
        }
        if (look.frozen()) {
            return new RowAction.Keep("The row of " + route.id() + " was changed by hand and waits for a person.");
        }
        if (handedBack) {
            return write(look, "A person gave " + route.id() + " back: its row is written again.");
        }
        if (text.isEmpty()) {
            return absent(look);
        }
        if (row.isEmpty()) {
            return freeze("holds \"" + shortened(text.get()) + "\", which is no row of ours");
        }
        return sent.isEmpty() ? firstSeen(row.get(), look) : again(row.get(), look);
    }

    /** The PBX restarted or reloaded: what was confirmed may be gone, and that is nobody's hand. */
    public void pbxMayHaveForgotten() {
        confirmed = false;
        tries = 0;
    }

    /** A person gave the route back after a change by hand: the next look writes the plan over whatever stands there. */
    public void handBack() {
        handedBack = true;
        tries = 0;
    }

    private RowAction watching(Look look, Optional<OrderRow> row) {
        boolean ours = row.filter(stands -> !stranger(stands, look.epoch()) && stands.validAt(look.pbxNow(), lease))
                .isPresent();
        if (!sent.isEmpty() && ours) {
            return new RowAction.Delete("Watching only from now on: our row of " + route.id() + " is removed.");
        }
        sent.clear();
        confirmed = false;
        return new RowAction.Keep(
                ours
                        ? "Watching only: nothing is written; a row of ours from before stands until "
                                + row.orElseThrow().expiry() + "."
                        : "Watching only: nothing is written.");
    }

    private Optional<RowAction> foreign(OrderRow row, Look look) {
        if (!row.validAt(look.pbxNow(), lease) || !stranger(row, look.epoch())) {
            return Optional.empty();
        }
        String who = !row.owner().equals(owner)
                ? "\"" + row.owner() + "\""
                : "a newer leader of \"" + owner + "\" (epoch " + row.epoch() + ", ours is " + look.epoch() + ")";
        return Optional.of(
                new RowAction.StandDown("The row of " + route.id() + " was written by " + who + " and is valid until "
                        + row.expiry() + ": two must not steer one PBX, so we only watch until no such row stands."));
    }

    /** Whether a row is not ours to touch while it is valid: another owner's, or a newer leader's of our own installation. */
    public boolean stranger(OrderRow row, long epoch) {
        return !row.owner().equals(owner) || row.epoch() > epoch;
    }

    private RowAction absent(Look look) {
        if (sent.isEmpty()) {
            return write(look, "There was no row of " + route.id() + " yet.");
        }
        if (confirmed) {
            return freeze("was removed");
        }
        return retry(look, "The row of " + route.id() + " is not there: it is written again.");
    }

    /** Nothing of this row is known from this life of ours. */
    private RowAction firstSeen(OrderRow row, Look look) {
        if (!row.validAt(look.pbxNow(), lease)) {
            return write(look, lapsed(row, look.pbxNow()) + " " + route.id() + " is steered again from now.");
        }
        if (!permutes(row)) {
            return write(look, "Our row of " + route.id() + " named other trunks than the configuration does now.");
        }
        if (row.order().equals(look.wanted().order())) {
            believe(row);
            return keepOrRenew(row, look);
        }
        if (look.remembered()) {
            return write(look, "Our row of " + route.id() + " is older than what we decided: it is written anew.");
        }
        believe(row);
        return new RowAction.Adopt(
                row.order(),
                "A valid row of ours stands on the PBX: " + route.id() + " stays as it was before our restart.");
    }

    private RowAction again(OrderRow row, Look look) {
        if (row.equals(sent.getLast())) {
            believe(row);
            if (!row.validAt(look.pbxNow(), lease)) {
                return write(look, lapsed(row, look.pbxNow()) + " It is written again.");
            }
            return row.order().equals(look.wanted().order())
                    ? keepOrRenew(row, look)
                    : write(look, "The plan of " + route.id() + " has changed.");
        }
        boolean ours = row.owner().equals(owner);
        boolean older = ours
                && (sent.contains(row)
                        || row.epoch() < sent.getFirst().epoch()
                        || row.expiry().isBefore(sent.getFirst().expiry()));
        boolean othersLapsed = !ours && !row.validAt(look.pbxNow(), lease);
        if (older || othersLapsed) {
            return retry(look, "An older row of " + route.id() + " stands there: ours is written again.");
        }
        return freeze("says " + row.text() + ", which we did not write");
    }

    private RowAction keepOrRenew(OrderRow row, Look look) {
        Duration left = Duration.between(look.pbxNow(), row.expiry());
        if (left.compareTo(lease.dividedBy(3).multipliedBy(2)) > 0 && row.epoch() == look.epoch()) {
            return new RowAction.AsWanted(
                    "The row of " + route.id() + " is as wanted, valid until " + row.expiry() + ".");
        }
        return write(look, "A third of the lease is over: the row of " + route.id() + " is renewed.");
    }

    private RowAction retry(Look look, String why) {
        boolean soonEnough = tries < MOST_TRIES
                || Duration.between(lastTry, look.pbxNow()).compareTo(lease.dividedBy(3)) >= 0
                || look.pbxNow().isBefore(lastTry);
        return soonEnough
                ? write(look, why)
                : new RowAction.Keep("The PBX did not keep the row of " + route.id() + " in " + tries
                        + " writes: it is tried again each third of the lease.");
    }

    private RowAction write(Look look, String why) {
        var row = new OrderRow(
                look.pbxNow().truncatedTo(ChronoUnit.SECONDS).plus(lease),
                look.epoch(),
                owner,
                look.wanted().order());
        sent.addLast(row);
        if (sent.size() > REMEMBERED_WRITES) {
            sent.removeFirst();
        }
        confirmed = false;
        handedBack = false;
        tries++;
        lastTry = look.pbxNow();
        return new RowAction.Write(row, why);
    }

    private void believe(OrderRow row) {
        sent.clear();
        sent.addLast(row);
        confirmed = true;
        tries = 0;
    }

    private RowAction freeze(String what) {
        return new RowAction.Freeze("Somebody changed " + route.id() + " by hand: its row " + what
                + ". It is left alone; give the route back to Trunkpilot when you are done.");
    }

    private String lapsed(OrderRow row, Instant pbxNow) {
        return row.expiry().isAfter(pbxNow)
                ? "The row of " + route.id() + " ends at " + row.expiry()
                        + ", further ahead of the PBX's clock than a lease: calls go by the static order."
                : "The lease of the row of " + route.id() + " ran out at " + row.expiry()
                        + " by the PBX's clock; calls went by the static order since.";
    }

    private boolean permutes(OrderRow row) {
        return row.order().size() == route.trunks().size()
                && new HashSet<TrunkId>(row.order()).containsAll(route.trunks());
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
