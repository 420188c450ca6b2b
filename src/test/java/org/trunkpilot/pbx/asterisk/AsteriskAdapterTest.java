package org.trunkpilot.pbx.asterisk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.trunkpilot.pbx.PbxAdapter;
import org.trunkpilot.pbx.PbxKind;

class AsteriskAdapterTest {
    @Test
    void theOneAdapterForAsteriskIsFound() {
        try (var context = new AnnotationConfigApplicationContext("org.trunkpilot.pbx")) {
            assertThat(context.getBeansOfType(PbxAdapter.class).values())
                    .filteredOn(adapter -> adapter.kind() == PbxKind.ASTERISK)
                    .hasSize(1);
        }
    }
}
