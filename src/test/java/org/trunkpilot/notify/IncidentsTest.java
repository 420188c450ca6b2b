package org.trunkpilot.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.notify.Views.A;
import static org.trunkpilot.notify.Views.B;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.notify.Message.Line;
import org.trunkpilot.notify.Message.State;
import org.trunkpilot.pbx.LinkStatus;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.Rung;

/** On virtual time: a PBX is looked at each half second, as the service does. */
class IncidentsTest {
    private static final Instant START = Instant.parse("2026-03-01T02:14:00Z");
    private static final URI DASHBOARD = URI.create("https://trunkpilot.example/");

    private final Incidents incidents = new Incidents(Pace.USUAL, Optional.of(DASHBOARD), START.minusSeconds(3600));
    private final Views pbx = new Views();
    private final List<Message> said = new ArrayList<>();
    private final List<RouteDecision> decided = new ArrayList<>();
    private Instant now = START;

    private void pass(Duration time) {
        Instant until = now.plus(time);
        while (now.isBefore(until)) {
            now = now.plusMillis(500);
            said.addAll(incidents.see(pbx.at(now), List.copyOf(decided), now));
            decided.clear();
        }
    }

    private void seconds(int count) {
        pass(Duration.ofSeconds(count));
    }

    private void down() {
        pbx.trunk(A, Verdict.DOWN, now)
                .blame(Attribution.CARRIER, "Alpha Telecom", 80, "Alpha Telecom: no other trunk suffers", A);
    }

    private void moved() {
        pbx.order(B, A);
        decided.add(
                Views.decision(now, Rung.HARD_FAULT, true, "prov-a carries no calls; new calls take prov-b first."));
    }

    private void well() {
        pbx.trunk(A, Verdict.HEALTHY, now).trunk(B, Verdict.HEALTHY, now).noBlame();
    }

    private List<State> states() {
        return said.stream().map(Message::state).toList();
    }

    private Message newest() {
        return said.get(said.size() - 1);
    }

    private static List<String> words(Message message) {
        return message.lines().stream().map(Line::words).toList();
    }

    @Test
    void nothingIsSaidOfAPbxThatIsWell() {
        pass(Duration.ofHours(5));
        assertThat(said).isEmpty();
    }

    @Test
    void theFirstMessageHasTheVerdictWhoseFaultItIsAndTheMoveTogether() {
        down();
        seconds(2);
        moved();
        seconds(8);

        assertThat(said).singleElement().satisfies(message -> {
            assertThat(message.state()).isEqualTo(State.TROUBLE);
            assertThat(message.at()).isEqualTo(START.plusMillis(5500));
            assertThat(message.incident()).isEqualTo("hq-20260301T021400Z");
            assertThat(message.number()).isOne();
            assertThat(message.telling().headline())
                    .isEqualTo(
                            "hq: prov-a (Alpha Telecom) carries no calls: 2 OPTIONS in a row were not answered within 3 s.");
            assertThat(message.topic()).isEqualTo(message.telling().headline());
            assertThat(message.telling().fault()).isEqualTo("Alpha Telecom: no other trunk suffers. (80 % sure.)");
            assertThat(message.telling().did()).isEqualTo("Route default tries prov-b first (the PBX has it).");
            assertThat(message.telling().todo())
                    .isEqualTo("Nothing urgent: new calls avoid it. Report it to Alpha Telecom.");
            assertThat(words(message))
                    .containsExactly(
                            "prov-a (Alpha Telecom) carries no calls: 2 OPTIONS in a row were not answered within 3 s.",
                            "Route default, moved: prov-a carries no calls; new calls take prov-b first.");
        });
    }

    @Test
    void aVerdictThatFlipsWithinTheWaitSaysNothing() {
        down();
        seconds(4);
        well();
        pass(Duration.ofMinutes(10));

        assertThat(said).isEmpty();
    }

    @Test
    void aMoveIsToldThoughTheVerdictFlipped() {
        down();
        seconds(2);
        moved();
        seconds(1);
        well();
        seconds(10);

        assertThat(said).singleElement().satisfies(message -> {
            assertThat(message.state()).isEqualTo(State.TROUBLE);
            assertThat(message.telling().headline())
                    .isEqualTo("hq: Route default, moved: prov-a carries no calls; new calls take prov-b first.");
            assertThat(message.telling().did()).isEqualTo("Route default tries prov-b first (the PBX has it).");
        });
    }

    @Test
    void whatIsNewComesInOneMessageAMinute() {
        down();
        seconds(6);
        moved();
        seconds(3);
        pbx.trunk(B, Verdict.DEGRADED, now);
        seconds(50);
        assertThat(states()).containsExactly(State.TROUBLE);
        seconds(10);

        assertThat(states()).containsExactly(State.TROUBLE, State.UPDATE);
        assertThat(newest().number()).isEqualTo(2);
        assertThat(newest().incident()).isEqualTo(said.get(0).incident());
        assertThat(newest().topic()).isEqualTo(said.get(0).topic());
        assertThat(words(newest()))
                .hasSize(2)
                .anyMatch(it -> it.contains("moved"))
                .anyMatch(it -> it.contains("prov-b (Beta"));
        assertThat(Duration.between(said.get(0).at(), newest().at())).isEqualTo(Pace.USUAL.gap());
    }

    @Test
    void aTroubleThatGrowsWorseOrIsLaidAtSomebodysDoorIsNewAndFiguresAreNot() {
        pbx.trunk(A, Verdict.DEGRADED, now);
        pass(Duration.ofMinutes(10));
        assertThat(states()).containsExactly(State.TROUBLE);

        pbx.blame(Attribution.UPLINK, "fibre", 80, "The uplink fibre loses 4 %", A);
        seconds(1);
        pbx.noBlame().blame(Attribution.UPLINK, "fibre", 80, "The uplink fibre loses 9 %", A);
        pass(Duration.ofMinutes(10));
        assertThat(states()).containsExactly(State.TROUBLE, State.UPDATE);

        pbx.trunk(A, Verdict.DOWN, now);
        seconds(1);
        pbx.trunk(A, Verdict.DEGRADED, now);
        pass(Duration.ofMinutes(10));
        assertThat(states()).containsExactly(State.TROUBLE, State.UPDATE, State.UPDATE);
    }

    @Test
    void aTrunkThatComesAndGoesIsOneIncident() {
        IntStream.range(0, 30).forEach(i -> {
            down();
            seconds(40);
            well();
            seconds(40);
        });
        pass(Duration.ofMinutes(3));

        assertThat(states()).containsExactly(State.TROUBLE, State.OVER);
        assertThat(newest().telling().headline()).isEqualTo("Over: nothing is wrong at hq any more. It lasted 39 min.");
    }

    @Test
    void anIncidentIsOverAfterTheCalmWithWhatWasDone() {
        down();
        moved();
        pass(Duration.ofMinutes(12));
        well();
        seconds(118);
        assertThat(states()).containsExactly(State.TROUBLE);
        seconds(4);

        assertThat(states()).containsExactly(State.TROUBLE, State.OVER);
        assertThat(newest().telling().headline()).isEqualTo("Over: nothing is wrong at hq any more. It lasted 11 min.");
        assertThat(newest().telling().did())
                .isEqualTo("Orders were changed once. Route default tries prov-b first (the PBX has it).");
        assertThat(newest().telling().fault()).contains("Alpha Telecom");
        assertThat(words(newest())).containsExactly("prov-a is no longer bad.");
    }

    @Test
    void whatIsPutBackOnceAllIsWellWaitsForTheEnd() {
        down();
        moved();
        pass(Duration.ofMinutes(3));
        well();
        seconds(20);
        pbx.order(A, B);
        decided.add(Views.decision(now, Rung.FAIL_BACK, true, "prov-a is back in its place after 3 min."));
        pass(Duration.ofMinutes(3));

        assertThat(states()).containsExactly(State.TROUBLE, State.OVER);
        assertThat(words(newest())).anyMatch(it -> it.contains("back in its place"));
        assertThat(newest().telling().did()).isEqualTo("Orders were changed 2 times. Every route has its own order.");
    }

    @Test
    void theNextTroubleIsAnotherIncident() {
        down();
        seconds(10);
        well();
        pass(Duration.ofMinutes(3));
        down();
        seconds(10);

        assertThat(states()).containsExactly(State.TROUBLE, State.OVER, State.TROUBLE);
        assertThat(newest().incident()).isNotEqualTo(said.get(0).incident());
        assertThat(newest().number()).isOne();
    }

    @Test
    void oneOfTwoTroublesThatEndsIsAnUpdate() {
        down();
        pbx.trunk(B, Verdict.DEGRADED, now);
        seconds(30);
        pbx.trunk(B, Verdict.HEALTHY, now);
        pass(Duration.ofMinutes(2));

        assertThat(states()).containsExactly(State.TROUBLE, State.UPDATE);
        assertThat(words(newest())).containsExactly("prov-b is no longer bad.");
    }

    @Test
    void aTrunkThatIsMerelyBetterIsNotOver() {
        down();
        seconds(10);
        pbx.noBlame().trunk(A, Verdict.SUSPECT, now);
        pass(Duration.ofMinutes(10));
        assertThat(states()).containsExactly(State.TROUBLE);

        pbx.trunk(A, Verdict.UNKNOWN, now);
        pass(Duration.ofMinutes(3));
        assertThat(states()).containsExactly(State.TROUBLE, State.OVER);
    }

    @Test
    void aTrunkThatIsMerelySuspectIsNoTrouble() {
        pbx.trunk(A, Verdict.SUSPECT, now);
        pass(Duration.ofMinutes(10));
        assertThat(said).isEmpty();
    }

    @Test
    void anIncidentThatLastsIsToldAgainEachFourHours() {
        down();
        pass(Duration.ofHours(9));

        assertThat(states()).containsExactly(State.TROUBLE, State.UPDATE, State.UPDATE);
        assertThat(newest().telling().headline())
                .startsWith("Still, after 8 h 0 min: hq: prov-a (Alpha Telecom) carries no calls");
        assertThat(newest().lines()).isEmpty();
    }

    @Test
    void noReminderComesWhereNoneIsWanted() {
        var silent = new Pace(Pace.USUAL.settle(), Pace.USUAL.gap(), Pace.USUAL.calm(), Duration.ZERO);
        var quiet = new Incidents(silent, Optional.empty(), START.minusSeconds(3600));
        down();
        List<Message> told = new ArrayList<>();
        for (int minute = 0; minute < 600; minute++) {
            Instant at = START.plus(Duration.ofMinutes(minute));
            told.addAll(quiet.see(pbx.at(at), List.of(), at));
        }
        assertThat(told).extracting(Message::state).containsExactly(State.TROUBLE);
    }

    @Test
    void aPbxThatIsOnlyWatchedIsToldWhatWouldBeDone() {
        pbx.mode(Mode.WATCHING);
        down();
        moved();
        seconds(10);
        well();
        pass(Duration.ofMinutes(3));

        assertThat(words(said.get(0))).anyMatch(it -> it.startsWith("Route default, would be moved (only watching): "));
        assertThat(said.get(0).telling().did())
                .isEqualTo("Route default would try prov-b first; nothing is written while watching.");
        assertThat(newest().telling().did()).startsWith("Nothing was written: only watching. Route default would try");
    }

    @Test
    void aLinkThatIsLostIsToldAndTheTrunksNobodyHearsKeepTheirTrouble() {
        down();
        seconds(10);
        pbx.noBlame().trunk(A, Verdict.UNKNOWN, now).link(LinkStatus.State.CONNECTING);
        pass(Duration.ofMinutes(5));

        assertThat(states()).containsExactly(State.TROUBLE, State.UPDATE);
        assertThat(newest().telling().headline())
                .isEqualTo("hq: Trunkpilot does not hear the PBX, so nothing is known of its trunks.");
        assertThat(newest().telling().fault()).isEqualTo("Our link to the PBX is gone: it did not answer for 8 s.");
        assertThat(words(newest())).hasSize(1);
    }

    @Test
    void aStartThatIsNotConnectedYetIsNoTroubleForHalfAMinute() {
        var fresh = new Incidents(Pace.USUAL, Optional.empty(), START);
        pbx.link(LinkStatus.State.CONNECTING);
        List<Message> told = new ArrayList<>();
        for (int second = 0; second < 34; second++) {
            Instant at = START.plusSeconds(second);
            told.addAll(fresh.see(pbx.at(at), List.of(), at));
        }
        assertThat(told).isEmpty();
        for (int second = 34; second < 40; second++) {
            Instant at = START.plusSeconds(second);
            told.addAll(fresh.see(pbx.at(at), List.of(), at));
        }
        assertThat(told).extracting(Message::state).containsExactly(State.TROUBLE);
    }

    @Test
    void aControlThreadThatStandsStillIsTold() {
        seconds(1);
        var stood = pbx.at(now);
        for (int second = 0; second < 20; second++) {
            now = now.plusSeconds(1);
            said.addAll(incidents.see(stood, List.of(), now));
        }
        assertThat(said)
                .singleElement()
                .satisfies(message -> assertThat(message.telling().headline())
                        .isEqualTo("hq: Trunkpilot has not judged it since 2026-03-01T02:14:01Z."));
    }

    @Test
    void aRefusalIsToldAndOneThatHarmsNobodyIsNot() {
        decided.add(Views.decision(now, Rung.FAIL_BACK, false, "prov-a is well again and not put back yet."));
        pass(Duration.ofMinutes(1));
        assertThat(said).isEmpty();

        decided.add(Views.decision(
                now,
                Rung.SOFT_FAULT,
                false,
                "prov-a carries calls badly; nothing moved, as the 6 moves of a day are spent."));
        seconds(6);
        assertThat(newest().state()).isEqualTo(State.TROUBLE);
        assertThat(words(newest())).singleElement().asString().startsWith("Route default, not moved: prov-a carries");
    }

    @Test
    void anAlarmWhoseFiguresGrowIsOneTrouble() {
        for (int attempts = 3; attempts < 40; attempts++) {
            pbx.alarm("prov-a was told to register " + attempts + " times and is not.");
            seconds(30);
        }
        assertThat(states()).containsExactly(State.TROUBLE);
        assertThat(newest().telling().headline()).isEqualTo("hq: prov-a was told to register 3 times and is not.");

        pbx.noAlarm();
        pass(Duration.ofMinutes(3));
        assertThat(states()).containsExactly(State.TROUBLE, State.OVER);
    }

    @Test
    void theNetworkOfWhomIsCalledWakesNobodyAndOurOwnHouseDoes() {
        pbx.blame(Attribution.CALLEE, "0171…", 80, "Calls to 0171… fail by every carrier");
        pass(Duration.ofMinutes(5));
        assertThat(said).isEmpty();

        pbx.blame(Attribution.LAN_PHONES, "", 80, "All phones lose packets, by every trunk");
        seconds(6);
        assertThat(newest().telling().headline()).isEqualTo("hq: All phones lose packets, by every trunk.");
        assertThat(newest().telling().fault()).isEqualTo("Our own house's: no carrier's. (80 % sure.)");
    }

    @Test
    void aTrunkThatGetsItsPlaceBackIsANoteOfTheIncidentBefore() {
        down();
        moved();
        seconds(60);
        well();
        pass(Duration.ofMinutes(20));
        pbx.order(A, B);
        decided.add(Views.decision(now, Rung.FAIL_BACK, true, "prov-a is back in its place after 20 min."));
        pass(Duration.ofMinutes(5));

        assertThat(states()).containsExactly(State.TROUBLE, State.OVER, State.NOTE);
        assertThat(newest().incident()).isEqualTo(said.get(0).incident());
        assertThat(newest().topic()).isEqualTo(said.get(0).topic());
        assertThat(newest().number()).isEqualTo(3);
        assertThat(newest().telling().did()).isEqualTo("Every route has its own order.");
    }

    @Test
    void whatAPersonOrderedIsANoteOfItsOwn() {
        pbx.order(B, A);
        decided.add(Views.decision(now, Rung.ORDERS, true, "ops ordered that prov-b comes first: test."));
        pass(Duration.ofMinutes(5));

        assertThat(said).singleElement().satisfies(message -> {
            assertThat(message.state()).isEqualTo(State.NOTE);
            assertThat(message.telling().headline())
                    .isEqualTo("hq: Route default, moved: ops ordered that prov-b comes first: test.");
        });
    }

    @Test
    void emergencyCallsThatDoNotGetOutComeFirst() {
        pbx.trunk(A, Verdict.DOWN, now).trunk(B, Verdict.DOWN, now);
        seconds(6);

        assertThat(newest().telling().headline())
                .isEqualTo(
                        "hq: Emergency calls do not get out: no trunk of route emergency carries calls, and none of route default.");
        assertThat(newest().telling().todo()).startsWith("Tell people now to make emergency calls by mobile phone.");
    }

    @Test
    void whenAllIsSilentTheFirstLineHasTheEmergencyCallsAndTheCauseStandsThereOnce() {
        String cause =
                "Nothing moved: prov-a and prov-b went silent within 1 s of each other; this is the uplink or the PBX.";
        pbx.trunk(A, Verdict.DOWN, now).trunk(B, Verdict.DOWN, now).commonCause(cause);
        decided.add(Views.decision(now, Rung.COMMON_CAUSE, false, cause));
        decided.add(Views.refusal(now, "mobile", Rung.COMMON_CAUSE, cause));
        seconds(6);

        assertThat(newest().telling().headline()).isEqualTo("hq: No calls get out, emergency calls included. " + cause);
        assertThat(newest().telling().todo())
                .isEqualTo("Tell people now to make emergency calls by mobile phone. Look at the router, the uplink and"
                        + " the PBX host.");
        assertThat(words(newest()))
                .hasSize(3)
                .anyMatch(it -> it.equals(
                        "Routes default and mobile, not moved: prov-a and prov-b went silent within 1 s of each"
                                + " other; this is the uplink or the PBX."));
    }

    @Test
    void aMessageHasItsFirstLinesAndSaysHowManyMoreThereAre() {
        for (int i = 0; i < 50; i++) {
            decided.add(Views.decision(now, Rung.HARD_FAULT, false, "Reason " + i + "."));
        }
        seconds(6);

        assertThat(newest().lines()).hasSize(Incidents.MOST_LINES);
        assertThat(words(newest()).get(Incidents.MOST_LINES - 1))
                .isEqualTo("And 31 more; the dashboard's timeline has them.");
    }

    @Test
    void theTextHasTheTimesOfTheSite() {
        down();
        moved();
        seconds(6);

        assertThat(newest().text(ZoneId.of("Europe/Berlin"))).isEqualTo("""
                hq: prov-a (Alpha Telecom) carries no calls: 2 OPTIONS in a row were not answered within 3 s.
                Whose fault: Alpha Telecom: no other trunk suffers. (80 % sure.)
                What Trunkpilot did: Route default tries prov-b first (the PBX has it).
                What to do: Nothing urgent: new calls avoid it. Report it to Alpha Telecom.

                03:14:00 Route default, moved: prov-a carries no calls; new calls take prov-b first.
                03:14:00 First sign of it.

                https://trunkpilot.example/
                Incident hq-20260301T021400Z, message 1; times in CET.""");
    }
}
