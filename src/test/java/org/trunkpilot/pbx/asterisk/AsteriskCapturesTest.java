package org.trunkpilot.pbx.asterisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.trunkpilot.pbx.Capture;
import org.trunkpilot.pbx.CaptureUnreadable;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.PbxReloaded;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.TrunkId;

class AsteriskCapturesTest {
    private static final Inventory NOTHING = new Inventory(new PbxId("capture"), List.of(), List.of());
    private static final String BANNER = "Asterisk Call Manager/11.0.0\r\n";

    @TempDir
    private Path dir;

    private final AsteriskCaptures reader = new AsteriskCaptures();

    @Test
    void trunksAndRoutesAreThoseThatTheCaptureNames() throws Exception {
        Capture capture = recorded("22/failover-with-channelvars-and-timestamps");

        assertThat(capture.inventory().trunks()).extracting(t -> t.id().name()).contains("prov-a", "prov-b");
        assertThat(capture.inventory().routes())
                .extracting(Route::id)
                .extracting(Object::toString)
                .contains("default");
        assertThat(capture.dated()).isTrue();
        assertThat(capture.from()).isAfter(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Test
    void aPhoneIsNoTrunk() throws Exception {
        assertThat(recorded("22/phone-call-sipp").inventory().trunks())
                .extracting(t -> t.id().name())
                .containsExactly("prov-a");
    }

    @Test
    void anEndpointThatSharesAnAorIsNoTrunkOfItsOwnUntilItCarriesACall() throws Exception {
        assertThat(recorded("22/provider-blackholed-and-back").inventory().trunks())
                .extracting(t -> t.id().name())
                .containsExactly("prov-a", "prov-b");
        assertThat(recorded("22/call-codec-488").inventory().trunks())
                .extracting(t -> t.id().name())
                .containsExactly("prov-a-g722");
    }

    @Test
    void aRouteCalledEmergencyIsOnlyWatched() throws Exception {
        assertThat(recorded("22/call-emergency").inventory().routes())
                .singleElement()
                .isInstanceOf(EmergencyRoute.class);
    }

    @Test
    void whatIsConfiguredStaysInFrontAndKeepsItsNames() throws Exception {
        Capture capture = reader.read(Recording.ROOT.resolve("22/registration-refused-403.ami"), Site.LAB);

        assertThat(capture.inventory().trunks())
                .extracting(t -> t.id().name())
                .containsExactly("prov-a", "prov-b", "prov-c");
        assertThat(capture.inventory().routes()).isEqualTo(Site.LAB.routes());
    }

    @Test
    void aRegistrationFindsItsTrunkByTheAddressWhereNoListTells() throws Exception {
        assertThat(recorded("22/provider-blackholed-and-back").signals())
                .filteredOn(Registration.class::isInstance)
                .map(Registration.class::cast)
                .filteredOn(r -> r.state() == Registration.State.REJECTED)
                .isNotEmpty()
                .allSatisfy(r -> assertThat(r.trunk()).isEqualTo(new TrunkId("prov-a")));
    }

    @Test
    void withoutAnIndexTheEventsOwnTimesCount() throws Exception {
        Path file = dir.resolve("alone.ami");
        Files.copy(Recording.ROOT.resolve("22/failover-with-channelvars-and-timestamps.ami"), file);

        Capture alone = reader.read(file, NOTHING);
        Capture indexed = recorded("22/failover-with-channelvars-and-timestamps");

        assertThat(alone.signals()).hasSameSizeAs(indexed.signals());
        for (int i = 0; i < alone.signals().size(); i++) {
            assertThat(Duration.between(
                                    alone.signals().get(i).at(),
                                    indexed.signals().get(i).at())
                            .abs())
                    .isLessThan(Duration.ofMillis(100));
        }
    }

    @Test
    void timeNeverGoesBackAndALeapOfWeeksIsDamage() throws Exception {
        Path file = write(
                "leap.ami",
                BANNER
                        + reload("1795400000.5")
                        + reload("1795400002")
                        + reload("1795400001")
                        + reload("1999999999")
                        + reload("1795400003"));

        Capture capture = reader.read(file, NOTHING);

        assertThat(capture.signals())
                .extracting(s -> s.at().toEpochMilli())
                .containsExactly(
                        1_795_400_000_500L,
                        1_795_400_002_000L,
                        1_795_400_002_000L,
                        1_795_400_002_000L,
                        1_795_400_003_000L);
        assertThat(capture.damaged()).isEqualTo(1);
    }

    @Test
    void aSecondBannerIsANewConnection() throws Exception {
        Path file = write("two.ami", BANNER + reload("1795400000") + BANNER + reload("1795400009"));

        assertThat(reader.read(file, NOTHING).signals())
                .extracting(Object::getClass)
                .containsSubsequence(List.of(PbxReloaded.class, LinkLost.class, LinkRestored.class, PbxReloaded.class));
    }

    @Test
    void damageInTheMiddleIsCountedAndSurvived() throws Exception {
        byte[] bytes = Files.readAllBytes(Recording.ROOT.resolve("22/call-failover-503-then-b.ami"));
        byte[] garbage = "\r\n\u0000 no colon".repeat(20).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(garbage, 0, bytes, bytes.length / 2, garbage.length);
        Files.write(dir.resolve("hurt.ami"), bytes);
        Files.writeString(dir.resolve("hurt.idx.jsonl"), index() + "\n{\"ms\": 99, \"off");

        Capture capture = reader.read(dir.resolve("hurt.ami"), NOTHING);

        assertThat(capture.damaged()).isGreaterThanOrEqualTo(2);
        assertThat(capture.signals())
                .hasAtLeastOneElementOfType(Seizure.class)
                .hasAtLeastOneElementOfType(CallEnd.class);
    }

    @Test
    void aCaptureThatIsCutShortIsReadAsFarAsItGoes() throws Exception {
        byte[] bytes = Files.readAllBytes(Recording.ROOT.resolve("22/call-failover-503-then-b.ami"));
        Files.write(dir.resolve("cut.ami"), Arrays.copyOf(bytes, bytes.length - 100));
        Files.writeString(dir.resolve("cut.idx.jsonl"), index());

        assertThat(reader.read(dir.resolve("cut.ami"), NOTHING).damaged()).isEqualTo(1);
    }

    @Test
    void whatCannotBeReadSaysWhy() throws IOException {
        byte[] noise = new byte[5_000];
        new SplittableRandom(7).nextBytes(noise);
        Files.write(dir.resolve("noise.ami"), noise);

        assertUnreadable(dir.resolve("nowhere.ami"), "there is no such file");
        assertUnreadable(dir, "is no file");
        assertUnreadable(write("empty.ami", ""), "is empty");
        assertUnreadable(dir.resolve("noise.ami"), "holds no AMI message");
        assertUnreadable(write("esl.ami", "Content-Type: auth/request\n\n"), "--kind freeswitch");
        assertUnreadable(write("timeless.ami", BANNER + "Event: Reload\r\nModule: x\r\n\r\n"), "timestampevents=yes");
    }

    private void assertUnreadable(Path file, String why) {
        assertThatThrownBy(() -> reader.read(file, NOTHING))
                .isInstanceOf(CaptureUnreadable.class)
                .hasMessageContaining(why);
    }

    private Capture recorded(String name) throws CaptureUnreadable {
        return reader.read(Recording.ROOT.resolve(name + ".ami"), NOTHING);
    }

    private Path write(String name, String text) throws IOException {
        return Files.write(dir.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    private static String index() throws IOException {
        return Files.readString(Recording.ROOT.resolve("22/call-failover-503-then-b.idx.jsonl"))
                .stripTrailing();
    }

    private static String reload(String timestamp) {
        return "Event: Reload\r\nTimestamp: " + timestamp + "\r\nModule: m\r\n\r\n";
    }
}
