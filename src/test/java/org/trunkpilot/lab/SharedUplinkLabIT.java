package org.trunkpilot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both trunks leave by one uplink: what ails both is that uplink, what ails one is its carrier or the path to it. */
class SharedUplinkLabIT {
    private static Lab lab;
    private static Pbx pbx;
    private App app;

    @BeforeAll
    static void take() {
        lab = Lab.take();
        lab.run("down");
        lab.run("up", "--shared-uplink");
        lab.dialplan(App.says("setup", "hq", "--dialplan"));
        pbx = new Pbx();
    }

    /** The next test expects the layout with two. */
    @AfterAll
    static void leave() {
        pbx.close();
        lab.run("down");
        lab.run("up");
        lab.close();
    }

    @BeforeEach
    void bothAreWell() {
        lab.reset();
        app = App.fresh("--trunkpilot.pbxs.hq.trunks.prov-b.uplink=fibre").ready();
    }

    @AfterEach
    void stop() {
        if (app != null) {
            app.close();
        }
    }

    @Test
    void theUplinkCutForAMinuteMovesNothingAndIsSaidInOneSentence() {
        Instant began = lab.fault("uplink", "cut");
        App.awaiting(Duration.ofSeconds(40)).until(() -> commonCause().contains("uplink"));
        Duration said = Duration.between(began, Instant.now());
        App.awaiting(Duration.ofSeconds(20)).until(() -> app.culprits().contains("UPLINK fibre"));
        App.awaiting(Duration.ofSeconds(80))
                .until(() -> Duration.between(began, Instant.now()).toSeconds() >= 60);
        lab.fault("uplink", "clear");
        App.awaiting(Duration.ofMinutes(4))
                .until(() -> commonCause().isEmpty()
                        && app.verdict("prov-a").equals("HEALTHY")
                        && app.verdict("prov-b").equals("HEALTHY"));

        Figures.note("shared uplink cut 60 s: said after " + said);
        assertThat(app.moves("default", began)).as("nothing was moved").isEmpty();
        assertThat(said).isLessThanOrEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void oneProviderThatFallsSilentBehindTheSharedUplinkIsLastWithin12Seconds() {
        Instant began = lab.fault("prov-a", "blackhole");
        Instant moved = pbx.awaitOrder(Duration.ofSeconds(40), "prov-b", "prov-a");

        Figures.note("shared uplink, prov-a blackholed: order read back after " + Duration.between(began, moved));
        assertThat(Duration.between(began, moved)).isLessThanOrEqualTo(Duration.ofSeconds(12));
        assertThat(app.moves("default", began)).hasSize(1);
        // prov-b answers over the same uplink.
        app.awaitCulprits("CARRIER Alpha Telecom");
    }

    private String commonCause() {
        return app.pbx().path("commonCause").asString("");
    }
}
