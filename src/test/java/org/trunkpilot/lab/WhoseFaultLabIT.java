package org.trunkpilot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Kinds of trouble of {@code docs/judgement.md}, made on real Asterisks: whose fault is it said to be, and how soon? Both trunks leave by
 * one uplink and both carry calls, so that each is the other's witness. Each test ends when the right one is said; whoever else was
 * blamed until then is noted in target/lab/figures.txt, and may only be nobody ("UNKNOWN"). A dead carrier and
 * a cut uplink are in {@link SharedUplinkLabIT}, refused and late calls in {@link FaultLabIT}.
 */
class WhoseFaultLabIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static Lab lab;
    private App app;
    private Traffic office;
    private Traffic other;

    @BeforeAll
    static void take() {
        lab = Lab.take();
        lab.run("down");
        lab.run("up", "--shared-uplink");
        lab.dialplan(App.says("setup", "hq", "--dialplan"));
    }

    /** The next test expects the layout with two uplinks. */
    @AfterAll
    static void leave() {
        lab.run("down");
        lab.run("up");
        lab.close();
    }

    @BeforeEach
    void bothCarryCalls() {
        lab.reset();
        app = App.fresh("--trunkpilot.pbxs.hq.trunks.prov-b.uplink=fibre").ready();
        office = Traffic.start();
        other = Traffic.start("--trunk", "prov-b", "--rate", "0.25");
        app.awaitProven("prov-a");
        app.awaitProven("prov-b");
        App.awaiting(Duration.ofMinutes(1))
                .until(() -> app.trunk("prov-a").path("liveCalls").asInt() >= 6
                        && app.trunk("prov-b").path("liveCalls").asInt() >= 3);
        assertThat(app.culprits()).as("nothing is wrong yet").isEmpty();
    }

    @AfterEach
    void stop() {
        if (office != null) {
            office.close();
        }
        if (other != null) {
            other.close();
        }
        if (app != null) {
            app.close();
        }
    }

    @Test
    void lossOfOneCarrierBesideOneThatSoundsWellIsTheCarrier() {
        isSaid("10 % loss from one carrier", "CARRIER Alpha Telecom", () -> lab.fault("prov-a", "loss-in=10"));
    }

    @Test
    void noAudioOfOneCarrierIsTheCarrier() {
        isSaid("one-way audio", "CARRIER Alpha Telecom", () -> lab.fault("prov-a", "oneway"));
    }

    @Test
    void oneCarrierThatDoesNotReachAPrefixWhichTheOtherReachesIsTheCarrier() {
        isSaid("a prefix lost", "CARRIER Alpha Telecom", () -> {
            for (String number : new String[] {"850312340001", "850312340002", "850312340003", "850312340004"}) {
                lab.call("--number", number, "--seconds", "1");
            }
        });
    }

    @Test
    void lossOfBothCarriersIsTheUplink() {
        isSaid("10 % loss on the uplink", "UPLINK fibre", () -> lab.fault("uplink", "loss-in=10"));
    }

    @Test
    void aPbxThatRestartsIsThePbx() {
        isSaid("PBX restarts", "PBX", () -> lab.run("restart", "pbx"));
    }

    @Test
    void oneNumberThatNobodyReachesIsTheCallee() {
        isSaid("one number not reached", "CALLEE", () -> {
            for (int i = 0; i < 4; i++) {
                lab.call("--number", "348012340001", "--seconds", "1");
            }
        });
        assertThat(app.moves("default", Instant.EPOCH.plusSeconds(1_000_000_000)))
                .as("another carrier would not reach it either")
                .isEmpty();
    }

    @Test
    void callsRefusedForThePasswordAreOurAccount() {
        isSaid("our password no longer taken", "ACCOUNT Alpha Telecom", () -> lab.fault("prov-a", "auth"));
    }

    @Test
    void callsRefusedForTheirCodecsAreTheCodec() {
        isSaid("488 to every call", "CODEC Alpha Telecom", () -> lab.fault("prov-a", "reject=488"));
    }

    /** @param whose as {@link App#culprits()} names it, or begins with it */
    private void isSaid(String what, String whose, Runnable trouble) {
        Instant began = Instant.now();
        trouble.run();
        Set<String> before = new LinkedHashSet<>();
        App.awaiting(PATIENCE).until(() -> {
            Set<String> said = app.culprits();
            said.stream().filter(each -> !each.startsWith(whose)).forEach(before::add);
            return said.stream().anyMatch(each -> each.startsWith(whose));
        });
        Figures.note(String.format(
                Locale.ROOT,
                "%-28s said %s after %.1f s%s",
                what,
                whose,
                Duration.between(began, Instant.now()).toMillis() / 1000.0,
                before.isEmpty() ? "" : ", before that " + before));
        assertThat(before).as("who else was blamed").allMatch(each -> each.startsWith("UNKNOWN"));
    }
}
