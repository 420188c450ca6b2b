package org.trunkpilot.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.trunkpilot.control.ControlRoom;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.notify.Delivery.Patience;
import org.trunkpilot.notify.Message.State;
import org.trunkpilot.override.Order;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import tools.jackson.databind.json.JsonMapper;

/** One announcer after another on the same notebook, each a start of the service, on virtual time. */
class AnnouncerTest {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final Instant START = Instant.parse("2026-03-01T02:14:00Z");
    private static final Patience QUICK =
            new Patience(Duration.ofMillis(10), Duration.ofMillis(40), Duration.ofHours(24));

    @TempDir
    private Path folder;

    private volatile Instant now = START;
    private final InstantSource clock = () -> now;
    private final Views pbx = new Views();
    private final Room room = new Room();
    private final List<Message> arrived = new CopyOnWriteArrayList<>();
    private volatile boolean dead;

    /** A control room that shows one PBX. */
    private final class Room implements ControlRoom {
        private final List<Consumer<PbxView>> listeners = new CopyOnWriteArrayList<>();

        @Override
        public List<PbxView> views() {
            return List.of(pbx.at(now));
        }

        @Override
        public Optional<PbxView> view(PbxId wanted) {
            return views().stream()
                    .filter(view -> view.inventory().pbx().equals(wanted))
                    .findFirst();
        }

        @Override
        public void orders(PbxId to, List<Order> standing) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void mode(PbxId to, Mode mode, String who) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void unfreeze(PbxId to, RouteId route, String who) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Subscription listen(Consumer<PbxView> listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }
    }

    private Receiver.Outcome take(Message message) {
        if (dead) {
            return Receiver.Outcome.tryAgain("It is away.");
        }
        arrived.add(message);
        return Receiver.Outcome.delivered("Taken.", OptionalInt.empty());
    }

    private Announcer start(boolean silent) {
        var channel = new ChannelSettings.Mail("ops", "trunkpilot@example.com", List.of("ops@example.com"));
        var settings = new NotifySettings(
                Pace.USUAL,
                Optional.empty(),
                ZoneOffset.UTC,
                List.of(channel),
                silent,
                Optional.of(folder.resolve("notify.json")));
        var announcer = new Announcer(
                room, settings, List.of(new Delivery(channel, this::take, clock, QUICK)), new JsonMapper(), clock);
        announcer.start();
        return announcer;
    }

    private void pass(Announcer announcer, Duration time) {
        Instant until = now.plus(time);
        while (now.isBefore(until)) {
            now = now.plusMillis(500);
            announcer.lookNow();
        }
    }

    private void arrive(int count) {
        await().atMost(BOUND).until(() -> arrived.size() >= count);
    }

    private List<State> states() {
        return arrived.stream().map(Message::state).toList();
    }

    private Announcer trouble() {
        Announcer announcer = start(false);
        pbx.trunk(Views.A, Verdict.DOWN, now);
        pass(announcer, Duration.ofSeconds(10));
        arrive(1);
        pass(announcer, Duration.ofSeconds(1));
        return announcer;
    }

    @Test
    void anIncidentThatARestartFallsIntoIsToldOnceAndItsEndIsTold() {
        trouble().stop();
        pbx.trunk(Views.A, Verdict.UNKNOWN, now);
        now = now.plusSeconds(20);
        Announcer second = start(false);
        pass(second, Duration.ofSeconds(20));
        pbx.trunk(Views.A, Verdict.DOWN, now);
        pass(second, Duration.ofMinutes(10));
        second.stop();
        Announcer third = start(false);
        pass(third, Duration.ofMinutes(5));
        assertThat(states()).containsExactly(State.TROUBLE);

        pbx.trunk(Views.A, Verdict.HEALTHY, now);
        pass(third, Duration.ofMinutes(5));
        arrive(2);
        third.stop();

        assertThat(states()).containsExactly(State.TROUBLE, State.OVER);
        assertThat(arrived.get(1).incident()).isEqualTo(arrived.get(0).incident());
        assertThat(arrived.get(1).number()).isEqualTo(2);
    }

    @Test
    void whatIsMendedWhileTheServiceIsAwayIsToldToBeOver() {
        trouble().stop();
        pbx.trunk(Views.A, Verdict.HEALTHY, now);
        now = now.plus(Duration.ofHours(1));
        Announcer second = start(false);
        pass(second, Duration.ofMinutes(5));
        arrive(2);
        second.stop();

        assertThat(states()).containsExactly(State.TROUBLE, State.OVER);
    }

    @Test
    void whatWaitedForADeadReceiverIsSentAfterTheRestart() {
        dead = true;
        Announcer first = start(false);
        pbx.trunk(Views.A, Verdict.DOWN, now);
        pass(first, Duration.ofSeconds(10));
        first.stop();
        dead = false;
        Announcer second = start(false);
        arrive(1);
        pass(second, Duration.ofMinutes(3));
        second.stop();

        assertThat(states()).containsExactly(State.TROUBLE);
    }

    /** As a container does that pauses what it does not need now. */
    @Test
    void whoIsStoppedAndStartedAgainGoesOnAndSendsNothingTwice() {
        dead = true;
        Announcer announcer = start(false);
        pbx.trunk(Views.A, Verdict.DOWN, now);
        pass(announcer, Duration.ofSeconds(10));
        announcer.stop();
        dead = false;
        announcer.start();
        arrive(1);
        pass(announcer, Duration.ofMinutes(3));
        announcer.stop();

        assertThat(states()).containsExactly(State.TROUBLE);
    }

    @Test
    void anIncidentOfTheDayBeforeIsHistoryAndANotebookThatIsTornIsDoneWithout() throws Exception {
        trouble().stop();
        now = now.plus(Duration.ofHours(25));
        Announcer second = start(false);
        pass(second, Duration.ofSeconds(10));
        arrive(2);
        second.stop();
        assertThat(states()).containsExactly(State.TROUBLE, State.TROUBLE);

        Files.writeString(folder.resolve("notify.json"), "{\"written\":");
        Announcer third = start(false);
        pass(third, Duration.ofSeconds(10));
        arrive(3);
        third.stop();
        assertThat(states()).containsExactly(State.TROUBLE, State.TROUBLE, State.TROUBLE);
    }

    @Test
    void practiceIsShownAndNotSent() {
        Announcer announcer = start(true);
        pbx.trunk(Views.A, Verdict.DOWN, now);
        pass(announcer, Duration.ofSeconds(10));
        announcer.stop();

        assertThat(announcer.newest()).extracting(Message::state).containsExactly(State.TROUBLE);
        assertThat(announcer.channels().get(0).standing().waiting()).isZero();
        assertThat(arrived).isEmpty();
    }

    /** The listener runs on the control thread: it must take decisions at any rate, and lose some rather than wait. */
    @Test
    void theControlThreadNeverWaits() {
        Announcer announcer = start(false);
        List<PbxView> views = new ArrayList<>();
        for (int i = 0; i < Announcer.DECISIONS * 2; i++) {
            views.add(pbx.deciding(Views.decision(now.plusMillis(i), Rung.HARD_FAULT, false, "Reason."))
                    .at(now));
        }
        synchronized (announcer) {
            views.forEach(view -> room.listeners.forEach(listener -> listener.accept(view)));
        }
        announcer.stop();

        assertThat(announcer.decisionsDropped()).isBetween(1L, (long) Announcer.DECISIONS);
    }
}
