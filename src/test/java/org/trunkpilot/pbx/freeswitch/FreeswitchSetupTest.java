package org.trunkpilot.pbx.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.pbx.PbxUnavailable;
import org.trunkpilot.pbx.SteeringTerms;

class FreeswitchSetupTest {
    private final FreeswitchAdapter adapter = new FreeswitchAdapter();
    private final String local = adapter.setup(Site.address(8021), Site.INVENTORY, SteeringTerms.DEFAULTS);

    @Test
    void noSecretIsPrinted() {
        assertThat(local).doesNotContain(Site.SECRET).contains("PUT-THE-PASSWORD-HERE");
    }

    @Test
    void whatThePasswordMeansIsSaidBeforeItIsUsed() {
        assertThat(local)
                .contains("WHOEVER HAS IT IS ROOT ON THE PBX")
                .contains("CVE-2026-49840")
                .contains("1.11.1 or later");
    }

    @Test
    void onThePbxItselfTheSocketListensOnLoopbackAlone() {
        assertThat(local)
                .contains("name=\"listen-ip\" value=\"127.0.0.1\"")
                .contains("name=\"apply-inbound-acl\" value=\"loopback.auto\"")
                .doesNotContain("acl.conf.xml");
    }

    @Test
    void fromAnotherHostAnAccessListAndATunnelAreAskedFor() {
        String remote =
                adapter.setup(Site.address("10.0.0.5", 8021, Site.SECRET), Site.INVENTORY, SteeringTerms.DEFAULTS);

        assertThat(remote)
                .contains("name=\"listen-ip\" value=\"10.0.0.5\"")
                .contains("<list name=\"trunkpilot\" default=\"deny\">")
                .contains("put a tunnel");
    }

    /** On an address of its own the socket is not on 127.0.0.1 any more, where fs_cli looks for it. */
    @Test
    void fsCliOnThePbxIsNotLockedOutOfASocketThatListensOnItsAddress() {
        String remote =
                adapter.setup(Site.address("10.0.0.5", 8021, Site.SECRET), Site.INVENTORY, SteeringTerms.DEFAULTS);

        assertThat(remote)
                .contains("<node type=\"allow\" cidr=\"10.0.0.5/32\"/>")
                .contains("fs_cli -H 10.0.0.5 -p PASSWORD -x");
        assertThat(local).contains("fs_cli -p PASSWORD -x").doesNotContain("fs_cli -H");
    }

    @Test
    void theDialplanTheGatewaysAndTheCallsIntoItAreInIt() {
        assertThat(local)
                .contains(adapter.dialplan(Site.address(8021), Site.INVENTORY, SteeringTerms.DEFAULTS))
                .contains("prov-a, prov-b, prov-c")
                .contains("<param name=\"ping\" value=\"5\"/>")
                .contains("expression=\"^(112|911)$\"")
                .contains("data=\"$1 XML trunkpilot-emergency\"")
                .contains("expression=\"^([0-9*#+]{1,40})$\"")
                .contains("data=\"$1 XML trunkpilot-default\"")
                .contains("FusionPBX")
                .contains("fs_cli -x \"hash delete/trunkpilot/default\"");
    }

    /** Every piece of advice but the warning itself. */
    @Test
    void nobodyIsToldToRestartAProfile() {
        assertThat(local.lines().filter(line -> line.contains("restart")))
                .allMatch(line -> line.contains("drops calls") || line.contains("never sends"));
    }

    @Test
    void theEventsThatAreAskedForAreThoseThatAreUnderstood() {
        assertThat(List.of(EslEvents.SUBSCRIPTION.split(" ", -1)))
                .doesNotHaveDuplicates()
                .containsSubsequence("CUSTOM", "sofia::gateway_state", "trunkpilot::attempt");
        assertThat(adapter.kind()).isEqualTo(PbxKind.FREESWITCH);
    }

    @Test
    void discoveryWritesTheGatewaysDownAsConfiguration() throws PbxUnavailable {
        try (FakeFreeswitch pbx = new FakeFreeswitch()) {
            pbx.gateway("prov-b").pingSeconds = 0;
            pbx.gateway("a.b");
            pbx.gateway("no good");

            assertThat(adapter.discover(Site.address(pbx.port())))
                    .contains(
                            "        prov-a: { carrier: \"10.10.1.2\", uplink: default }  # reged at 10.10.1.2; carrier is a guess")
                    .contains("NOT PINGED: give the gateway ping=5")
                    .contains("prov-c: { carrier: \"10.10.1.2\", uplink: default }  # by address;")
                    .contains("        \"[a.b]\": {")
                    .contains("default: { trunks: [\"[a.b]\", prov-a, prov-b, prov-c] }")
                    .contains("# \"no good\" is a gateway, but a trunk's name must be");
        }
    }

    @Test
    void aPbxThatDoesNotLetUsInSaysWhatToDo() {
        try (FakeFreeswitch pbx = new FakeFreeswitch()) {
            pbx.password = "another";

            assertThatThrownBy(() -> adapter.discover(Site.address(pbx.port())))
                    .isInstanceOf(PbxUnavailable.class)
                    .hasMessageContaining("the PBX refuses our password")
                    .hasMessageContaining("event_socket.conf.xml");
        }
    }
}
