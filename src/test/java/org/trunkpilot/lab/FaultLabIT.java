package org.trunkpilot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A provider fails, the real Asterisk's order changes. Each test: both providers well, the product on an empty data folder with
 * its default policy, calls of 30 s each two seconds; then the fault. The time runs from the moment before the lab makes the
 * fault, and ends when the row was read on the PBX.
 *
 * <p>A soft fault moves only to a trunk that is proven by an answered two-way call of the last 24 h: a site's second trunk has
 * carried some, so two are placed on prov-b first.
 */
class FaultLabIT {
    private static final String[] FLIPPED = {"prov-b", "prov-a"};

    private static Lab lab;
    private static Pbx pbx;
    private App app;

    @BeforeAll
    static void take() {
        lab = Lab.take();
        lab.dialplan(App.says("setup", "hq", "--dialplan"));
        pbx = new Pbx();
    }

    @AfterAll
    static void leave() {
        pbx.close();
        lab.close();
    }

    @BeforeEach
    void bothAreWell() {
        lab.reset();
        app = App.fresh().ready();
    }

    @AfterEach
    void stop() {
        if (app != null) {
            app.close();
        }
    }

    @Test
    void aBlackholedProviderIsLastInTheOrderWithin12Seconds() {
        Figures figures = underCalls("blackhole", Duration.ofSeconds(12), "blackhole");

        assertThat(figures.harmed()).as("of the calls placed after the fault").isLessThanOrEqualTo(6);
    }

    @Test
    void aBlackholedProviderIsLastInTheOrderWithin12SecondsWithoutACall() {
        Instant began = lab.fault("prov-a", "blackhole");

        Instant moved = pbx.awaitOrder(Duration.ofSeconds(40), FLIPPED);

        Figures figures = Figures.of("blackhole, idle", app, began, Optional.of(moved), List.of());
        assertThat(figures.row().orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(12));
        assertThat(figures.moves()).isOne();
    }

    @Test
    void aProviderThatRefusesEveryCallWhileItsOptionsAnswerLosesThemAfterAtMost5() {
        Figures figures = underCalls("reject=503", Duration.ofSeconds(30), "reject=503");

        assertThat(figures.callsUntilThen()).isLessThanOrEqualTo(5);
        assertThat(figures.harmedLive()).as("the move touches no live call").isZero();
        assertThat(figures.harmed()).as("each was carried by prov-b").isZero();
        app.awaitCulprits("CARRIER Alpha Telecom");
    }

    @Test
    void tenPercentLossTowardUsLosesAProviderItsCallsWithin30Seconds() {
        underCalls("loss-in=10", Duration.ofSeconds(30), "loss-in=10");
    }

    @Test
    void tenPercentLossAwayFromUsLosesAProviderItsCallsWithin30Seconds() {
        underCalls("loss-out=10", Duration.ofSeconds(30), "loss-out=10");
    }

    @Test
    void aProviderWithoutSoundOneWayLosesItsCallsWithin16Seconds() {
        underCalls("oneway", Duration.ofSeconds(16), "oneway");
    }

    @Test
    void aProviderThatRingsEightSecondsLateLosesItsCallsWithin40Seconds() {
        underCalls("pdd=8", Duration.ofSeconds(40), "pdd=8");

        app.awaitCulprits("CARRIER Alpha Telecom");
    }

    /** Ends with the calls that were placed until the order had changed and those of 15 seconds more. */
    private Figures underCalls(String name, Duration bound, String... fault) {
        try (Traffic traffic = Traffic.start()) {
            lab.call("--trunk", "prov-b", "--count", "2", "--seconds", "12");
            app.awaitProven("prov-a");
            app.awaitProven("prov-b");
            App.awaiting(Duration.ofMinutes(1))
                    .until(() -> app.trunk("prov-a").path("liveCalls").asInt() >= 10);
            assertThat(app.moves("default", Instant.EPOCH.plusSeconds(1_000_000_000)))
                    .as("nothing is wrong yet")
                    .isEmpty();

            Instant began = lab.fault("prov-a", fault);
            Optional<Instant> moved =
                    Optional.of(pbx.awaitOrder(bound.multipliedBy(2).plusSeconds(10), FLIPPED));
            App.awaiting(Duration.ofSeconds(30))
                    .until(() -> app.route("default").path("inSync").asBoolean());
            awaitMore(Duration.ofSeconds(15), moved.orElseThrow());

            Figures figures = Figures.of(name, app, began, moved, traffic.stop());
            assertThat(figures.row().orElseThrow()).isLessThanOrEqualTo(bound);
            assertThat(figures.moves()).as("one move, and it was right").isOne();
            assertThat(pbx.order("default")).containsExactly(FLIPPED);
            return figures;
        }
    }

    /** What was wrong with a call is known at its end, and a wrong move would come in this time. */
    private static void awaitMore(Duration duration, Instant since) {
        App.awaiting(duration.plusSeconds(10))
                .until(() -> Duration.between(since, Instant.now()).compareTo(duration) >= 0);
    }
}
