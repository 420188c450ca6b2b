package org.trunkpilot.pbx.asterisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxAddress.ChannelDriver;
import org.trunkpilot.pbx.PbxAddress.RowStore;
import org.trunkpilot.pbx.PbxUnavailable;

class AsteriskDiscoveryTest {
    private final PbxAddress address = AsteriskSetupTest.address(RowStore.DATABASE, ChannelDriver.PJSIP);
    private final FakeAsterisk asterisk = new FakeAsterisk(address);

    @Test
    void whatRegistersOrHasAFixedAddressIsATrunk() throws PbxUnavailable {
        asterisk.endpoints.remove("prov-a-g722");
        asterisk.registrations.remove("prov-b");

        assertThat(yaml())
                .contains("trunkpilot:\n  pbxs:\n    hq:\n      trunks:\n")
                .contains(
                        "        prov-a: { carrier: \"prov-a.example\", uplink: default }  # registered at prov-a.example;")
                .contains("        prov-b: { carrier: \"prov-b.example\", uplink: default }  # by address;")
                .contains("        default: { trunks: [prov-a, prov-b] }  # a guess");
    }

    @Test
    void phonesAreLeftOutAndSaid() throws PbxUnavailable {
        asterisk.endpoints.put(
                "phone1",
                new TreeMap<>(Map.of(
                        "DirectMedia",
                        "true",
                        "QualifyFrequency",
                        "0",
                        "Status",
                        "Reachable",
                        "RoundtripUsec",
                        "900",
                        "ContactsRegistered",
                        "1")));

        assertThat(yaml()).doesNotContain("phone1:").contains("(phones): phone1");
    }

    @Test
    void anEndpointWhoseNameCannotBeUsedIsSaid() throws PbxUnavailable {
        asterisk.endpoints.put("trunk to Köln", asterisk.endpoints.get("prov-a"));

        assertThat(yaml()).contains("# \"trunk to Köln\" looks like a trunk, but its name");
    }

    @Test
    void aNameWithADotIsQuotedForSpring() throws PbxUnavailable {
        asterisk.endpoints.put("sip.example", asterisk.endpoints.get("prov-a"));

        assertThat(yaml()).contains("        \"[sip.example]\": { carrier:");
    }

    @Test
    void whoMayNotListIsToldWhichRightItTakes() {
        asterisk.denied.add("PJSIPShowEndpoints");

        assertThatThrownBy(this::yaml).isInstanceOf(PbxUnavailable.class).hasMessageContaining("write=system");
    }

    private String yaml() throws PbxUnavailable {
        return new AsteriskDiscovery(address, asterisk).yaml();
    }
}
