package org.trunkpilot.notify;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.notify.Message.Line;
import org.trunkpilot.notify.Message.State;
import org.trunkpilot.notify.Message.Telling;
import org.trunkpilot.pbx.LinkStatus;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.Rung;

/**
 * Makes messages of what one PBX goes through. It has no clock and talks to nobody: what is to be told follows from what it is shown.
 *
 * <p>A time of trouble of a PBX is one incident, whatever number of trunks it concerns, since what they share is told once. It begins with
 * any {@link Trouble}, a move, or a refusal to move, is told after {@link Pace#settle}, then whenever something is new, and is over
 * after {@link Pace#calm} without trouble. What comes and goes before the first message is never told, unless something was moved.
 *
 * <ul>
 *   <li>A trunk that gets its place back when all is well again, and a person's order that is taken up, are no trouble: a note of the
 *       incident before, or of none.
 *   <li>That a trunk is well again and still waits for its place harms nobody and begins nothing.
 * </ul>
 */
final class Incidents {
    /** Before the first link a service that has just started knows nothing, and that is no trouble. */
    static final Duration STARTING = Duration.ofSeconds(30);

    /** After a start trunks are unknown for a while: what was wrong before is taken to be wrong still. */
    static final Duration SETTLING = Duration.ofMinutes(1);

    /** A trunk's place comes back within the longest hold-out, by far; who sees to it later wants a subject of its own. */
    private static final Duration SAME_STORY = Duration.ofHours(24);

    /** Nobody reads more in one message; the dashboard has all. */
    static final int MOST_LINES = 20;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Pace pace;
    private final Optional<URI> dashboard;
    private final Instant began;
    private final List<Trouble> remembered;
    private boolean heard;
    private @Nullable Incident open;
    private @Nullable Incident last;

    /** What was done without any trouble and nobody was told of yet; and whether some of it ends an earlier story. */
    private List<Line> notes = List.of();

    private boolean fromLast;

    /** What outlives a restart: the incident that is open, if it was told of. */
    record Memory(
            String id,
            Instant since,
            Instant until,
            int number,
            String topic,
            Instant said,
            String fault,
            int moves,
            List<Trouble> told) {}

    /** With nothing remembered. */
    Incidents(Pace pace, Optional<URI> dashboard, Instant began) {
        this(pace, dashboard, began, Optional.empty());
    }

    /** @param began when this service began to listen */
    Incidents(Pace pace, Optional<URI> dashboard, Instant began, Optional<Memory> before) {
        this.open = before.map(Incident::new).orElse(null);
        this.remembered = before.map(Memory::told).orElse(List.of());
        this.pace = pace;
        this.dashboard = dashboard;
        this.began = began;
    }

    /** One time of trouble. */
    private static final class Incident {
        private final String id;
        private final Instant since;
        private Instant until;
        private int number;
        private String topic = "";
        private Instant said = Instant.MIN;
        private String fault = "";
        private int moves;

        /** What stood when we last spoke, and what is so now. */
        private Map<String, Trouble> told = new LinkedHashMap<>();

        private Map<String, Trouble> standing = Map.of();

        /** Troubles that were told of and have ended since, and when. */
        private final Map<String, Line> ended = new LinkedHashMap<>();

        /** Decisions that nobody was told of yet. */
        private final List<Line> decided = new ArrayList<>();

        /** Whether one of them wants to be told at once, not only with whatever else is. */
        private boolean loud;

        Incident(String pbx, Instant since) {
            this.id = pbx + "-" + STAMP.format(since);
            this.since = since;
            this.until = since;
        }

        /** As it was before a restart: what stood then stands until {@link #SETTLING} is over. */
        Incident(Memory memory) {
            this.id = memory.id;
            this.since = memory.since;
            this.until = memory.until;
            this.number = memory.number;
            this.topic = memory.topic;
            this.said = memory.said;
            this.fault = memory.fault;
            this.moves = memory.moves;
            memory.told.forEach(trouble -> told.put(trouble.key(), trouble));
            this.standing = Map.copyOf(told);
        }

        Memory memory() {
            return new Memory(id, since, until, number, topic, said, fault, moves, List.copyOf(told.values()));
        }
    }

    /** What to remember; empty while nobody has been told of anything that is not over. */
    Optional<Memory> memory() {
        return Optional.ofNullable(open).filter(incident -> incident.number > 0).map(Incident::memory);
    }

    /**
     * Lets time pass and looks.
     *
     * @param decisions made since the look before
     * @return what people are to be told now, in its order
     */
    List<Message> see(PbxView view, List<RouteDecision> decisions, Instant now) {
        Incident before = open;
        heard |= view.link().state() == LinkStatus.State.UP;
        boolean starting = !heard && now.isBefore(began.plus(STARTING));
        Map<String, Trouble> standing = before == null ? Map.of() : before.standing;
        var situation = new Situation(view, now, starting, standing);
        if (now.isBefore(began.plus(SETTLING))) {
            situation.keep(remembered);
        }
        List<RouteDecision> loud =
                decisions.stream().filter(DecisionLines::isTrouble).toList();
        if (before == null && situation.isWell() && loud.isEmpty()) {
            decisions.stream().filter(RouteDecision::moves).forEach(decision -> note(view, decision));
            return notes(situation, now);
        }
        Incident incident = before == null ? new Incident(situation.pbx(), now) : before;
        open = incident;
        incident.decided.addAll(notes);
        notes = List.of();
        incident.decided.addAll(DecisionLines.of(
                view,
                decisions.stream()
                        .filter(decision -> decision.moves() || DecisionLines.isTrouble(decision))
                        .toList()));
        incident.moves += (int) decisions.stream().filter(RouteDecision::moves).count();
        incident.loud |= !loud.isEmpty();
        if (!situation.isWell() || !loud.isEmpty()) {
            incident.until = now;
        }
        stands(incident, situation, now);
        return step(incident, situation, now);
    }

    private static void stands(Incident incident, Situation situation, Instant now) {
        incident.told.forEach((key, trouble) -> {
            if (situation.troubles().containsKey(key)) {
                incident.ended.remove(key);
            } else {
                incident.ended.putIfAbsent(key, new Line(now, trouble.over()));
            }
        });
        incident.standing = Map.copyOf(situation.troubles());
    }

    private List<Message> step(Incident incident, Situation situation, Instant now) {
        if (incident.number == 0) {
            return first(incident, situation, now);
        }
        if (situation.isWell() && !now.isBefore(incident.until.plus(pace.calm()))) {
            return over(incident, situation, now);
        }
        boolean due = !now.isBefore(incident.said.plus(pace.gap()));
        if (due && isNew(incident, situation)) {
            return List.of(say(incident, State.UPDATE, telling(incident, situation), situation, now));
        }
        boolean forgotten = !pace.remind().isZero() && !now.isBefore(incident.said.plus(pace.remind()));
        return forgotten && !situation.isWell() ? List.of(remind(incident, situation, now)) : List.of();
    }

    /** Unless it is gone again before anybody was told, and nothing was done about it. */
    private List<Message> first(Incident incident, Situation situation, Instant now) {
        if (situation.isWell() && incident.decided.isEmpty()) {
            open = null;
            return List.of();
        }
        if (now.isBefore(incident.since.plus(pace.settle()))) {
            return List.of();
        }
        Telling telling = telling(incident, situation);
        incident.topic = telling.headline();
        return List.of(say(incident, State.TROUBLE, telling, situation, now));
    }

    /**
     * A decision, a trouble that is new, worse or laid at somebody's door, or the end of one of several. What is put back once all is well
     * can wait for the last message.
     */
    private static boolean isNew(Incident incident, Situation situation) {
        return incident.loud
                || (!situation.isWell() && !(incident.decided.isEmpty() && incident.ended.isEmpty()))
                || situation.troubles().values().stream().anyMatch(trouble -> isNews(incident, trouble));
    }

    private static boolean isNews(Incident incident, Trouble trouble) {
        Trouble before = incident.told.get(trouble.key());
        return before == null || !trouble.isOldNewsAfter(before);
    }

    /** As the page would put it; when all is well again already, what was decided. */
    private static Telling telling(Incident incident, Situation situation) {
        return new Wording(situation).telling().orElseGet(() -> {
            String newest = incident.decided.get(incident.decided.size() - 1).words();
            return new Telling(
                    situation.pbx() + ": " + newest,
                    incident.fault,
                    stillMoved(situation),
                    "Nothing urgent: what was wrong is over for now, and it is being watched.");
        });
    }

    private Message remind(Incident incident, Situation situation, Instant now) {
        Telling told = telling(incident, situation);
        return say(
                incident,
                State.UPDATE,
                new Telling(
                        "Still, after " + Phrases.span(Duration.between(incident.since, now)) + ": " + told.headline(),
                        told.fault(),
                        told.did(),
                        told.todo()),
                situation,
                now);
    }

    private List<Message> over(Incident incident, Situation situation, Instant now) {
        String lasted = Phrases.span(Duration.between(incident.since, incident.until));
        String moves = incident.moves == 0
                ? "No order was changed."
                : "Orders were changed " + (incident.moves == 1 ? "once" : incident.moves + " times") + ".";
        Telling telling = new Telling(
                "Over: nothing is wrong at " + situation.pbx() + " any more. It lasted " + lasted + ".",
                incident.fault,
                (situation.view.mode() == Mode.WATCHING ? "Nothing was written: only watching." : moves) + " "
                        + stillMoved(situation),
                situation.steered().stream().anyMatch(Situation::isMoved)
                        ? "Nothing: a trunk gets its place back by itself once it has stayed well."
                        : "Nothing.");
        last = incident;
        open = null;
        return List.of(say(incident, State.OVER, telling, situation, now));
    }

    private static String stillMoved(Situation situation) {
        var wording = new Wording(situation);
        List<String> moved = situation.steered().stream()
                .filter(Situation::isMoved)
                .map(wording::doneAbout)
                .toList();
        return moved.isEmpty() ? "Every route has its own order." : String.join(" ", moved);
    }

    private Message say(Incident incident, State state, Telling telling, Situation situation, Instant now) {
        List<Line> lines = new ArrayList<>(incident.decided);
        lines.addAll(incident.ended.values());
        situation.troubles().values().stream()
                .filter(trouble -> isNews(incident, trouble) && !isSaid(trouble, incident.decided))
                .forEach(trouble -> lines.add(new Line(trouble.since(), trouble.words())));
        lines.sort((a, b) -> a.at().compareTo(b.at()));
        incident.decided.clear();
        incident.loud = false;
        incident.ended.clear();
        incident.told = worst(incident.told, situation);
        incident.number++;
        incident.said = now;
        incident.fault = situation.isWell() ? incident.fault : telling.fault();
        return message(incident, state, telling, lines, situation.pbx(), now);
    }

    /** Whether a decision's line has it as its reason. */
    private static boolean isSaid(Trouble trouble, List<Line> decided) {
        String words = Phrases.bare(DecisionLines.unstuttered(trouble.words()));
        return decided.stream().anyMatch(line -> line.words().contains(words));
    }

    /** What has come and gone and comes again is news again. */
    private static Map<String, Trouble> worst(Map<String, Trouble> told, Situation situation) {
        Map<String, Trouble> next = new LinkedHashMap<>();
        situation.troubles().forEach((key, trouble) -> {
            Trouble before = told.get(key);
            next.put(key, before != null && trouble.isOldNewsAfter(before) ? before : trouble);
        });
        return next;
    }

    private Message message(
            Incident incident, State state, Telling telling, List<Line> lines, String pbx, Instant now) {
        List<Line> shown = lines;
        if (lines.size() > MOST_LINES) {
            int more = lines.size() - MOST_LINES + 1;
            shown = new ArrayList<>(lines.subList(0, MOST_LINES - 1));
            shown.add(new Line(now, "And " + more + " more; the dashboard's timeline has them."));
        }
        return new Message(incident.id, incident.number, state, pbx, now, incident.topic, telling, shown, dashboard);
    }

    // --- what is no trouble -------------------------------------------------------------------------

    private void note(PbxView view, RouteDecision decision) {
        List<Line> more = new ArrayList<>(notes);
        if (more.size() < MOST_LINES) {
            more.addAll(DecisionLines.of(view, List.of(decision)));
        }
        notes = List.copyOf(more);
        fromLast |= decision.rung() == Rung.FAIL_BACK;
    }

    /** Waits like an incident does, so that what is done at once comes in one. */
    private List<Message> notes(Situation situation, Instant now) {
        if (notes.isEmpty() || now.isBefore(notes.get(0).at().plus(pace.settle()))) {
            return List.of();
        }
        Incident story = last;
        if (story == null || !fromLast || now.isAfter(story.until.plus(SAME_STORY))) {
            story = new Incident(situation.pbx(), now);
        }
        List<Line> lines = notes;
        notes = List.of();
        fromLast = false;
        String newest = lines.get(lines.size() - 1).words();
        var telling = new Telling(situation.pbx() + ": " + newest, "", stillMoved(situation), "Nothing.");
        if (story.number == 0) {
            story.topic = telling.headline();
        }
        story.number++;
        return List.of(
                message(story, State.NOTE, telling, lines.size() == 1 ? List.of() : lines, situation.pbx(), now));
    }
}
