package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.trunkpilot.trunk.Destination;

/** Each setting of the judgement at its bounds, which are allowed, and just beyond them, which is refused by its name. */
class HealthLimitsTest {
    /** The balanced policy's part that a path such as "registration.flaps.penalty" leads to, with that one setting changed. */
    private static void set(String path, String value) {
        Record part = HealthPolicy.balanced();
        String[] steps = path.split("\\.", -1);
        for (int i = 0; i < steps.length - 1; i++) {
            part = (Record) get(part, steps[i]);
        }
        with(part, steps[steps.length - 1], value);
    }

    private static Object get(Record of, String component) {
        try {
            var accessor = of.getClass().getDeclaredMethod(component);
            accessor.setAccessible(true);
            return accessor.invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no setting " + component + " of " + of.getClass(), e);
        }
    }

    private static void with(Record part, String component, String value) {
        RecordComponent[] components = part.getClass().getRecordComponents();
        Object[] values = Arrays.stream(components)
                .map(c -> c.getName().equals(component) ? parse(c.getType(), value) : get(part, c.getName()))
                .toArray();
        try {
            part.getClass()
                    .getDeclaredConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new))
                    .newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new AssertionError(e);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no constructor of " + part.getClass(), e);
        }
    }

    private static Object parse(Class<?> type, String value) {
        if (type == Duration.class) {
            return Duration.parse(value);
        }
        return type == int.class ? (Object) Integer.valueOf(value) : Double.valueOf(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registration.staleAfter",
                "registration.confirmAfter",
                "registration.replyWithin",
                "registration.retryWithin",
                "registration.flaps.halfLife",
                "registration.flaps.longest",
                "probes.timeout",
                "probes.lateAfter",
                "probes.freshFor",
                "setUp.dedupeFor",
                "setUp.silence",
                "setUp.patience",
                "pdd.habit.keptFor",
                "pdd.habit.noticeable",
                "quality.dwell",
                "quality.smoothing",
                "quality.codecs.g729.delay",
                "audio.settle",
                "path.relayedMargin",
                "path.memory",
                "path.delayBorne",
                "path.garbageFrom",
                "path.blanking",
                "recovery.mediaGoodFor",
                "recovery.givenUpAfter",
                "recovery.evidenceFor",
                "pretence.window",
                "refusals.atOnce",
                "refusals.declined",
                "refusals.busy.atOnce",
            })
    void aTimeMustBeLongerThanZero(String path) {
        assertThatCode(() -> set(path, "PT0.001S")).doesNotThrowAnyException();
        for (String impossible : new String[] {"PT0S", "PT-1S"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> set(path, impossible))
                    .withMessage(
                            path.replace("codecs.g729", "codecs") + " must be longer than zero, not " + impossible);
        }
    }

    @Test
    void aTargetMustBeLongerThanZeroAndTheSlowMarkNotUnderHalfOfIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> set("pdd.usual", "PT0S"))
                .withMessageStartingWith("pdd.usual must be longer than zero");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> set("pdd.slowAfter", "PT0S"))
                .withMessageStartingWith("pdd.slowAfter must be longer than zero");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> set("pdd.targets.local.usual", "PT0S"))
                .withMessageStartingWith("pdd.targets.usual must be longer than zero");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> set("pdd.slowAfter", "PT1.5S"))
                .withMessage("pdd.slowAfter must be longer than half of usual, PT3S, not PT1.5S");
        assertThatCode(() -> set("pdd.slowAfter", "PT1.501S")).doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> set("pdd.targets.local.slowAfter", "PT1.5S"))
                .withMessageStartingWith("pdd.targets.slowAfter must be longer than half of usual");
    }

    @ParameterizedTest
    @CsvSource({
        "registration.flaps.penalty,       1,      0,       100000,  100001",
        "registration.flaps.suppressAt,    750,    0,       1000000, 1000001",
        "registration.flaps.reuseBelow,    1,      0,       2000,    2001",
        "probes.misses,                    1,      0,       10,      11",
        "probes.lateFactor,                1,      0.99,    100,     100.1",
        "setUp.usualFaults,                0.0001, 0.00009, 0.22,    0.91",
        "setUp.badFaults,                  0.0221, 0.0219,  0.999,   0.9991",
        "setUp.suspectAt,                  0.1,    0.09,    10,      10.1",
        "setUp.prefixShare,                0,      -0.01,   1,       1.01",
        "pdd.usualSlow,                    0.0001, 0.00009, 0.7,     0.91",
        "pdd.badSlow,                      0.23,   0.21,    0.999,   0.9991",
        "pdd.suspectAt,                    0.1,    0.09,    9.7,     9.8",
        "pdd.habit.blockHours,             1,      0,       24,      25",
        "pdd.habit.samples,                20,     19,      1000000, 1000001",
        "pdd.habit.ratio,                  1.1,    1.09,    10,      10.1",
        "pdd.habit.compared,               1,      0,       60,      61",
        "pdd.habit.degradeAt,              0.1,    0.09,    100,     100.1",
        "loss.usualPercent,                0.01,   0.009,   3.6,     99.1",
        "loss.badPercent,                  1.2,    1.09,    100,     100.1",
        "loss.overdispersion,              1,      0.99,    100,     100.1",
        "loss.degradeAt,                   0.1,    0.09,    1000,    1000.1",
        "loss.calleeShare,                 0.01,   0.009,   1,       1.01",
        "loss.badNetworks,                 0.001,  0.0009,  0.5,     0.51",
        "loss.oneIn,                       1,      0.9,     1e12,    1.1e12",
        "quality.equipmentImpairment,      0,      -0.1,    95,      95.1",
        "quality.lossRobustness,           0.1,    0.09,    100,     100.1",
        "quality.floor,                    0,      -0.1,    93,      93.1",
        "quality.margin,                   0,      -0.1,    30,      30.1",
        "quality.callees,                  1,      0,       16,      17",
        "quality.mostBurst,                1,      0.9,     16,      16.1",
        "quality.codecs.opus.impairment,   0,      -0.1,    95,      95.1",
        "quality.codecs.opus.robustness,   0.1,    0.09,    100,     100.1",
        "audio.packets,                    1,      0,       10000,   10001",
        "audio.usualSilent,                0.0001, 0.00009, 0.4,     0.91",
        "audio.badSilent,                  0.012,  0.0109,  0.999,   0.9991",
        "audio.firstVote,                  0.1,    0.09,    1,       1.1",
        "audio.degradeAt,                  0.1,    0.09,    100,     100.1",
        "audio.callees,                    1,      0,       16,      17",
        "path.relayedFactor,               1,      0.9,     100,     100.1",
        "path.relayedCallees,              1,      0,       16,      17",
        "path.learned,                     5,      4,       10000,   10001",
        "path.leastSpread,                 0.01,   0.009,   2,       2.1",
        "path.slack,                       0.1,    0.09,    3,       3.1",
        "path.alarmAt,                     1,      0.9,     100,     100.1",
        "path.jitterBorne,                 0,      -0.1,    500,     500.1",
        "path.garbageFactor,               2,      1.9,     1000,    1000.1",
        "recovery.goodCalls,               3,      0,       1000,    1001",
        "recovery.trustCalls,              1,      0,       10,      11",
        "limits.liveCalls,                 1,      0,       1000000, 1000001",
        "limits.endedLegs,                 1,      0,       1000000, 1000001",
        "pretence.calls,                   4,      3,       1000,    1001",
        "pretence.times,                   1.5,    1.4,     100,     100.1",
        "pretence.suspectOneIn,            100,    99,      1e10,    1.1e15",
        "pretence.degradeOneIn,            1e6,    9e5,     1e18,    1.1e18",
        "refusals.usual,                   0.001,  0.0009,  0.9,     0.91",
        "refusals.callees,                 4,      3,       100,     101",
        "refusals.prefixes,                1,      0,       20,      21",
        "refusals.oneIn,                   1000,   999,     1e15,    1.1e15",
        "refusals.busy.usual,              0.0001, 0.00009, 0.3,     0.91",
        "refusals.busy.bad,                0.06,   0.054,   0.999,   0.9991",
        "refusals.busy.degradeAt,          0.1,    0.09,    100,     100.1",
    })
    void aFigureIsRefusedBeyondItsBounds(String path, String least, String less, String most, String more) {
        for (String allowed : new String[] {least, most}) {
            assertThatCode(() -> set(path, allowed)).as(allowed).doesNotThrowAnyException();
        }
        for (String impossible : new String[] {less, more}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> set(path, impossible))
                    .withMessageStartingWith(path.replace("codecs.opus", "codecs") + " must be from ");
        }
    }

    @Test
    void aDegradedMarkIsBoundedAndNotBelowTheSuspectOne() {
        for (String path : new String[] {"setUp.degradeAt", "pdd.degradeAt"}) {
            assertThatCode(() -> set(path, "100")).doesNotThrowAnyException();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> set(path, "100.1"))
                    .withMessageStartingWith(path + " must be from 0.1 to 100.0");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> set(path, "5"))
                    .withMessageContaining("suspectAt must be from 0.1 to 5.0");
        }
    }

    @Test
    void eachKindOfDestinationHasItsOwnTarget() {
        var pdd = HealthPolicy.balanced().pdd();
        assertThat(pdd.target(Destination.ANY)).isEqualTo(target(3, 6));
        assertThat(pdd.target(Destination.LOCAL)).isEqualTo(target(3, 6));
        assertThat(pdd.target(Destination.NATIONAL)).isEqualTo(target(5, 8));
        assertThat(pdd.target(Destination.MOBILE)).isEqualTo(target(5, 8));
        assertThat(pdd.target(Destination.INTERNATIONAL)).isEqualTo(target(8, 11));
        assertThat(pdd.target(Destination.TOLL_FREE)).isEqualTo(target(5, 8));
        assertThat(pdd.target(Destination.PREMIUM)).isEqualTo(target(5, 8));
        assertThat(pdd.target(Destination.EMERGENCY)).isEqualTo(target(3, 6));
    }

    private static HealthPolicy.Target target(int usual, int slow) {
        return new HealthPolicy.Target(Duration.ofSeconds(usual), Duration.ofSeconds(slow));
    }
}
