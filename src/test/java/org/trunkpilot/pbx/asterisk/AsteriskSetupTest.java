package org.trunkpilot.pbx.asterisk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.asteriskjava.manager.AsteriskMapping;
import org.asteriskjava.manager.event.ManagerEvent;
import org.junit.jupiter.api.Test;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxAddress.ChannelDriver;
import org.trunkpilot.pbx.PbxAddress.RowStore;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.pbx.Secret;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.trunk.PbxId;

class AsteriskSetupTest {
    /** What comes as the answer to a question needs no filter. */
    private static final Set<String> ANSWERS = Set.of(
            "OutboundRegistrationDetail",
            "OutboundRegistrationDetailComplete",
            "RegistryEntry",
            "RegistrationsComplete",
            "ContactStatusDetail",
            "PeerEntry",
            "CoreShowChannel",
            "Status");

    @Test
    void theFiltersLetThroughWhatIsUnderstoodAndNothingElse() {
        var understood = new TreeSet<String>();
        for (Class<? extends ManagerEvent> type : AmiEvents.CLASSES) {
            String name = type.getAnnotation(AsteriskMapping.class).value();
            if (!ANSWERS.contains(name)) {
                understood.add(name.startsWith("UserEvent") ? "UserEvent" : name);
            }
        }

        var asked = new TreeSet<>(AsteriskSetup.events(ChannelDriver.PJSIP));
        asked.addAll(AsteriskSetup.events(ChannelDriver.SIP));
        assertThat(asked).isEqualTo(understood);
    }

    @Test
    void noSecretIsPrinted() {
        assertThat(text(RowStore.DATABASE, ChannelDriver.PJSIP)).doesNotContain(Site.SECRET);
    }

    @Test
    void rowsInAstDbNeedARightWhoseRiskIsSaid() {
        assertThat(text(RowStore.DATABASE, ChannelDriver.PJSIP))
                .contains("read = system,call,reporting,user\nwrite = system,reporting\nwritetimeout = 5000\n")
                .contains("CLOSE TO ROOT")
                .contains("deny = 0.0.0.0/0.0.0.0\npermit = 127.0.0.1/255.255.255.255\n");
    }

    @Test
    void rowsInGlobalsNeedLess() {
        assertThat(text(RowStore.GLOBALS, ChannelDriver.PJSIP))
                .contains("write = call,reporting\n")
                .doesNotContain("CLOSE TO ROOT")
                .doesNotContain("deltree");
    }

    @Test
    void theDialplanAndTheCallsIntoItAreInIt() {
        var setup = new AsteriskSetup(
                address(RowStore.DATABASE, ChannelDriver.PJSIP), Site.INVENTORY, SteeringTerms.DEFAULTS);

        assertThat(setup.text())
                .contains(setup.dialplanFile())
                .contains("exten => 112,1,Set(TP_NUMBER=${EXTEN})\n same => n,Gosub(trunkpilot-emergency,s,1)\n")
                .contains("exten => _X.,1,Set(TP_NUMBER=${EXTEN})\n same => n,Gosub(trunkpilot-default,s,1)\n");
    }

    @Test
    void chanSipIsToldWhatItLacks() {
        assertThat(text(RowStore.DATABASE, ChannelDriver.SIP))
                .contains("name(PeerStatus)")
                .doesNotContain("name(ContactStatus)")
                .contains("tells no SIP codes")
                .contains("holds a call for the whole 45 s");
    }

    private static String text(RowStore rows, ChannelDriver driver) {
        return new AsteriskSetup(address(rows, driver), Site.INVENTORY, SteeringTerms.DEFAULTS).text();
    }

    static PbxAddress address(RowStore rows, ChannelDriver driver) {
        return new PbxAddress(
                new PbxId("hq"),
                PbxKind.ASTERISK,
                "127.0.0.1",
                5038,
                false,
                "trunkpilot",
                new Secret(Site.SECRET),
                rows,
                driver);
    }
}
