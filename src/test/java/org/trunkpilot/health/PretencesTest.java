package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

class PretencesTest {
    private static final Instant T = Instant.parse("2026-03-02T00:00:00Z");
    private static final TrunkId A = new TrunkId("prov-a");
    private static final TrunkId B = new TrunkId("prov-b");
    private static final TrunkId SISTER = new TrunkId("prov-a2");
    private static final String[] PREFIXES = {"4930", "4940", "4989", "49151"};

    private final Pretences pretences = new Pretences(inventory(), HealthPolicy.balanced());
    private final SplittableRandom chance = new SplittableRandom(7);
    private Instant now = T;
    private int numbers;

    @Test
    void aCarrierThatSaysBusyForEverybodyAtOnceIsSuspectedAndThenSure() {
        others(60);
        int suspectAfter = 0;
        int sureAfter = 0;
        for (int i = 1; i <= 40 && sureAfter == 0; i++) {
            busy(A, number(), 100);
            Optional<Verdict> verdict = verdict(A);
            suspectAfter = suspectAfter == 0 && verdict.isPresent() ? i : suspectAfter;
            sureAfter = verdict.equals(Optional.of(Verdict.DEGRADED)) ? i : 0;
        }
        assertThat(suspectAfter).isBetween(12, 16);
        assertThat(sureAfter).isBetween(18, 27);
        assertThat(finding(A).orElseThrow().words())
                .startsWith(
                        sureAfter + " of the last " + sureAfter + " numbers were busy, and by other carriers 6 of 60")
                .contains("said so before anybody could be asked");
        assertThat(verdict(B)).isEmpty();
    }

    /** Without a witness beyond the share, it stays a suspicion: a call for a person, and no move. */
    @Test
    void manyBusyNumbersAloneAreASuspicionHoweverMany() {
        others(60);
        for (int i = 0; i < 60; i++) {
            busy(A, number(), 1_500);
        }
        assertThat(verdict(A)).contains(Verdict.SUSPECT);
        assertThat(pretences.alarms())
                .singleElement()
                .asString()
                .startsWith("Alpha on prov-a may say busy for numbers that are not: ")
                .endsWith(". Ask Alpha.");
        String alarm = pretences.alarms().get(0);
        busy(A, number(), 1_500);
        assertThat(verdict(A)).isPresent();
        assertThat(pretences.alarms()).as("one line of the record").containsExactly(alarm);
    }

    @Test
    void numbersThatAnotherCarrierReachedAtThatTimeBearItOut() {
        others(60);
        for (int i = 0; i < 40; i++) {
            String number = number();
            busy(A, number, 1_500);
            if (i % 10 == 0) {
                answered(B, number, 2_000);
            }
        }
        assertThat(verdict(A)).contains(Verdict.DEGRADED);
        assertThat(finding(A).orElseThrow().words()).contains("4 were reached by another carrier at that time");
    }

    @Test
    void onePersonWhoRedialsABusyNumberIsOneWitness() {
        others(60);
        for (int i = 0; i < 100; i++) {
            busy(A, PREFIXES[0] + "-redialled", 100);
        }
        assertThat(verdict(A)).isEmpty();
    }

    /** A campaign to people who are on the phone: the others meet the same. */
    @Test
    void numbersThatAreBusyByEveryCarrierAreBusy() {
        for (int i = 0; i < 60; i++) {
            busy(A, number(), 1_500);
            if (i % 2 == 0) {
                busy(B, number(), 1_500);
            } else {
                answered(B, number(), 2_000);
            }
        }
        assertThat(verdict(A)).isEmpty();
    }

    @Test
    void aTrunkOfTheSameCarrierIsNoWitness() {
        for (int i = 0; i < 60; i++) {
            answered(SISTER, number(), 2_000);
            busy(A, number(), 100);
        }
        assertThat(verdict(A)).isEmpty();
    }

    @Test
    void otherPrefixesAreNoWitnesses() {
        for (int i = 0; i < 60; i++) {
            answered(B, "3312" + i, "3312", 2_000);
            busy(A, number(), 100);
        }
        assertThat(verdict(A)).isEmpty();
    }

    @Test
    void ringingAtOnceThatNobodyAnswersIsSuspectedAndThenSure() {
        others(60);
        for (int i = 0; i < 34; i++) {
            rang(A, number(), 200);
        }
        assertThat(verdict(A)).contains(Verdict.SUSPECT);
        for (int i = 0; i < 56; i++) {
            rang(A, number(), 200);
        }
        assertThat(verdict(A)).contains(Verdict.DEGRADED);
        assertThat(finding(A).orElseThrow().words())
                .startsWith("90 of 90 calls rang within 1 s and 0 were answered; by other carriers ");
        assertThat(pretences.alarms().get(0))
                .startsWith("Alpha on prov-a may let callers hear a ringing that no phone");
    }

    @Test
    void peopleWhoDoNotAnswerPhonesThatRingInTheirOwnTimeAreNoPretence() {
        others(60);
        for (int i = 0; i < 90; i++) {
            rang(A, number(), 2_500);
        }
        assertThat(verdict(A)).isEmpty();
    }

    @Test
    void aFastCarrierWhoseCallsAreAnsweredIsWell() {
        others(60);
        for (int i = 0; i < 90; i++) {
            answered(A, number(), 200);
        }
        assertThat(verdict(A)).isEmpty();
    }

    @Test
    void aFindingWithoutAnyCallForAQuarterOfAnHourIsGivenUp() {
        others(20);
        for (int i = 0; i < 30; i++) {
            busy(A, number(), 100);
        }
        assertThat(verdict(A)).isPresent();
        now = now.plus(Duration.ofMinutes(16));
        assertThat(verdict(A)).isEmpty();
        assertThat(pretences.alarms()).isEmpty();
    }

    @Test
    void ofATrunkThatNothingIsKnownOfNothingIsSaid() {
        others(20);
        for (int i = 0; i < 30; i++) {
            busy(A, number(), 100);
        }
        now = now.plusSeconds(10);
        var seen = pretences.seen(now, Map.of(A, belief(A, Verdict.UNKNOWN)));
        assertThat(seen.get(A)).isNotNull().extracting(Belief::verdict).isEqualTo(Verdict.UNKNOWN);
    }

    /**
     * Ninety days of an office: busy at noon, hardly anybody answers at night, one trunk has four fifths of the calls and rings a
     * little sooner. Nothing is ever found.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void ninetyHealthyDaysWithTheirDaysAndNightsShowNothing(long seed) {
        var random = new SplittableRandom(seed);
        int calls = 0;
        for (int minute = 0; minute < 90 * 24 * 60; minute++) {
            now = T.plus(Duration.ofMinutes(minute));
            int hour = minute / 60 % 24;
            double rate = hour >= 8 && hour < 18 ? 0.8 : 0.05;
            if (random.nextDouble() >= rate) {
                continue;
            }
            calls++;
            TrunkId trunk = random.nextDouble() < 0.8 ? A : B;
            long ring = (trunk.equals(A) ? 600 : 900) + random.nextLong(3_000);
            double fate = random.nextDouble();
            double busy = hour >= 11 && hour < 14 ? 0.2 : 0.08;
            double answered = hour >= 8 && hour < 18 ? 0.65 : 0.2;
            String number = number(random);
            if (fate < busy) {
                busy(trunk, number, random.nextDouble() < 0.3 ? 250 : 1_500);
            } else if (fate < busy + answered * (1 - busy)) {
                answered(trunk, number, ring);
            } else {
                rang(trunk, number, ring);
            }
            assertThat(verdict(A)).as("at %s", now).isEmpty();
            assertThat(verdict(B)).as("at %s", now).isEmpty();
        }
        assertThat(calls).isGreaterThan(40_000);
    }

    /** Tallies kept as calls come and go show at every look what tallies do that were made of the remembered calls just now. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsKeptCountOfIsWhatCountingAnewGives(long seed) {
        var random = new SplittableRandom(seed);
        var remembered = new LinkedHashMap<TrunkId, Map<String, CallLeg>>();
        var found = EnumSet.noneOf(Finding.Kind.class);
        int most = 0;
        for (int phase = 0; phase < 40; phase++) {
            var trunk = List.of(A, B, SISTER).get(random.nextInt(3));
            double busy = random.nextBoolean() ? 0.1 : 0.9;
            double answered = random.nextBoolean() ? 0.7 : 0.02;
            long ring = random.nextBoolean() ? 100 : 1_500;
            int length = 100 + random.nextInt(300);
            for (int i = 0; i < length; i++) {
                now = now.plusSeconds(5L + random.nextInt(10));
                boolean special = random.nextInt(3) > 0;
                // Of so few numbers that some are dialled again.
                String number = PREFIXES[random.nextInt(PREFIXES.length)] + "-" + random.nextInt(2_000);
                CallLeg leg = leg(
                        special ? trunk : trunk.equals(B) ? A : B,
                        number,
                        special ? busy : 0.1,
                        special ? answered : 0.7,
                        special ? ring : 1_500,
                        random);
                pretences.accept(leg);
                Map<String, CallLeg> ofTrunk = remembered.computeIfAbsent(leg.trunk(), t -> new LinkedHashMap<>());
                ofTrunk.remove(number);
                ofTrunk.put(number, leg);
                if (ofTrunk.size() > 300) {
                    ofTrunk.remove(ofTrunk.keySet().iterator().next());
                }
                remembered.values().forEach(this::leaveTheOld);
                most = Math.max(most, ofTrunk.size());
                var fresh = new Pretences(inventory(), HealthPolicy.balanced());
                remembered.values().forEach(legs -> legs.values().forEach(fresh::accept));
                var seen = pretences.seen(now, beliefs());
                assertThat(seen).as("at %s", now).isEqualTo(fresh.seen(now, beliefs()));
                seen.values().forEach(belief -> belief.findings().forEach(f -> found.add(f.kind())));
            }
            if (random.nextInt(2) == 0) {
                now = now.plus(Duration.ofMinutes(10L + random.nextInt(120)));
            } else if (random.nextInt(8) == 0) {
                pretences.forget();
                remembered.clear();
            }
        }
        assertThat(found).contains(Finding.Kind.FALSE_BUSY, Finding.Kind.FALSE_RINGING);
        assertThat(most).isEqualTo(300);
    }

    private void leaveTheOld(Map<String, CallLeg> legs) {
        HealthPolicy policy = HealthPolicy.balanced();
        legs.values()
                .removeIf(
                        leg -> leg.ended().isBefore(now.minus(policy.pretence().window())));
        Instant lately = now.minus(policy.recovery().givenUpAfter());
        if (legs.values().stream().noneMatch(leg -> leg.ended().isAfter(lately))) {
            legs.clear();
        }
    }

    private CallLeg leg(
            TrunkId trunk, String number, double busy, double answered, long ring, SplittableRandom random) {
        double fate = random.nextDouble();
        if (fate < busy) {
            return leg(trunk, number, prefix(number), Optional.empty(), Optional.empty(), ring, 486);
        }
        return fate < busy + answered * (1 - busy)
                ? leg(trunk, number, prefix(number), Optional.of(ring), Optional.of(ring + 4_000), 60_000, 0)
                : leg(trunk, number, prefix(number), Optional.of(ring), Optional.empty(), 30_000, 0);
    }

    private Map<TrunkId, Belief> beliefs() {
        var beliefs = new LinkedHashMap<TrunkId, Belief>();
        List.of(A, B, SISTER).forEach(t -> beliefs.put(t, belief(t, Verdict.HEALTHY)));
        return beliefs;
    }

    private void others(int calls) {
        for (int i = 0; i < calls; i++) {
            if (i % 10 == 0) {
                busy(B, number(), 1_500);
            } else if (i % 3 == 0) {
                rang(B, number(), 2_500);
            } else {
                answered(B, number(), 2_000);
            }
        }
    }

    private String number() {
        return number(chance);
    }

    private String number(SplittableRandom random) {
        return PREFIXES[random.nextInt(PREFIXES.length)] + "-" + numbers++;
    }

    private static String prefix(String number) {
        return number.substring(0, number.indexOf('-'));
    }

    private void busy(TrunkId trunk, String number, long millis) {
        pretences.accept(leg(trunk, number, prefix(number), Optional.empty(), Optional.empty(), millis, 486));
    }

    private void answered(TrunkId trunk, String number, long ring) {
        answered(trunk, number, prefix(number), ring);
    }

    private void answered(TrunkId trunk, String number, String prefix, long ring) {
        pretences.accept(leg(trunk, number, prefix, Optional.of(ring), Optional.of(ring + 4_000), 60_000, 0));
    }

    private void rang(TrunkId trunk, String number, long ring) {
        pretences.accept(leg(trunk, number, prefix(number), Optional.of(ring), Optional.empty(), 30_000, 0));
    }

    private CallLeg leg(
            TrunkId trunk,
            String number,
            String prefix,
            Optional<Long> ring,
            Optional<Long> answer,
            long end,
            int code) {
        Instant seized = now.minusMillis(end);
        return new CallLeg(
                new CallId("c" + numbers++),
                trunk,
                Optional.empty(),
                new Callee(number, prefix),
                seized,
                ring.map(seized::plusMillis),
                Optional.empty(),
                answer.map(seized::plusMillis),
                now,
                code == 0 ? CallEnd.By.CALLER : CallEnd.By.FAR_END,
                OptionalInt.empty(),
                code == 0 ? OptionalInt.empty() : OptionalInt.of(code),
                code == 0 ? CallLeg.Outcome.OK : CallLeg.Outcome.CALLEE,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    private Optional<Verdict> verdict(TrunkId trunk) {
        return finding(trunk).map(Finding::verdict);
    }

    private Optional<Finding> finding(TrunkId trunk) {
        now = now.plusSeconds(5);
        Belief belief = pretences.seen(now, beliefs()).get(trunk);
        assertThat(belief).isNotNull();
        var findings = new ArrayList<>(belief.findings());
        assertThat(belief.verdict())
                .isEqualTo(
                        findings.isEmpty() ? Verdict.HEALTHY : findings.get(0).verdict());
        return findings.stream().findFirst();
    }

    private Belief belief(TrunkId trunk, Verdict verdict) {
        return new Belief(
                trunk,
                now,
                verdict,
                Grade.B,
                OptionalInt.empty(),
                Map.of(),
                List.of(),
                0,
                Optional.empty(),
                Optional.empty(),
                true,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.empty());
    }

    private static Inventory inventory() {
        return new Inventory(
                new PbxId("hq"),
                List.of(trunk(A, "Alpha"), trunk(B, "Beta"), trunk(SISTER, "Alpha")),
                List.of(new SteeredRoute(new RouteId("default"), List.of(A, B, SISTER))));
    }

    private static Trunk trunk(TrunkId id, String carrier) {
        return new Trunk(id, id.name(), carrier, "fibre", OptionalInt.empty());
    }
}
