package org.trunkpilot.web;

import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.trunkpilot.TestDatabases;

/** An empty H2, the same one for all who say so: an interface, so that they share one running service. */
public interface OnH2 {
    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        TestDatabases.h2(properties);
    }
}
