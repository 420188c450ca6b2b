package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** What failed calls have in common, said as an operator reads it. */
class OutcomesTest {
    private static final Instant T = Instant.parse("2026-03-02T09:00:00Z");
    private static final TrunkId A = new TrunkId("prov-a");
    private static final TrunkId A2 = new TrunkId("prov-a2");
    private static final TrunkId B = new TrunkId("prov-b");
    private static final Inventory INVENTORY = new Inventory(
            new PbxId("hq"),
            List.of(
                    new Trunk(A, "prov-a", "Alpha", "fibre", OptionalInt.empty()),
                    new Trunk(A2, "prov-a2", "Alpha", "lte", OptionalInt.empty()),
                    new Trunk(B, "prov-b", "Beta", "fibre", OptionalInt.empty())),
            List.of(new SteeredRoute(new RouteId("default"), List.of(A, A2, B))));

    private final Outcomes outcomes = new Outcomes(INVENTORY);

    private static Instant t(int second) {
        return T.plusSeconds(second);
    }

    private OutcomesTest takes(Call call) {
        outcomes.accept(call.leg());
        return this;
    }

    private OutcomesTest fails(TrunkId trunk, int second, String number, int code) {
        return takes(Call.on(trunk, t(second)).to(number).failed(code));
    }

    private OutcomesTest carries(TrunkId trunk, int second, String number) {
        return takes(Call.on(trunk, t(second)).to(number));
    }

    private List<Culprit> at(int second) {
        return outcomes.culprits(t(second), Set.of());
    }

    private Culprit one(int second) {
        List<Culprit> culprits = at(second);
        assertThat(culprits).hasSize(1);
        return culprits.get(0);
    }

    /** Two calls elsewhere get through, a while after. */
    private OutcomesTest othersGetThrough(int second) {
        return carries(B, second, "498911").carries(B, second + 5, "498912");
    }

    // --- one number

    private OutcomesTest numberFails(TrunkId trunk, int code) {
        return fails(trunk, 10, "493011", code).fails(trunk, 30, "493011", code).fails(trunk, 50, "493011", code);
    }

    @Test
    void aNumberThatFailedThreeTimesInARowWhileOthersGetThroughIsTheCallees() {
        Culprit culprit = numberFails(A, 480).othersGetThrough(60).one(100);
        assertThat(culprit.whose()).isEqualTo(Attribution.CALLEE);
        assertThat(culprit.name()).isEqualTo("4930");
        assertThat(culprit.confidencePercent()).isEqualTo(Culprit.INFERRED);
        assertThat(culprit.since()).isEqualTo(t(10));
        assertThat(culprit.trunks()).isEmpty();
        assertThat(culprit.words())
                .isEqualTo("One number is not reached: the last 3 attempts at a number of 4930… failed, and other calls"
                        + " get through.");
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410, 480, 604, 503, 500})
    void aNumberIsNotReachedByAnyOfTheseCodes(int code) {
        assertThat(numberFails(A, code).othersGetThrough(60).at(100)).hasSize(1);
    }

    @Test
    void busyIsNoFailure() {
        assertThat(numberFails(A, 486).othersGetThrough(60).at(100)).isEmpty();
    }

    @Test
    void twoFailuresAreChance() {
        assertThat(fails(A, 10, "493011", 480)
                        .fails(A, 30, "493011", 480)
                        .othersGetThrough(60)
                        .at(100))
                .isEmpty();
    }

    @Test
    void aNumberThatWasReachedSinceHasNoTrouble() {
        numberFails(A, 480).othersGetThrough(60);
        takes(Call.on(A, t(70)).to("493011").onlyRang());
        assertThat(at(100)).isEmpty();
        fails(A, 80, "493011", 480).fails(A, 90, "493011", 480);
        assertThat(at(101)).as("counted anew").isEmpty();
    }

    @Test
    void whereHardlyAnythingElseGetsThroughItIsNotTheNumber() {
        numberFails(A, 480).carries(B, 60, "498911");
        assertThat(at(100)).isEmpty();
        carries(B, 9, "498912").carries(B, 10, "498913");
        assertThat(at(101)).as("before, or when it began").isEmpty();
        fails(B, 70, "498914", 503);
        assertThat(at(102)).as("failed as well").isEmpty();
        carries(B, 80, "493011".replace("11", "12"));
        assertThat(at(103)).as("another number of the prefix").hasSize(1);
    }

    @Test
    void anUnknownNumberIsNoNumber() {
        for (int i = 0; i < 5; i++) {
            fails(A, 10 + 20 * i, "", 503);
        }
        assertThat(othersGetThrough(120).at(200)).isEmpty();
    }

    @Test
    void aTroubleWithoutANewSignForAnHourIsOver() {
        numberFails(A, 480).othersGetThrough(60);
        assertThat(at(52 + 3_599)).hasSize(1);
        assertThat(at(52 + 3_599 + 9)).as("looked at anew each 10 s").hasSize(1);
        assertThat(at(52 + 3_599 + 10)).isEmpty();
    }

    @Test
    void callsOfMoreThanThreeHoursAgoAreForgotten() {
        fails(A, 10, "493011", 480).fails(A, 3_000, "493011", 480).fails(A, 10_800, "493011", 480);
        othersGetThrough(10_802);
        assertThat(at(10_811)).hasSize(1);
        assertThat(at(10_822)).as("only two are known any more").isEmpty();
    }

    @Test
    void callsThatSayNothingOfAnybodyPushNoneOut() {
        numberFails(A, 480).othersGetThrough(60);
        for (int i = 0; i < 600; i++) {
            takes(Call.on(A, t(100)).to("4977" + i).ended(CallLeg.Outcome.NEUTRAL, 487));
            takes(Call.on(A, t(100)).to("4977" + i).ended(CallLeg.Outcome.OURS, 603));
        }
        assertThat(at(110)).hasSize(1);
    }

    @Test
    void onlyTheLastSixHundredCallsAreKept() {
        numberFails(A, 480).othersGetThrough(60);
        for (int i = 0; i < 595; i++) {
            carries(B, 100, "4977" + i);
        }
        assertThat(at(110)).hasSize(1);
        carries(B, 100, "497799");
        assertThat(at(110)).isEmpty();
    }

    @Test
    void aTrunkThatFailsAsAWholeSaysNothingOfWhomItsCallsWereFor() {
        numberFails(A, 503).othersGetThrough(60);
        assertThat(at(100)).hasSize(1);
        assertThat(outcomes.culprits(t(101), Set.of(A))).isEmpty();
        assertThat(outcomes.culprits(t(102), Set.of())).hasSize(1);
    }

    @Test
    void aRestartForgetsAll() {
        numberFails(A, 480).othersGetThrough(60);
        assertThat(at(100)).hasSize(1);
        outcomes.forget();
        assertThat(at(101)).isEmpty();
        assertThat(at(200)).isEmpty();
    }

    // --- one prefix

    private OutcomesTest prefixFails(TrunkId trunk, int from) {
        return fails(trunk, from, "493011", 503)
                .fails(trunk, from + 20, "493012", 503)
                .fails(trunk, from + 40, "493013", 503);
    }

    @Test
    void aPrefixThatOneCarrierFailsAndAnotherCarriesIsThatCarriers() {
        prefixFails(A, 10).othersGetThrough(60).carries(B, 70, "493011");
        Culprit culprit = one(100);
        assertThat(culprit.whose()).isEqualTo(Attribution.CARRIER);
        assertThat(culprit.name()).isEqualTo("Alpha");
        assertThat(culprit.trunks()).containsExactly(A);
        assertThat(culprit.confidencePercent()).isEqualTo(Culprit.WITNESSED);
        assertThat(culprit.since()).isEqualTo(t(10));
        assertThat(culprit.words())
                .isEqualTo("Alpha does not reach one prefix: the last calls to 3 numbers of 4930… failed by prov-a, and"
                        + " prov-b carries them.");
    }

    @Test
    void whatTheOtherCarriedBeforeOrTheSameCarrierCarriesIsNoWitness() {
        prefixFails(A, 10).othersGetThrough(60).carries(B, 10, "493011").carries(A2, 70, "493011");
        assertThat(one(100).whose()).isEqualTo(Attribution.CALLEE);
    }

    @Test
    void aPrefixOfWhichNoOtherCarrierWasTriedIsOnlyLikelyTheCallees() {
        prefixFails(A, 10).othersGetThrough(60).fails(B, 70, "493011", 503);
        Culprit culprit = one(100);
        assertThat(culprit.confidencePercent()).isEqualTo(Culprit.LIKELIEST);
        assertThat(culprit.name()).isEqualTo("4930");
        assertThat(culprit.words())
                .isEqualTo("The network of a destination fails: the last calls to 3 numbers of 4930… failed by prov-a,"
                        + " and no other was tried.");
    }

    @Test
    void aPrefixThatFailsTwiceByAnotherCarrierTooIsSurelyTheCallees() {
        prefixFails(A, 10).othersGetThrough(60).fails(B, 70, "493011", 503).fails(B, 80, "493012", 503);
        Culprit culprit = one(100);
        assertThat(culprit.confidencePercent()).isEqualTo(Culprit.WITNESSED);
        assertThat(culprit.words()).endsWith(" failed by prov-a and by another carrier as well.");
    }

    @Test
    void twoNumbersAreNoPrefix() {
        fails(A, 10, "493011", 503)
                .fails(A, 30, "493012", 503)
                .fails(A, 50, "493011", 503)
                .fails(A, 70, "493012", 503);
        assertThat(othersGetThrough(80).at(100)).isEmpty();
    }

    @Test
    void aPrefixIsNotToldOfAgainForEachOfItsNumbers() {
        prefixFails(A, 10).fails(A, 70, "493011", 503).fails(A, 90, "493011", 503);
        assertThat(othersGetThrough(95).at(120))
                .singleElement()
                .satisfies(c -> assertThat(c.words()).startsWith("The network of a destination fails"));
    }

    @Test
    void aPrefixIsNotToBlameWhereOtherPrefixesFailToo() {
        prefixFails(A, 10).carries(B, 60, "498911");
        assertThat(at(100)).isEmpty();
        carries(B, 70, "493077");
        assertThat(at(101)).as("the prefix itself is no witness").isEmpty();
        fails(B, 75, "498913", 503);
        assertThat(at(102)).as("nor is a call that failed").isEmpty();
        carries(B, 80, "498912");
        assertThat(at(103)).hasSize(1);
    }

    @Test
    void aPrefixThatOneTrunkReachesAgainHasNoTroubleThere() {
        prefixFails(A, 10).othersGetThrough(60).carries(A, 70, "493014");
        assertThat(at(100)).isEmpty();
    }

    @Test
    void aPrefixWithoutANewFailureForAnHourIsOver() {
        prefixFails(A, 10).othersGetThrough(60);
        assertThat(at(52 + 3_599)).hasSize(1);
        assertThat(at(52 + 3_599 + 10)).isEmpty();
    }

    // --- our account

    @Test
    void aTrunkRefusesUsWhenItsLastCallWasRefusedForOurAccount() {
        assertThat(outcomes.refuses(A)).isFalse();
        fails(A, 10, "493011", 403);
        assertThat(outcomes.refuses(A)).isTrue();
        assertThat(outcomes.refuses(B)).isFalse();
        carries(B, 20, "493011");
        assertThat(outcomes.refuses(A)).isTrue();
        carries(A, 30, "493011");
        assertThat(outcomes.refuses(A)).isFalse();
        fails(A, 5, "493011", 403);
        assertThat(outcomes.refuses(A)).as("an earlier call that ended later").isFalse();
    }

    // --- phones and the numbers they show

    private OutcomesTest refused(String phone, int code, int... seconds) {
        for (int second : seconds) {
            takes(Call.on(A, t(second)).to("4930" + second).by(phone).failed(code));
        }
        return this;
    }

    private OutcomesTest served(TrunkId trunk, String phone, int second) {
        return takes(Call.on(trunk, t(second)).by(phone));
    }

    @Test
    void aPhoneRefusedThreeTimesWhileOthersAreServedHasItsAccountOrCallerIdToCheck() {
        Culprit culprit = refused("anna", 403, 10, 30, 50).served(A, "ben", 60).one(100);
        assertThat(culprit.whose()).isEqualTo(Attribution.ACCOUNT);
        assertThat(culprit.name()).isEqualTo("anna");
        assertThat(culprit.since()).isEqualTo(t(10));
        assertThat(culprit.confidencePercent()).isEqualTo(Culprit.INFERRED);
        assertThat(culprit.words())
                .isEqualTo("The last 3 calls of anna were refused with 403 by prov-a, and calls of others are carried:"
                        + " check its caller ID and account.");
    }

    @Test
    void aPhoneWhoseCodecsNobodyTakesHasThemToCheck() {
        Culprit culprit = refused("anna", 488, 10, 30, 50).served(A, "ben", 60).one(100);
        assertThat(culprit.whose()).isEqualTo(Attribution.CODEC);
        assertThat(culprit.words())
                .isEqualTo("The last 3 calls of anna were refused with 488 by prov-a, and calls of others are carried:"
                        + " check the codecs of that phone.");
    }

    @Test
    void twoRefusalsAreNotEnoughAndOneThatWasCarriedEndsThem() {
        assertThat(refused("anna", 403, 10, 30).served(A, "ben", 60).at(100)).isEmpty();
        refused("anna", 403, 50);
        assertThat(at(101)).hasSize(1);
        served(A, "anna", 70);
        assertThat(at(102)).isEmpty();
        refused("anna", 403, 80, 100);
        assertThat(at(103)).as("counted anew").isEmpty();
        refused("anna", 403, 120);
        served(A, "ben", 130);
        assertThat(one(140).since()).isEqualTo(t(80));
    }

    @Test
    void whatTheOtherTrunkCarriesOrTheSameCarriedBeforeIsNoSign() {
        refused("anna", 403, 10, 30, 50).served(B, "ben", 60).served(A, "ben", 5);
        assertThat(at(100)).isEmpty();
        served(B, "anna", 70);
        served(A, "ben", 80);
        assertThat(at(101))
                .as("carried by another trunk, which does not refuse it")
                .hasSize(1);
    }

    @Test
    void refusalsOfAnHourAgoAreOver() {
        refused("anna", 403, 10, 30, 50).served(A, "ben", 60);
        assertThat(at(52 + 3_599)).hasSize(1);
        assertThat(at(52 + 3_599 + 10)).isEmpty();
    }

    private OutcomesTest showing(String phone, String callerId, int... seconds) {
        for (int second : seconds) {
            takes(Call.on(A, t(second))
                    .to("4930" + second)
                    .by(phone)
                    .showing(callerId)
                    .failed(403));
        }
        return this;
    }

    private OutcomesTest servedShowing(String phone, String callerId, int second) {
        return takes(Call.on(A, t(second)).by(phone).showing(callerId));
    }

    @Test
    void aCallerIdThatIsRefusedOnTwoPhonesIsToldAndNotThePhones() {
        showing("anna", "4940111", 10, 30)
                .showing("ben", "4940111", 50, 55)
                .showing("anna", "4940111", 60)
                .servedShowing("carl", "4940222", 70);
        Culprit culprit = one(100);
        assertThat(culprit.name()).isEqualTo("4940…");
        assertThat(culprit.words())
                .isEqualTo("The last 5 calls that showed one number of 4940…, of anna and ben, were refused with 403 by"
                        + " prov-a, and calls that show another are carried: ask whether we may show that number.");
    }

    @Test
    void theCallerIdOfOnePhoneIsToBlameOnlyIfThePhoneIsServedWhenItShowsAnother() {
        showing("anna", "4940111", 10, 30, 50).servedShowing("carl", "4940222", 70);
        assertThat(one(100).name()).isEqualTo("anna");
        servedShowing("anna", "4940333", 80);
        assertThat(one(101).name()).isEqualTo("4940…");
    }

    @Test
    void whereNoOtherNumberIsCarriedNoneIsToBlame() {
        showing("anna", "4940111", 10, 30).showing("ben", "4940111", 50);
        assertThat(at(100)).isEmpty();
        servedShowing("carl", "4940222", 9 - 3);
        assertThat(at(101)).as("ended before it began").isEmpty();
    }

    @Test
    void aTroubleThatBeganIsDatedFromItsFirstCall() {
        numberFails(A, 480).othersGetThrough(60).fails(A, 90, "493011", 480);
        Culprit culprit = one(100);
        assertThat(culprit.since()).isEqualTo(t(10));
        assertThat(Duration.between(culprit.since(), t(90))).hasSeconds(80);
        assertThat(culprit.words()).contains("the last 4 attempts");
    }
}
