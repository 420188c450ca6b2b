package org.trunkpilot.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.trunkpilot.backtest.BacktestController.NewBacktestJson;
import org.trunkpilot.backtest.BacktestController.PolicyJson;
import org.trunkpilot.control.ControlledPbx;
import org.trunkpilot.control.ControlledPbxs;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.journal.Journal;
import org.trunkpilot.journal.JournalSettings;
import org.trunkpilot.operator.Answers;
import org.trunkpilot.operator.ApiProblem;
import org.trunkpilot.operator.Role;
import org.trunkpilot.operator.SignedIn;
import org.trunkpilot.operator.Site;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.pbx.Secret;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.replay.Input;
import org.trunkpilot.replay.Past;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.RoutingPolicy;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.settings.Settings;
import org.trunkpilot.web.InMemoryRoom;
import org.trunkpilot.web.OnTheWeb;
import org.trunkpilot.web.Web.Reply;

/** Backtests over HTTP, and over a journal of which we know what is in it. */
class BacktestApiTest extends OnTheWeb {
    private static final SignedIn WHO = new SignedIn("carla", Role.OPERATOR, SignedIn.Way.PASSWORD, "");
    private static final Instant END = Past.START.plus(Duration.ofHours(1));

    @TempDir
    private Path dir;

    @Autowired
    private Settings settings;

    @Autowired
    private Site site;

    @Autowired
    private Answers answers;

    private Journal journal;
    private Backtests backtests;
    private BacktestController controller;

    @BeforeEach
    void open() {
        journal = new Journal(dir, JournalSettings.defaults(), () -> END);
        backtests = new Backtests(journal, () -> END);
        controller = new BacktestController(
                backtests, settings, new ControlledPbxs(List.of(hq())), site, answers, () -> END);
    }

    @AfterEach
    void close() {
        backtests.close();
        journal.close();
    }

    @Test
    void aCandidateStandsBesideThePolicyInForceAndTheStaticOrder() {
        write(new Past(2, 1).fault(Past.a(0), Past.Kind.REFUSES, Duration.ofMinutes(20), Duration.ofMinutes(40)));

        BacktestJson asked = ask(new NewBacktestJson(
                "hq", Past.START, END, new PolicyJson("availability", Map.of("routing.dwell", "5m")), null));
        assertThat(asked.state()).isEqualTo(Backtests.State.WAITING);
        assertThat(asked.askedBy()).isEqualTo("carla");

        BacktestJson done = done(asked.id());
        assertThat(done.state()).isEqualTo(Backtests.State.DONE);
        assertThat(done.result().calls()).isEqualTo(600);
        assertThat(done.result().policies())
                .extracting(BacktestJson.OutcomeJson::policy)
                .containsExactly("candidate: availability with routing.dwell=5m", "in force: balanced", "static order");
        assertThat(done.result().policies().get(0)).satisfies(candidate -> {
            assertThat(candidate.moves()).isPositive();
            assertThat(candidate.callsSpared().estimate()).isGreaterThan(150);
            assertThat(candidate.callsSpared().low())
                    .isLessThanOrEqualTo(candidate.callsSpared().estimate());
            assertThat(candidate.moveList().get(0).to()).containsExactly("b0", "a0");
        });
        assertThat(done.result().policies().get(2).moves()).isZero();
    }

    @Test
    void whatAMoveWouldHaveBroughtIsToldFromTheJournalToItsEnd() {
        write(new Past(2, 1).fault(Past.a(0), Past.Kind.REFUSES, Duration.ofMinutes(19), Duration.ofMinutes(40)));
        var aftermaths = new Aftermaths(journal, List.of(hq()), () -> END);
        var order = List.of(Past.a(0), Past.b(0));
        var move = new RouteDecision(
                Past.START.plus(Duration.ofMinutes(20)),
                Past.route(0),
                order,
                List.of(Past.b(0), Past.a(0)),
                Rung.HARD_FAULT,
                "a0 refuses.",
                List.of(),
                Optional.empty());
        Instant ended = move.at().plus(Duration.ofMinutes(10));

        Aftermaths.Aftermath told = aftermaths.of("one", InMemoryRoom.HQ, move, false, Optional.of(ended));

        assertThat(told.until()).isEqualTo(ended);
        assertThat(told.problem()).isEmpty();
        assertThat(told.result().orElseThrow().spared().calls()).isGreaterThan(50);
        assertThat(aftermaths.of("one", InMemoryRoom.HQ, move, false, Optional.of(ended)))
                .as("worked out once")
                .isSameAs(told);
        assertThat(aftermaths.of("standing", InMemoryRoom.HQ, move, false, Optional.empty()))
                .as("followed to now, while it stands")
                .satisfies(standing -> assertThat(standing.until()).isEqualTo(END));
        assertThat(aftermaths.of("branch", InMemoryRoom.BRANCH, move, false, Optional.of(ended)))
                .satisfies(none -> {
                    assertThat(none.result()).isEmpty();
                    assertThat(none.problem()).isEqualTo("The journal holds nothing of that time.");
                });
    }

    @Test
    void ofATimeWithoutJournalItSaysSo() {
        BacktestJson failed =
                done(ask(new NewBacktestJson("hq", Past.START, END, new PolicyJson("balanced", null), null))
                        .id());

        assertThat(failed.state()).isEqualTo(Backtests.State.FAILED);
        assertThat(failed.problem()).isEqualTo("The journal holds nothing of hq in that time.");
    }

    @Test
    void whatCannotBeMeantIsNamed() {
        assertInvalid(new NewBacktestJson("hq", END, Past.START, new PolicyJson("balanced", null), null), "from: ");
        assertInvalid(
                new NewBacktestJson("hq", END.minus(Duration.ofDays(40)), END, new PolicyJson("balanced", null), null),
                "within 31 days");
        assertInvalid(
                new NewBacktestJson("hq", Past.START, END, new PolicyJson("reckless", null), null),
                "candidate.profile: unknown profile \"reckless\"");
        assertInvalid(
                new NewBacktestJson("hq", Past.START, END, new PolicyJson(null, Map.of("routing.dwel", "5m")), null),
                "candidate.knobs.routing.dwel: unknown key");
        assertInvalid(
                new NewBacktestJson(
                        "hq",
                        Past.START,
                        END,
                        new PolicyJson(null, null),
                        new PolicyJson("balanced", Map.of("routing.dwell", "soon"))),
                "compareWith.knobs.routing.dwell: \"soon\" is not a duration");
    }

    @Test
    void tooManyAtOnceAreTurnedAway() {
        // A wish of the longest journal there is keeps the one thread busy; whether it is done or not, eight may wait.
        write(new Past(3, 1));
        var wish = new NewBacktestJson("hq", Past.START, END, new PolicyJson("balanced", null), null);

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 200; i++) {
                        ask(wish);
                    }
                })
                .isInstanceOf(ApiProblem.class)
                .hasMessageContaining("503");
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptionsInstanceOf(ApiProblem.class)
                .untilAsserted(() -> assertThat(ask(wish)).isNotNull());
    }

    @Test
    void overHttpProblemsAreProblems() {
        assertProblem(admin().get("/api/v1/backtests/none"), 404, "There is no backtest");
        assertProblem(admin().post("/api/v1/backtests", "{}"), 400, "candidate");
        assertProblem(
                admin().post("/api/v1/backtests", "{\"pbx\":\"nowhere\",\"candidate\":{}}"), 404, "There is no PBX");
        assertProblem(
                admin().post("/api/v1/backtests", "{\"pbx\":\"hq\",\"candidate\":{}}"), 409, "not under our control");
        assertProblem(
                admin().post("/api/v1/backtests", "{\"pbx\":\"hq\",\"candidate\":{\"profil\":\"x\"}}"), 400, "profil");
    }

    @Test
    void watchingTellsWhatActingWouldHaveBrought() {
        write(new Past(2, 1).fault(Past.a(0), Past.Kind.REFUSES, Duration.ofMinutes(20), Duration.ofMinutes(40)));
        var counterfactuals = new Counterfactuals(room, List.of(hq()), backtests, () -> END);
        room.mode(InMemoryRoom.HQ, Mode.WATCHING);

        assertThat(counterfactuals.of(room.view(InMemoryRoom.HQ).orElseThrow())).isEmpty();
        assertThat(counterfactuals.refresh()).isGreaterThanOrEqualTo(Duration.ofMinutes(5));

        assertThat(counterfactuals.of(room.view(InMemoryRoom.HQ).orElseThrow()))
                .hasValueSatisfying(watched -> assertThat(watched.words())
                        .matches("In the last 60 minutes it would have moved \\d+ times, spared about 1\\d\\d calls"
                                + "( \\(\\d+ to \\d+\\))?.*\\."));
        room.mode(InMemoryRoom.HQ, Mode.ACTING);
        assertThat(counterfactuals.of(room.view(InMemoryRoom.HQ).orElseThrow()))
                .as("acting needs no what-if")
                .isEmpty();
    }

    private void write(Past past) {
        journal.start();
        List<Input> inputs = past.inputs(Duration.ofHours(1), 600, Duration.ofSeconds(60));
        inputs.forEach(journal.pen(InMemoryRoom.HQ));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(journal.status().written()).isEqualTo(inputs.size()));
    }

    private BacktestJson ask(NewBacktestJson wanted) {
        return controller.ask(wanted, null, WHO).getBody();
    }

    private BacktestJson done(String id) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> controller.one(id),
                        run -> run.state() == Backtests.State.DONE || run.state() == Backtests.State.FAILED);
    }

    private void assertInvalid(NewBacktestJson wanted, String why) {
        assertThatThrownBy(() -> ask(wanted))
                .isInstanceOfSatisfying(
                        ApiProblem.class,
                        problem -> assertThat(problem.getBody().getDetail()).contains(why));
    }

    private static void assertProblem(Reply reply, int status, String detail) {
        assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
        assertThat(reply.header("Content-Type")).contains("application/problem+json");
        assertThat(reply.body()).contains(detail);
    }

    private static ControlledPbx hq() {
        return new ControlledPbx(
                new PbxAddress(
                        InMemoryRoom.HQ,
                        PbxKind.ASTERISK,
                        "127.0.0.1",
                        1,
                        false,
                        "u",
                        new Secret("s"),
                        PbxAddress.RowStore.DATABASE),
                new Past(1, 1).inventory(),
                Mode.WATCHING,
                SteeringTerms.DEFAULTS,
                HealthPolicy.balanced(),
                RoutingPolicy.balanced(),
                Map.of(),
                "tp-test");
    }
}
