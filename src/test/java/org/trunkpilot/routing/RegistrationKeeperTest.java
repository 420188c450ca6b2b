package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Grade;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

class RegistrationKeeperTest {
    private static final Instant T = Instant.parse("2026-03-02T09:00:00Z");
    private static final List<TrunkId> ALL =
            IntStream.range(0, 6).mapToObj(i -> new TrunkId("prov-" + i)).toList();
    private static final TrunkId FIRST = ALL.get(0);

    private final Set<TrunkId> stopped = new HashSet<>();
    private final Set<TrunkId> silent = new HashSet<>();
    private final Map<TrunkId, List<Instant>> asked = new HashMap<>();
    private final List<String> lines = new ArrayList<>();
    private RegistrationKeeper keeper = keeper(6);
    private PbxState state = PbxState.READY;
    private Optional<String> common = Optional.empty();
    private Mode mode = Mode.ACTING;
    private Instant now = T;

    @Test
    void aRegistrationThatThePbxGaveUpIsAskedForAnewWithinTheJitter() {
        stopped.add(FIRST);
        run(Duration.ofSeconds(21));
        assertThat(asked.get(FIRST)).hasSize(1);
        assertThat(lines)
                .containsExactly(
                        "The PBX is made to register prov-0 at Carrier 0 again, attempt 1 of 12: the PBX has given"
                                + " up registering.");

        stopped.clear();
        run(Duration.ofSeconds(10));
        assertThat(lines.get(1))
                .startsWith("prov-0 is registered at Carrier 0 again, ")
                .endsWith(" after attempt 1 of 12.");
        run(Duration.ofHours(2));
        assertThat(asked.get(FIRST)).hasSize(1);
    }

    @Test
    void theGapsGrowAndTheAttemptsEndWithACallForAPerson() {
        stopped.add(FIRST);
        run(Duration.ofHours(8));
        List<Instant> times = asked.get(FIRST);
        assertThat(times).hasSize(12);
        for (int i = 1; i < times.size(); i++) {
            Duration least = Duration.ofMinutes(Math.min(60, 1 << (i - 1)));
            // The fourth also waits until the carrier may be asked again.
            Duration most = i == 3 ? Duration.ofMinutes(10) : least.plusSeconds(21);
            assertThat(Duration.between(times.get(i - 1), times.get(i))).isBetween(least, most);
        }
        assertThat(lines)
                .contains(
                        "prov-0 is still not registered at Carrier 0 45 s after attempt 2 of 12; if the PBX does not try"
                                + " by itself, the next is made after "
                                + Words.at(times.get(1).plusSeconds(120), now) + ".");
        assertThat(keeper.alarms())
                .singleElement()
                .asString()
                .startsWith("prov-0 is not registered at Carrier 0, and the PBX was made to try 12 times since 09:00:")
                .endsWith(" in vain: somebody should ask Carrier 0, or check the account.");
        assertThat(lines).containsOnlyOnce(keeper.alarms().get(0));
    }

    @Test
    void aTrunkThatWasWellForAnHourHasAllItsAttemptsAgain() {
        stopped.add(FIRST);
        run(Duration.ofHours(8));
        stopped.clear();
        run(Duration.ofMinutes(59));
        stopped.add(FIRST);
        run(Duration.ofMinutes(30));
        assertThat(asked.get(FIRST)).hasSize(12);
        stopped.clear();
        run(Duration.ofMinutes(61));
        stopped.add(FIRST);
        run(Duration.ofSeconds(30));
        assertThat(asked.get(FIRST)).hasSize(13);
        assertThat(keeper.alarms()).isEmpty();
    }

    /** Six trunks of one carrier stop together: it hears three of them, and the others ten minutes later. */
    @Test
    void oneCarrierIsNotAskedForMoreThanThreeWithinTenMinutes() {
        keeper = keeper(1);
        stopped.addAll(ALL);
        run(Duration.ofMinutes(9));
        assertThat(times()).hasSize(3);
        run(Duration.ofHours(2));
        List<Instant> times = times();
        for (int i = 3; i < times.size(); i++) {
            assertThat(Duration.between(times.get(i - 3), times.get(i))).isGreaterThanOrEqualTo(Duration.ofMinutes(10));
        }
        assertThat(asked).containsOnlyKeys(ALL);
    }

    @Test
    void manyTrunksThatStopAtOnceAreNotAskedForAtOnce() {
        stopped.addAll(ALL);
        run(Duration.ofSeconds(21));
        assertThat(asked).containsOnlyKeys(ALL);
        assertThat(new HashSet<>(times())).hasSizeGreaterThan(4);
    }

    @Test
    void nothingIsAskedForWhileThePbxIsNotReadyOrEverythingIsSilent() {
        stopped.add(FIRST);
        for (PbxState other : List.of(PbxState.BOOTING, PbxState.STORM, PbxState.LINK_LOST)) {
            state = other;
            run(Duration.ofMinutes(10));
        }
        state = PbxState.READY;
        common = Optional.of("All trunks are silent.");
        run(Duration.ofMinutes(10));
        assertThat(asked).isEmpty();
        common = Optional.empty();
        run(Duration.ofSeconds(21));
        assertThat(asked.get(FIRST)).hasSize(1);
    }

    @Test
    void whileWatchingItSaysOnceWhatItWouldDo() {
        mode = Mode.WATCHING;
        stopped.add(FIRST);
        run(Duration.ofHours(8));
        assertThat(asked).isEmpty();
        assertThat(lines)
                .containsExactly(
                        "Watching: the PBX would be made to register prov-0 at Carrier 0 again, as the PBX has given"
                                + " up registering; nothing was sent.");
        assertThat(keeper.alarms()).isEmpty();
        mode = Mode.ACTING;
        run(Duration.ofSeconds(1));
        assertThat(asked.get(FIRST)).hasSize(1);
    }

    /** The carrier was away for three hours: its trunk does not wait out the gap of an hour when it is back. */
    @Test
    void aTrunkThatAnswersOptionsAgainIsNotMadeToWaitForItsGap() {
        stopped.add(FIRST);
        silent.add(FIRST);
        run(Duration.ofHours(3));
        int before = asked.get(FIRST).size();
        Instant last = asked.get(FIRST).get(before - 1);
        assertThat(Duration.between(last, now)).isLessThan(Duration.ofMinutes(59));
        silent.clear();
        run(Duration.ofSeconds(21));
        assertThat(asked.get(FIRST)).hasSize(before + 1);
    }

    @Test
    void anAttemptThatThePbxRefusedHasNoOutcomeAtTheCarrier() {
        stopped.add(FIRST);
        run(Duration.ofSeconds(21));
        keeper.refused(FIRST);
        run(Duration.ofSeconds(30));
        assertThat(lines).hasSize(1);
    }

    @Test
    void zeroAttemptsMeanNever() {
        keeper = new RegistrationKeeper(
                inventory(6),
                new SelfHeal(0, Duration.ZERO, Duration.ofMinutes(1), Duration.ofHours(1), 3, Duration.ofMinutes(10)));
        stopped.add(FIRST);
        run(Duration.ofHours(1));
        assertThat(asked).isEmpty();
        assertThat(keeper.alarms()).isEmpty();
    }

    @Test
    void limitsThatCannotBeMeantAreNamed() {
        assertThatThrownBy(() -> new SelfHeal(
                        -1, Duration.ZERO, Duration.ofMinutes(1), Duration.ofHours(1), 3, Duration.ofMinutes(10)))
                .hasMessageStartingWith("selfHeal.attempts: -1");
        assertThatThrownBy(() -> new SelfHeal(
                        1, Duration.ZERO, Duration.ofMinutes(2), Duration.ofMinutes(1), 3, Duration.ofMinutes(10)))
                .hasMessageStartingWith("selfHeal.mostGap: PT1M");
    }

    private List<Instant> times() {
        return asked.values().stream().flatMap(List::stream).sorted().toList();
    }

    private void run(Duration time) {
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            now = now.plusSeconds(1);
            RegistrationKeeper.Step step = keeper.step(judgement(), mode);
            step.register()
                    .forEach(t ->
                            asked.computeIfAbsent(t, k -> new ArrayList<>()).add(now));
            step.lines().forEach(line -> lines.add(line.words()));
        }
    }

    private Judgement judgement() {
        var beliefs = new LinkedHashMap<TrunkId, Belief>();
        ALL.forEach(trunk -> beliefs.put(trunk, belief(trunk)));
        return new Judgement(
                now,
                state,
                "by the test",
                common,
                beliefs,
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                Set.of(),
                List.of(),
                List.of());
    }

    private Belief belief(TrunkId trunk) {
        var findings = new ArrayList<Finding>();
        if (silent.contains(trunk)) {
            findings.add(new Finding(Finding.Kind.UNREACHABLE, Verdict.DOWN, Grade.C, T, "silent"));
        }
        if (stopped.contains(trunk)) {
            findings.add(new Finding(
                    Finding.Kind.REGISTRATION_STOPPED, Verdict.DOWN, Grade.C, T, "the PBX has given up registering"));
        }
        return new Belief(
                trunk,
                now,
                findings.isEmpty() ? Verdict.HEALTHY : Verdict.DOWN,
                Grade.C,
                OptionalInt.empty(),
                Map.of(),
                findings,
                0,
                Optional.empty(),
                Optional.empty(),
                !stopped.contains(trunk),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.empty());
    }

    private static RegistrationKeeper keeper(int carriers) {
        return new RegistrationKeeper(inventory(carriers), SelfHeal.DEFAULTS);
    }

    private static Inventory inventory(int carriers) {
        var trunks = new ArrayList<Trunk>();
        for (int i = 0; i < ALL.size(); i++) {
            trunks.add(new Trunk(ALL.get(i), "prov-" + i, "Carrier " + i % carriers, "fibre", OptionalInt.empty()));
        }
        return new Inventory(new PbxId("hq"), trunks, List.of(new SteeredRoute(new RouteId("default"), ALL)));
    }
}
