package org.trunkpilot.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.trunkpilot.trunk.Destination;
import org.trunkpilot.trunk.Destinations;

class CalleeKeyTest {
    private final CalleeKey key = new CalleeKey(new byte[16]);

    @Test
    void theKindOfANumberIsToldByMoreOfItThanIsKept() {
        var table = new Destinations(Map.of(Destination.MOBILE, List.of("0049151")));
        var callee = key.with(table).of("00491511234567");
        assertThat(callee.destination()).isEqualTo(Destination.MOBILE);
        assertThat(callee.prefix()).isEqualTo("0049");
        assertThat(callee.key()).isEqualTo(key.of("00491511234567").key());
        assertThat(key.of("00491511234567").destination()).isEqualTo(Destination.ANY);
    }
}
