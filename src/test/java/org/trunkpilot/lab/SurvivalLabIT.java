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
 * Whatever dies, at whatever moment, the next call goes out: Trunkpilot, the PBX, the link between them, both uplinks. And what
 * is never steered is not.
 */
class SurvivalLabIT {
    private static final List<String> STATIC = List.of("prov-a", "prov-b");
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
    void bothUplinksCutFor90SecondsMoveNothingAndOneSentenceSaysWhy() {
        app = App.fresh().ready();
        try (Traffic traffic = Traffic.start()) {
            liveCalls(8);
            Instant began = lab.fault("uplink", "cut");
            App.awaiting(Duration.ofSeconds(40))
                    .until(() -> commonCause().contains("this is the uplink or the PBX, not a carrier"));
            Duration said = Duration.between(began, Instant.now());
            elapse(began, Duration.ofSeconds(90));
            lab.fault("uplink", "clear");
            Instant cleared = Instant.now();
            App.awaiting(Duration.ofMinutes(4))
                    .until(() -> commonCause().isEmpty()
                            && app.verdict("prov-a").equals("HEALTHY")
                            && app.verdict("prov-b").equals("HEALTHY"));
            Duration calm = Duration.between(cleared, Instant.now());
            elapse(Instant.now(), Duration.ofSeconds(15));

            Figures.of("both links cut 90 s", app, began, Optional.empty(), traffic.stop());
            Figures.note("both links cut 90 s: said after " + said + ", calm again " + calm + " after the links");
            assertThat(app.moves("default", began)).as("nothing was moved").isEmpty();
            assertThat(pbx.order("default")).isEqualTo(STATIC);
            assertThat(said).isLessThanOrEqualTo(Duration.ofSeconds(20));
        }
    }

    @Test
    void aProviderThatIsBackHasItsCallsBackWithin90SecondsInAnExercise() {
        app = App.fresh("--trunkpilot.pbxs.hq.routes.default.profile=exercise").ready();
        try (Traffic traffic = Traffic.start("--seconds", "10")) {
            liveCalls(3);
            Instant began = blackholed();
            elapse(Instant.now(), Duration.ofSeconds(15));
            lab.fault("prov-a", "clear");
            Instant cleared = Instant.now();

            Instant back = pbx.awaitOrder(Duration.ofMinutes(3), "prov-a", "prov-b");

            Duration took = Duration.between(cleared, back);
            elapse(Instant.now(), Duration.ofSeconds(15));
            Figures.of("fail-back (exercise)", app, began, Optional.of(back), traffic.stop());
            Figures.note("fail-back (exercise): " + took + " after the provider was back");
            assertThat(app.moves("default", began)).as("away and back").hasSize(2);
            assertThat(took).isLessThanOrEqualTo(Duration.ofSeconds(90));
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

        App.awaiting(Duration.ofMinutes(1)).until(() -> linkState().equals("UP"));
        Instant up = Instant.now();
        App.awaiting(Duration.ofMinutes(2)).until(() -> {
            assertThat(pbx.order("default")).as("at every moment").isEqualTo(FLIPPED);
            return Duration.between(up, Instant.now()).toSeconds() >= 30;
        });
        App.awaiting(Duration.ofSeconds(30))
                .until(() -> app.route("default").path("inSync").asBoolean());
        assertThat(app.moves("default", dead)).as("back to the broken trunk").isEmpty();
        Figures.note("kill -9 of Trunkpilot, started again: the row is " + pbx.row("default") + ", why: "
                + app.route("default").path("why").asString());
    }

    @Test
    void killedForGoodItsLeaseRunsOutAndCallsGoByTheStaticOrder() {
        app = App.fresh("--trunkpilot.pbxs.hq.lease=1m").ready();
        blackholed();
        app.kill();
        Instant dead = Instant.now();
        long expiry = Long.parseLong(pbx.row("default").split(":", -1)[0]);

        assertThat(onePlacedCall().trunks()).as("the lease holds").containsExactly("prov-b");
        lab.run("reset");
        elapse(Instant.now(), Duration.between(Instant.now(), Instant.ofEpochSecond(expiry + 2)));

        Traffic.Call call = onePlacedCall();
        assertThat(call.trunks()).as("the static order").startsWith("prov-a");
        assertThat(call.harm()).isEmpty();
        Figures.note("kill -9 of Trunkpilot for good: static order "
                + Duration.between(dead, Instant.ofEpochSecond(expiry)) + " after its death");
        assertThat(Instant.ofEpochSecond(expiry)).isBefore(dead.plusSeconds(61));
    }

    @Test
    void aKilledPbxComesBackWithTheOrderItHad() {
        app = App.fresh().ready();
        Instant began = blackholed();
        // AstDB writes to disk once a second.
        App.awaiting(Duration.ofSeconds(30)).until(() -> lab.isOnDisk(pbx.row("default")));
        lab.run("kill", "pbx");
        App.awaiting(Duration.ofSeconds(30)).until(() -> !linkState().equals("UP"));
        lab.run("start", "pbx");
        Traffic.Call first = onePlacedCall();
        Instant up = Instant.now();
        App.awaiting(Duration.ofMinutes(1)).until(() -> linkState().equals("UP"));
        pbx.close();
        pbx = new Pbx();
        Duration heard = Duration.between(up, Instant.now());
        App.awaiting(Duration.ofSeconds(30))
                .until(() -> app.route("default").path("inSync").asBoolean());

        assertThat(pbx.order("default")).isEqualTo(FLIPPED);
        assertThat(first.harm()).as("the first call after the restart").isEmpty();
        assertThat(first.trunks()).containsExactly("prov-b");
        assertThat(app.moves("default", began)).hasSize(1);

        lab.run("reload");
        assertThat(onePlacedCall().trunks()).as("after core reload").containsExactly("prov-b");
        assertThat(linkState()).isEqualTo("UP");
        assertThat(pbx.order("default")).isEqualTo(FLIPPED);
        assertThat(app.moves("default", began)).hasSize(1);
        Figures.note(
                "kill -9 of Asterisk: the first call was carried by " + first.trunk() + ", heard again after " + heard);
    }

    @Test
    void aHalfOpenLinkIsShownAsLostWithin10SecondsAndIsBackByItself() {
        app = App.fresh().ready();
        Instant began = lab.fault("ami", "halfopen");
        App.awaiting(Duration.ofSeconds(30)).until(() -> !linkState().equals("UP"));
        // What is not heard is not known; the controller says so with its next step.
        App.awaiting(Duration.ofSeconds(30)).until(() -> app.verdict("prov-a").equals("UNKNOWN"));
        Duration shown = Duration.between(began, Instant.now());
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
        long before = lab.failedLogins("trunkpilot");
        app = App.withSecret("not-the-secret");
        App.awaiting(Duration.ofSeconds(30)).until(() -> linkState().equals("REFUSED"));
        elapse(Instant.now(), Duration.ofSeconds(20));

        assertThat(lab.failedLogins("trunkpilot") - before)
                .as("attempts that the PBX itself counted in 20 s")
                .isEqualTo(1);

        assertThat(linkState()).isEqualTo("REFUSED");
        assertThat(app.pbx().path("link").path("problem").asString()).contains("trunkpilot");
        assertThat(app.output()).doesNotContain("not-the-secret");
        assertThat(app.output()
                        .lines()
                        .filter(line -> line.contains(" ERROR ") || line.contains(" WARN "))
                        .filter(line -> line.contains("pbx=hq")))
                .as("one line, not one a try")
                .hasSize(1);
        Figures.note("wrong password: " + app.pbx().path("link").path("problem").asString());
    }

    @Test
    void anEmergencyCallIsTriedInItsStaticOrderThoughItsFirstTrunkIsKnownToBeBad() {
        app = App.fresh().ready();
        Instant began = Instant.now();
        lab.fault("prov-b", "reject=503");
        // Distinct numbers: eight refusals of one callee would be one witness.
        lab.call("--trunk", "prov-b", "--count", "8", "--rate", "2", "--seconds", "3");
        App.awaiting(MOVE).until(() -> List.of("DEGRADED", "DOWN").contains(app.verdict("prov-b")));

        Lab.Call call = lab.call("--route", "emergency", "--count", "1", "--seconds", "3")
                .get(0);

        assertThat(call.trunks()).containsExactly("prov-b", "prov-a");
        assertThat(call.harm()).isEmpty();
        assertThat(pbx.row("emergency")).isEmpty();
        assertThat(app.moves("emergency", began)).isEmpty();
    }

    @Test
    void watchingItDecidesTheSameWithin12SecondsAndWritesNothing() {
        app = App.fresh("--trunkpilot.pbxs.hq.mode=watching").ready();
        Instant began = lab.fault("prov-a", "blackhole");

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
        Instant began = lab.fault("prov-a", "blackhole");
        pbx.awaitOrder(MOVE, "prov-b", "prov-a");
        return began;
    }

    private Traffic.Call onePlacedCall() {
        try (Traffic call = Traffic.start("--count", "1", "--seconds", "8")) {
            return call.finished().get(0);
        }
    }

    private void liveCalls(int count) {
        App.awaiting(Duration.ofMinutes(1))
                .until(() -> app.trunk("prov-a").path("liveCalls").asInt() >= count);
    }

    private String linkState() {
        return app.pbx().path("link").path("state").asString();
    }

    private String commonCause() {
        return app.pbx().path("commonCause").asString("");
    }

    private static void elapse(Instant since, Duration duration) {
        App.awaiting(duration.isNegative() ? Duration.ofSeconds(20) : duration.plusSeconds(20))
                .until(() -> Duration.between(since, Instant.now()).compareTo(duration) >= 0);
    }
}
