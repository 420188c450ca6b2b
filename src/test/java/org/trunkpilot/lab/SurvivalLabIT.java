package org.trunkpilot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever dies, at whatever moment, the next call goes out: Trunkpilot, the PBX, the link between them, both uplinks. And what
 * is never steered is not.
 */
class SurvivalLabIT {
    private static final List<String> FLIPPED = List.of("prov-b", "prov-a");
    private static final Duration MOVE = Duration.ofSeconds(40);

    private static Lab lab;
    private static Pbx pbx;
    private App app;

    @BeforeAll
    static void take() {
        lab = Lab.take();
        lab.dialplan(App.says("setup", "hq", "--dialplan"));
    }

    @AfterAll
    static void leave() {
        lab.close();
    }

    @BeforeEach
    void bothAreWell() {
        lab.reset();
        pbx = new Pbx();
    }

    @AfterEach
    void stop() {
        pbx.close();
        if (app != null) {
            app.close();
        }
    }

    @Test
    void killedAndStartedAgainItKeepsTheOrderThatItHad() {
        app = App.fresh().ready();
        blackholed();
        app.kill();
        Instant dead = Instant.now();

        assertThat(onePlacedCall().trunks())
                .as("nobody steers, and the row stands")
                .containsExactly("prov-b");
        app = app.again();

        App.awaiting(Duration.ofSeconds(30)).until(() -> linkState().equals("UP"));
        Instant up = Instant.now();
        App.awaiting(Duration.ofMinutes(1)).until(() -> {
            assertThat(pbx.order("default")).as("at every moment").isEqualTo(FLIPPED);
            return Duration.between(up, Instant.now()).toSeconds() >= 30;
        });
        assertThat(app.route("default").path("inSync").asBoolean()).isTrue();
        assertThat(app.moves("default", dead)).as("back to the broken trunk").isEmpty();
        Figures.note("kill -9 of Trunkpilot, started again: the row is " + pbx.row("default") + ", why: "
                + app.route("default").path("why").asString());
    }

    @Test
    void aHalfOpenLinkIsShownAsLostWithin10SecondsAndIsBackByItself() {
        app = App.fresh().ready();
        Instant began = Instant.now();
        lab.fault("ami", "halfopen");
        App.awaiting(Duration.ofSeconds(30)).until(() -> !linkState().equals("UP"));
        Duration shown = Duration.between(began, Instant.now());
        assertThat(app.verdict("prov-a")).as("what is not heard is not known").isEqualTo("UNKNOWN");
        lab.fault("ami", "clear");
        Instant cleared = Instant.now();
        App.awaiting(Duration.ofSeconds(90)).until(() -> linkState().equals("UP"));
        Duration back = Duration.between(cleared, Instant.now());
        app.ready();

        Figures.note("AMI half-open: shown after " + shown + ", up again " + back + " after it was well");
        assertThat(shown).isLessThanOrEqualTo(Duration.ofSeconds(10));
        assertThat(app.moves("default", began)).isEmpty();
        assertThat(onePlacedCall().harm()).isEmpty();
    }

    @Test
    void aWrongPasswordIsOneClearErrorAndIsTriedAgainSlowly() {
        app = App.withSecret("not-the-secret");
        App.awaiting(Duration.ofSeconds(30)).until(() -> linkState().equals("REFUSED"));
        elapse(Instant.now(), Duration.ofSeconds(20));

        assertThat(linkState()).isEqualTo("REFUSED");
        assertThat(app.pbx().path("link").path("problem").asString()).contains("trunkpilot");
        assertThat(app.output()).doesNotContain("not-the-secret");
        assertThat(app.output().lines().filter(line -> line.contains(" ERROR ") || line.contains(" WARN ")))
                .as("one line, not one a try")
                .hasSize(1);
        Figures.note("wrong password: " + app.pbx().path("link").path("problem").asString());
    }

    @Test
    void watchingItDecidesTheSameWithin12SecondsAndWritesNothing() {
        app = App.fresh("--trunkpilot.pbxs.hq.mode=watching").ready();
        Instant began = Instant.now();
        lab.fault("prov-a", "blackhole");

        App.awaiting(MOVE).until(() -> !app.moves("default", began).isEmpty());

        var move = app.moves("default", began).get(0);
        assertThat(Duration.between(began, Figures.at(move))).isLessThanOrEqualTo(Duration.ofSeconds(12));
        assertThat(move.path("mode").asString()).isEqualTo("WATCHING");
        assertThat(move.path("to").toString()).isEqualTo("[\"prov-b\",\"prov-a\"]");
        elapse(Instant.now(), Duration.ofSeconds(8));
        assertThat(pbx.row("default")).isEmpty();
    }

    /** prov-a blackholed, and the order changed; when the fault came. */
    private static Instant blackholed() {
        Instant began = Instant.now();
        lab.fault("prov-a", "blackhole");
        pbx.awaitOrder(MOVE, "prov-b", "prov-a");
        return began;
    }

    private Traffic.Call onePlacedCall() {
        try (Traffic call = Traffic.start("--count", "1", "--seconds", "8")) {
            return call.finished().get(0);
        }
    }

    private String linkState() {
        return app.pbx().path("link").path("state").asString();
    }

    private static void elapse(Instant since, Duration duration) {
        App.awaiting(duration.plusSeconds(20))
                .until(() -> Duration.between(since, Instant.now()).compareTo(duration) >= 0);
    }
}
