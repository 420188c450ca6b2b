package org.trunkpilot.practice.ami;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InstalledDialplanTest {
    @Test
    void stepsAreNumberedAndLabelledAsAsteriskDoes() {
        var installed = InstalledDialplan.of("""
                ; generated
                [trunkpilot-default]
                exten => s,1,Set(LOCAL(route)=default)
                 same => n(row),Set(LOCAL(row)=${DB(trunkpilot/order/${route})}) ; the row
                 same => n,GotoIf($["${left}" = ""]?none)
                exten => h,1,NoOp
                [other]
                exten = _X.,5,Dial(PJSIP/${EXTEN}@alpha,45^10,gi)
                """);

        assertThat(installed.contexts()).containsOnlyKeys("trunkpilot-default", "other");
        assertThat(installed.contexts().get("trunkpilot-default"))
                .extracting(s -> s.exten() + " " + s.priority()
                        + s.label().map(l -> "(" + l + ")").orElse("") + " " + s.application() + " " + s.arguments())
                .containsExactly(
                        "s 1 Set LOCAL(route)=default",
                        "s 2(row) Set LOCAL(row)=${DB(trunkpilot/order/${route})}",
                        "s 3 GotoIf $[\"${left}\" = \"\"]?none",
                        "h 1 NoOp ");
        assertThat(installed.contexts().get("other").get(0).priority()).isEqualTo(5);
    }

    @Test
    void aContextThatIsNotInstalledIsAnError() {
        var rig = Rig.mighty(Rig.RECORDED).login("off").forget();
        rig.send("Action: ShowDialPlan\r\nContext: trunkpilot\r\n\r\n");
        assertThat(rig.heard().get(0).get("Message")).isEqualTo("Did not find context trunkpilot");
    }
}
