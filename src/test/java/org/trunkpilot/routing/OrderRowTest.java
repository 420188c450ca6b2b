package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.trunkpilot.trunk.TrunkId;

class OrderRowTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_772_442_000);
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final OrderRow ROW =
            new OrderRow(NOW.plus(LEASE), 7, "site-1", List.of(new TrunkId("prov-b"), new TrunkId("prov-a")));

    @Test
    void aRowIsWrittenAsTheDialplanReadsIt() {
        assertThat(ROW.text()).isEqualTo("1772442600:7:site-1:prov-b&prov-a");
        assertThat(OrderRow.parse(ROW.text())).contains(ROW);
    }

    @Test
    void aRowIsValidUntilItsExpiryAndNotFurtherAheadThanALeaseAndAMinute() {
        assertThat(ROW.validAt(NOW, LEASE)).isTrue();
        assertThat(ROW.validAt(NOW.plusSeconds(599), LEASE)).isTrue();
        assertThat(ROW.validAt(NOW.plusSeconds(600), LEASE)).isFalse();
        assertThat(ROW.validAt(NOW.minusSeconds(60), LEASE)).isTrue();
        assertThat(ROW.validAt(NOW.minusSeconds(61), LEASE)).isFalse();
    }

    /** Each of these was tried on a real PBX (asterisk.md); nothing of them may be believed here either. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "prov-b&prov-a",
                "0:7:site:prov-b",
                "-5:7:site:prov-b",
                "+1772442600:7:site:prov-b",
                " 1772442600:7:site:prov-b",
                "17724426000:7:site:prov-b",
                "1772442600.5:7:site:prov-b",
                "0x69a5:7:site:prov-b",
                "1772442600::site:prov-b",
                "1772442600:1234567890123:site:prov-b",
                "1772442600:7::prov-b",
                "1772442600:7:site:",
                "1772442600:7:site:prov-b&",
                "1772442600:7:site:prov-b&prov-b",
                "1772442600:7:site:${SHELL(id)}",
                "1772442600:7:site:Local/1@x",
                "1772442600:7:site:prov-b\n",
                "1772442600:7:si te:prov-b",
                "1772442600:7:site:prov-b;"
            })
    void whatTheDialplanWouldNotTakeIsNoRow(String text) {
        assertThat(OrderRow.parse(text)).isEmpty();
    }

    @Test
    void aRowThatWouldNotFitIsRefusedWithARemedy() {
        var many = IntStream.range(0, 12)
                .mapToObj(i -> new TrunkId("a-rather-long-trunk-name-" + i))
                .toList();
        assertThatThrownBy(() -> new OrderRow(NOW, 1, "site", many)).hasMessageContaining("shorten the names");
    }
}
