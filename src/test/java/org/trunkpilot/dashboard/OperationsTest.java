package org.trunkpilot.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.pbx.LinkStatus;
import org.trunkpilot.web.InMemoryRoom;
import org.trunkpilot.web.OnTheWeb;
import org.trunkpilot.web.Web.Reply;

/** What machines ask: health and metrics. */
class OperationsTest extends OnTheWeb {
    @Test
    void aPbxThatIsDownMakesNobodyRestartTrunkpilot() {
        room.tick(InMemoryRoom.HQ, view -> InMemoryRoom.pbx(InMemoryRoom.HQ, LinkStatus.State.CONNECTING));

        for (String path : new String[] {"", "/liveness", "/readiness"}) {
            Reply reply = nobody().get("/actuator/health" + path);
            assertThat(reply.status()).as(path).isEqualTo(200);
            assertThat(reply.json().get("status").asString()).isEqualTo("UP");
            assertThat(reply.json().has("components")).isFalse();
        }
    }

    @Test
    void howTheLinksStandIsForThoseWhoHaveSignedIn() {
        assertThat(nobody().get("/actuator/health/pbx").status()).isEqualTo(401);

        Reply reply = admin().get("/actuator/health/pbx");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().get("status").asString()).isEqualTo("UNKNOWN");
        assertThat(reply.json().get("details").get("hq").asString()).startsWith("UP since 2026-03-01T08:00:00Z");
        assertThat(reply.json().get("details").get("branch").asString()).contains("REFUSED", "correct it");
    }

    @Test
    void aControlLoopThatStandsStillIsSeenByMachines() {
        room.tick(InMemoryRoom.BRANCH, view -> InMemoryRoom.pbx(InMemoryRoom.BRANCH, LinkStatus.State.UP));
        room.judged(InMemoryRoom.BRANCH, clock.instant());
        Instant judged = clock.instant();
        room.judged(InMemoryRoom.HQ, judged);
        assertThat(admin().get("/actuator/health/pbx").json().get("status").asString())
                .isEqualTo("UP");
        assertThat(admin().get("/api/v1/pbxs/hq").json().get("stalledSince").isNull())
                .isTrue();

        clock.pass(Duration.ofSeconds(6));
        room.judged(InMemoryRoom.BRANCH, clock.instant());

        Reply health = admin().get("/actuator/health/pbx");
        assertThat(health.json().get("status").asString()).isEqualTo("UNKNOWN");
        assertThat(health.json().get("details").get("hq").asString()).contains("not judged since " + judged);
        assertThat(health.json().get("details").get("branch").asString()).doesNotContain("not judged");
        assertThat(admin().get("/api/v1/pbxs/hq").json().get("stalledSince").asString())
                .isEqualTo(judged.toString());
        assertThat(figure(metrics(), "trunkpilot_judged_age_seconds{pbx=\"hq\"} "))
                .isBetween(6.0, 60.0);
    }

    @Test
    void thereIsAMetricForWhatAnOperatorAlarmsOn() {
        room.believe(InMemoryRoom.HQ, InMemoryRoom.PROV_A, Verdict.DOWN);
        String before = metrics();
        room.move(InMemoryRoom.HQ, InMemoryRoom.PROV_B, InMemoryRoom.PROV_A);

        String after = metrics();

        assertThat(after)
                .contains("trunkpilot_trunk_verdict{pbx=\"hq\",trunk=\"prov-a\",verdict=\"DOWN\"} 1.0")
                .contains("trunkpilot_trunk_verdict{pbx=\"hq\",trunk=\"prov-a\",verdict=\"HEALTHY\"} 0.0")
                .contains("trunkpilot_trunk_score{pbx=\"hq\",trunk=\"prov-a\"} 12.0")
                .contains("trunkpilot_trunk_rating{direction=\"inbound\",pbx=\"hq\",trunk=\"prov-a\"} 91.2345")
                .contains("trunkpilot_trunk_rating{direction=\"outbound\",pbx=\"hq\",trunk=\"prov-a\"} NaN")
                .contains("trunkpilot_trunk_pdd_median_seconds{pbx=\"hq\",trunk=\"prov-a\"} 0.85")
                .contains("trunkpilot_link_up{pbx=\"hq\"} 1.0", "trunkpilot_link_up{pbx=\"branch\"} 0.0")
                .contains("trunkpilot_pbx_state{pbx=\"branch\",state=\"LINK_LOST\"} 1.0")
                .contains("trunkpilot_pbx_mode{mode=\"ACTING\",pbx=\"hq\"} 1.0")
                .contains("trunkpilot_signals_dropped_total{pbx=\"hq\"} 3.0")
                .contains("trunkpilot_faults_total{pbx=\"hq\"} ")
                .contains("trunkpilot_references_dropped_total{pbx=\"hq\"} 5.0")
                .contains("trunkpilot_losses_total{pbx=\"hq\",what=\"ended-leg\"} 1.0")
                .contains("trunkpilot_losses_total{pbx=\"hq\",what=\"live-call\"} 2.0")
                .contains("trunkpilot_losses_total{pbx=\"hq\",what=\"unknown-leg\"} 3.0")
                .contains("trunkpilot_losses_total{pbx=\"hq\",what=\"unknown-trunk\"} 4.0")
                .contains("trunkpilot_route_moved{pbx=\"hq\",route=\"default\"} 1.0")
                .contains("trunkpilot_timeline_writing 1.0")
                .contains("# HELP trunkpilot_moves_total Changes of a route's order decided");
        String moves = "trunkpilot_moves_total{pbx=\"hq\",route=\"default\",rung=\"HARD_FAULT\"} ";
        assertThat(figure(after, moves)).isEqualTo(figure(before, moves) + 1);
        assertThat(figure(after, moves.replace("moves", "refusals"))).isZero();
    }

    private String metrics() {
        Reply reply = admin().get("/actuator/prometheus");
        assertThat(reply.status()).isEqualTo(200);
        return reply.body();
    }

    private static double figure(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name));
    }
}
