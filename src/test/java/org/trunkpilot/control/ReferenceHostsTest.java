package org.trunkpilot.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.UplinkProbed;

class ReferenceHostsTest {
    @Test
    void aHostThatTakesAConnectionAndOneThatRefusesItAreAlive() throws Exception {
        try (var server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            int free;
            try (var other = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
                free = other.getLocalPort();
            }
            var heard = new ArrayList<PbxSignal>();
            try (var hosts = new ReferenceHosts(
                    Map.of("fibre", "127.0.0.1:" + server.getLocalPort(), "lte", "127.0.0.1:" + free),
                    InstantSource.system())) {
                hosts.start();
                // Two connections on loopback; on a busy machine threads start late.
                await().atMost(Duration.ofSeconds(20)).until(() -> {
                    hosts.drain(heard::add);
                    return heard.size() >= 2;
                });
                assertThat(hosts.dropped()).isZero();
            }
            assertThat(heard)
                    .allSatisfy(signal -> assertThat(((UplinkProbed) signal).roundTrip())
                            .hasValueSatisfying(rtt -> assertThat(rtt).isPositive()));
            assertThat(heard)
                    .extracting(signal -> ((UplinkProbed) signal).uplink())
                    .contains("fibre", "lte");
        }
    }

    @Test
    void aHostThatHasNoAddressIsSilent() {
        var heard = new ArrayList<PbxSignal>();
        try (var hosts = new ReferenceHosts(Map.of("fibre", "no-such-host.invalid:443"), InstantSource.system())) {
            hosts.start();
            // A name server may take its time to say no.
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                hosts.drain(heard::add);
                return !heard.isEmpty();
            });
        }
        assertThat(((UplinkProbed) heard.get(0)).roundTrip()).isEmpty();
    }
}
