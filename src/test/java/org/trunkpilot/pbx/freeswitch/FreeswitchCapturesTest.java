package org.trunkpilot.pbx.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.trunkpilot.pbx.Capture;
import org.trunkpilot.pbx.CaptureUnreadable;
import org.trunkpilot.pbx.SignalText;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.PbxReloaded;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.TrunkId;

class FreeswitchCapturesTest {
    private static final Inventory NOTHING = new Inventory(new PbxId("capture"), List.of(), List.of());
    private static final String GREETING = "Content-Type: auth/request\n\n";

    @TempDir
    private Path dir;

    private final FreeswitchCaptures reader = new FreeswitchCaptures();

    @Test
    void everyGatewayThatIsNamedIsATrunkAndAPhoneIsNone() throws Exception {
        Capture capture = recorded("failover-503-then-answer");

        assertThat(capture.inventory().trunks())
                .extracting(t -> t.id().name())
                .containsExactly("prov-a", "prov-b", "prov-c");
        assertThat(capture.inventory().routes())
                .singleElement()
                .satisfies(route ->
                        assertThat(route.trunks()).extracting(TrunkId::name).startsWith("prov-a"));
    }

    @Test
    void theEventsTellTheDay() throws Exception {
        Capture capture = recorded("call-normal-30s");

        assertThat(capture.dated()).isTrue();
        assertThat(capture.from())
                .isBetween(Instant.parse("2026-11-23T00:00:00Z"), Instant.parse("2026-11-24T00:00:00Z"));
        assertThat(capture.damaged()).isZero();
    }

    /** The approved signals were heard over the wire of the live link. */
    @ParameterizedTest
    @ValueSource(strings = {"call-normal-30s", "call-busy-486", "gateway-blackholed-and-back", "steer-db-flip-midcall"})
    void aCaptureTellsWhatTheLiveLinkWouldHave(String name) throws Exception {
        Capture capture = reader.read(Recording.ROOT.resolve(name + ".esl"), Site.INVENTORY);

        assertThat(capture.signals())
                .extracting(FreeswitchCapturesTest::withoutItsTime)
                .containsExactlyElementsOf(new Ear()
                        .hear(Recording.load(name)).stream()
                                .map(FreeswitchCapturesTest::withoutItsTime)
                                .toList());
    }

    private static String withoutItsTime(PbxSignal signal) {
        // The key of numbers differs, and so do the times: they are of day.
        return SignalText.of(signal).replaceFirst("^ *\\d+\\.\\d{3} ", "").replaceAll("…/\\w+", "");
    }

    @Test
    void withoutAnIndexTheEventsOwnTimesCount() throws Exception {
        Path file = dir.resolve("alone.esl");
        Files.copy(Recording.ROOT.resolve("failover-503-then-answer.esl"), file);

        Capture alone = reader.read(file, NOTHING);
        Capture indexed = recorded("failover-503-then-answer");

        assertThat(alone.signals()).hasSameSizeAs(indexed.signals());
        for (int i = 0; i < alone.signals().size(); i++) {
            // FreeSWITCH stamps some events up to a second before it sends them: gateway states.
            assertThat(Duration.between(
                                    alone.signals().get(i).at(),
                                    indexed.signals().get(i).at())
                            .abs())
                    .isLessThan(Duration.ofMillis(1_100));
        }
    }

    @Test
    void timeNeverGoesBackAndALeapOfWeeksIsDamage() throws Exception {
        Path file = write(
                "leap.esl",
                GREETING
                        + reload(1_795_400_000_500_000L)
                        + reload(1_795_400_002_000_000L)
                        + reload(1_795_400_001_000_000L)
                        + reload(1_999_999_999_000_000L)
                        + reload(1_795_400_003_000_000L));

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
    void aSecondGreetingIsANewConnection() throws Exception {
        Path file =
                write("two.esl", GREETING + reload(1_795_400_000_000_000L) + GREETING + reload(1_795_400_009_000_000L));

        assertThat(reader.read(file, NOTHING).signals())
                .extracting(Object::getClass)
                .containsSubsequence(List.of(PbxReloaded.class, LinkLost.class, LinkRestored.class, PbxReloaded.class));
    }

    @Test
    void theDialplansOwnEventsNameItsRoutesAndTrunksAlsoWhereNoLegCameToBe() throws Exception {
        Path file = write(
                "ours.esl",
                GREETING
                        + leg("uuid-1", "caller-1", "alpha", "gw_alpha", "night")
                        + attempt("caller-2", "beta", "night", "GATEWAY_DOWN")
                        + attempt("caller-2", "alpha", "emergency-fire", "GATEWAY_DOWN"));

        Inventory found = reader.read(file, NOTHING).inventory();

        assertThat(found.byEndpoint("gw_alpha"))
                .hasValueSatisfying(trunk -> assertThat(trunk.id().name()).isEqualTo("alpha"));
        assertThat(found.trunks()).extracting(t -> t.id().name()).containsExactly("alpha", "beta");
        assertThat(found.routes())
                .extracting(Route::id)
                .extracting(Object::toString)
                .containsExactly("night", "emergency-fire");
        assertThat(found.routes().get(1)).isInstanceOf(EmergencyRoute.class);
    }

    /** Of every damage, what lies a frame or two behind it is read again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "call-normal-30s",
                "steer-db-flip-midcall",
                "killgw-with-call-in-progress",
                "noise-all-events-idle-60s"
            })
    void damageInTheMiddleIsCountedAndSurvived(String name) throws Exception {
        byte[] whole = Files.readAllBytes(Recording.ROOT.resolve(name + ".esl"));
        long sound = reader.read(write("sound.esl", whole), NOTHING).messages();
        var random = new SplittableRandom(name.hashCode());
        for (int round = 0; round < 30; round++) {
            byte[] garbage = new byte[random.nextInt(400)];
            random.nextBytes(garbage);
            int at = random.nextInt(whole.length / 2);
            int removed = 1 + random.nextInt(1_000);
            byte[] hurt = concat(
                    Arrays.copyOf(whole, at), garbage, Arrays.copyOfRange(whole, at + removed, whole.length), reload());

            Capture capture = reader.read(write("hurt.esl", hurt), NOTHING);

            assertThat(capture.signals())
                    .as("%s, round %d: the last frame is heard again", name, round)
                    .last()
                    .isInstanceOf(PbxReloaded.class);
            assertThat(capture.messages()).isBetween(sound - 4, sound + 1);
        }
    }

    private static byte[] reload() {
        return reload(1_795_402_999_000_000L).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aLengthThatCannotBeIsDamageOfOneFrame() throws Exception {
        Path file = write(
                "length.esl",
                GREETING
                        + "Content-Length: -7\nContent-Type: text/event-plain\n\n"
                        + reload(1_795_400_000_000_000L)
                        + "Content-Length: 99999999999\nContent-Type: text/event-plain\n\n"
                        + reload(1_795_400_001_000_000L));

        Capture capture = reader.read(file, NOTHING);

        assertThat(capture.signals()).hasSize(2);
        assertThat(capture.damaged()).isEqualTo(2);
    }

    @Test
    void aCaptureThatIsCutShortIsReadAsFarAsItGoes() throws Exception {
        byte[] bytes = Files.readAllBytes(Recording.ROOT.resolve("call-busy-486.esl"));

        Capture capture = reader.read(write("cut.esl", Arrays.copyOf(bytes, bytes.length - 100)), NOTHING);

        assertThat(capture.damaged()).isEqualTo(1);
        assertThat(capture.signals()).hasAtLeastOneElementOfType(Seizure.class);
    }

    @Test
    void eventsInJsonAreSaidNotToBeRead() throws Exception {
        assertThat(recorded("call-normal-12s-json").remarks())
                .anySatisfy(remark -> assertThat(remark).contains("JSON").contains("event plain"));
    }

    @Test
    void whatCannotBeReadSaysWhy() throws IOException {
        byte[] noise = new byte[50_000];
        new SplittableRandom(7).nextBytes(noise);

        assertUnreadable(dir.resolve("nowhere.esl"), "there is no such file");
        assertUnreadable(dir, "is no file");
        assertUnreadable(write("empty.esl", ""), "is empty");
        assertUnreadable(write("noise.esl", noise), "holds no event socket frame");
        assertUnreadable(write("ami.esl", "Asterisk Call Manager/11.0.0\r\nEvent: X\r\n\r\n"), "--kind asterisk");
        assertUnreadable(write("timeless.esl", GREETING), "no .tsv beside it");
    }

    private void assertUnreadable(Path file, String why) {
        assertThatThrownBy(() -> reader.read(file, NOTHING))
                .isInstanceOf(CaptureUnreadable.class)
                .hasMessageContaining(why);
    }

    private Capture recorded(String name) throws CaptureUnreadable {
        return reader.read(Recording.ROOT.resolve(name + ".esl"), NOTHING);
    }

    private Path write(String name, String text) throws IOException {
        return write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(dir.resolve(name), bytes);
    }

    private static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static String reload(long micros) {
        return event("Event-Name: RELOADXML\nEvent-Date-Timestamp: " + micros + "\n\n");
    }

    private static String leg(String uuid, String caller, String trunk, String gateway, String route) {
        return event("Event-Name: CHANNEL_CREATE\nEvent-Date-Timestamp: 1795400000000000\nUnique-ID: " + uuid
                + "\nCall-Direction: outbound\nvariable_originating_leg_uuid: " + caller
                + "\nvariable_sip_gateway_name: " + gateway + "\nvariable_trunkpilot_trunk: " + trunk
                + "\nvariable_trunkpilot_route: " + route + "\n\n");
    }

    private static String attempt(String caller, String trunk, String route, String cause) {
        return event("Event-Name: CUSTOM\nEvent-Subclass: trunkpilot%3A%3Aattempt\n"
                + "Event-Date-Timestamp: 1795400001000000\nUnique-ID: " + caller + "\nTrunkpilot-Route: " + route
                + "\nTrunkpilot-Trunk: " + trunk + "\nTrunkpilot-Cause: " + cause + "\n\n");
    }

    private static String event(String body) {
        return "Content-Length: " + body.length() + "\nContent-Type: text/event-plain\n\n" + body;
    }
}
