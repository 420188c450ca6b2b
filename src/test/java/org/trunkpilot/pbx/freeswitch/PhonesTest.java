package org.trunkpilot.pbx.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.trunkpilot.signal.MediaReport.Direction;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.PhoneContact;
import org.trunkpilot.signal.PhoneReport;
import org.trunkpilot.signal.Seizure;

/** The phones of the house: witnesses, not trunks. */
class PhonesTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    private final List<PbxSignal> signals = new ArrayList<>();
    private final EslTally tally = new EslTally();
    private final TrunkNames names = new TrunkNames(Site.INVENTORY);
    private final GatewayTranslator gateways = new GatewayTranslator(names, signals::add, tally, (trunk, at) -> {});
    private final CallTranslator calls = new CallTranslator(Site.KEY, names, gateways, signals::add, tally);
    private final PhoneTranslator phones = new PhoneTranslator(signals::add);

    @Test
    void aPhoneThatRegistersIsPresentAndOneThatUnregistersOrRunsOutIsAbsent() {
        phones.registered(fields("from-user", "1000"), AT, true);
        phones.registered(fields("from-user", "1000"), AT, false);
        phones.registered(fields("user", "1001"), AT, false);
        phones.registered(fields("contact", "nobody"), AT, true);

        assertThat(signals)
                .containsExactly(
                        new PhoneContact(AT, "1000", PhoneContact.State.PRESENT),
                        new PhoneContact(AT, "1000", PhoneContact.State.ABSENT),
                        new PhoneContact(AT, "1001", PhoneContact.State.ABSENT));
    }

    @ParameterizedTest
    @CsvSource({"REACHABLE, PRESENT", "UNREACHABLE, ABSENT", "REQUESTING, "})
    void aPhoneThatIsPingedIsAsItsPingsSay(String status, PhoneContact.State state) {
        phones.pinged(
                fields(
                        "sip_user",
                        "1000@192.0.2.1",
                        "from-user",
                        "1000",
                        "sip_contact",
                        "<sip:1000@192.0.2.9>",
                        "Ping-Status",
                        status),
                AT);

        assertThat(signals).isEqualTo(state == null ? List.of() : List.of(new PhoneContact(AT, "1000", state)));
    }

    /** As a real one told it; it pinged 1001 once more after it had unregistered, and 1002 ran out. */
    @Test
    void aPhoneHasOneNameAndIsGoneOnceItHasUnregistered() {
        List<PhoneContact> heard = new Ear()
                .hear(Recording.load("phones")).stream()
                        .filter(PhoneContact.class::isInstance)
                        .map(PhoneContact.class::cast)
                        .toList();

        assertThat(heard).extracting(PhoneContact::phone).containsOnly("1001", "1002");
        assertThat(heard.stream().filter(contact -> contact.phone().equals("1001")))
                .last()
                .extracting(PhoneContact::state)
                .isEqualTo(PhoneContact.State.ABSENT);
    }

    @Test
    void aSeizureNamesThePhoneThatCallsAndNotACarrierWhoseCallIsForwarded() {
        seize("b1", "a1");
        calls.created(fields("Unique-ID", "a2", "Call-Direction", "inbound", "variable_sip_gateway", "prov-b"), AT);
        seize("b2", "a2");

        assertThat(signals)
                .extracting(signal -> ((Seizure) signal).phone())
                .containsExactly(Optional.of("1000"), Optional.empty());
    }

    @Test
    void thePhonesHalfIsToldWhileItTalksOnATrunkAndIsNotOnHold() {
        seize("b1", "a1");
        report("a1", 100);
        calls.answered(fields("Unique-ID", "b1"), AT);
        report("a1", 350);
        calls.hold(fields("Unique-ID", "a1"), AT, true);
        report("a1", 600);
        calls.hold(fields("Unique-ID", "a1"), AT, false);
        report("a1", 850);

        assertThat(signals.stream().filter(PhoneReport.class::isInstance).map(PhoneReport.class::cast))
                .hasSize(2)
                .allSatisfy(report -> {
                    assertThat(report.trunk()).isEqualTo(Site.A);
                    assertThat(report.direction()).isEqualTo(Direction.OUTBOUND);
                    assertThat(report.reception().orElseThrow().expectedPackets())
                            .isEqualTo(250);
                });
    }

    private void seize(String leg, String caller) {
        calls.created(
                fields(
                        "Unique-ID", leg,
                        "Call-Direction", "outbound",
                        "Caller-Destination-Number", "004930123456",
                        "variable_sip_gateway_name", "prov-a",
                        "variable_originating_leg_uuid", caller,
                        "Other-Leg-Channel-Name", "sofia/internal/1000@192.0.2.9"),
                AT);
    }

    private void report(String caller, int highest) {
        calls.rtcp(
                fields(
                        "Unique-ID", caller,
                        "Source0-SSRC", "c708ca1e",
                        "Source0-Fraction", "0",
                        "Source0-Lost", "1",
                        "Source0-Highest-Sequence-Number-Received", String.valueOf(highest),
                        "Source0-Jitter", "0"),
                AT.plusSeconds(highest / 50),
                Direction.OUTBOUND);
    }

    private static Fields fields(String... pairs) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            all.put(pairs[i], pairs[i + 1]);
        }
        return new Fields(all);
    }
}
