package org.trunkpilot.pbx.asterisk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.trunkpilot.pbx.FakeClock;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.trunk.Trunk;

/** A PBX that is stuck, in virtual time: its one thread is held up by a task that a test lets go. */
class ProberTest {
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final List<PbxSignal> told = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private volatile Instant now = FakeClock.START;
    private final Prober prober = new Prober(
            executor,
            new ContactReading.Reader(this::answer, new Deaf()),
            this::answer,
            () -> now,
            told::add,
            problems::add);

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void aTrunkHasOneProbeWaitingForItsTurnHoweverOftenOneIsAskedFor() throws InterruptedException {
        holdUp();
        for (int i = 0; i < 1_000; i++) {
            Site.INVENTORY.trunks().forEach(prober::probe);
        }
        assertThat(executor.getQueue()).hasSize(3);
        assertThat(prober.joined()).isEqualTo(2_997);

        now = now.plusSeconds(5);
        letGo();
        assertThat(told).filteredOn(ProbeSent.class::isInstance).hasSize(3);
        assertThat(asked).filteredOn("PJSIPQualify"::equals).hasSize(3);
        assertThat(prober.outdated()).isZero();
    }

    @Test
    void aProbeThatWaitedLongerThanFiveSecondsIsNotSentAndIsCounted() throws InterruptedException {
        holdUp();
        Site.INVENTORY.trunks().forEach(prober::probe);
        now = now.plus(Duration.ofMillis(5_001));
        letGo();

        assertThat(told).isEmpty();
        assertThat(asked).isEmpty();
        assertThat(prober.outdated()).isEqualTo(3);
        // Told at the first and the second, and next at the fourth.
        assertThat(problems).hasSize(2);
        assertThat(problems.get(1)).contains("answers our questions so slowly", "left out: 2 so far");
    }

    @Test
    void afterAProbeHasBegunTheNextOneWaitsInItsOwnRight() throws InterruptedException {
        Trunk trunk = Site.INVENTORY.trunks().get(0);
        prober.probe(trunk);
        settle();
        prober.probe(trunk);
        settle();

        assertThat(told).hasSize(2);
        assertThat(prober.joined()).isZero();
    }

    private void holdUp() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        executor.execute(() -> {
            begun.countDown();
            try {
                stuck.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
    }

    private void letGo() throws InterruptedException {
        stuck.countDown();
        settle();
    }

    private void settle() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        executor.execute(done::countDown);
        assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
    }

    private AmiReply answer(AmiAction action) throws IOException {
        asked.add(action.getAction());
        return new AmiReply(true, new AmiItem("success", Map.of()), List.of());
    }

    private static final class Deaf implements ContactReading.AmiHearsay {
        @Override
        public void contact(Trunk trunk, String uri, String status, String micros) {}

        @Override
        public void peer(Trunk trunk, AmiItem details) {}
    }
}
