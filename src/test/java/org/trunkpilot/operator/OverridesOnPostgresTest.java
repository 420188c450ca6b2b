package org.trunkpilot.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.trunkpilot.TestDatabases;

class OverridesOnPostgresTest extends OverridesContract {
    @Autowired
    private Tokens tokens;

    @DynamicPropertySource
    static void postgres(DynamicPropertyRegistry properties) {
        TestDatabases.postgres(properties);
    }

    @Test
    void aTokenIsMadeUsedAndRevokedThereToo() {
        String token = token("ci", Role.VIEWER);
        assertThat(tokens.signIn(token)).isPresent();

        tokens.list().forEach(listed -> tokens.revoke(listed.id()));

        assertThat(tokens.signIn(token)).isEmpty();
    }
}
