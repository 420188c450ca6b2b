package org.trunkpilot.pbx.asterisk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.trunkpilot.pbx.asterisk.AsteriskRelease.Feature;

class AsteriskReleaseTest {
    @ParameterizedTest
    @CsvSource({
        "16.28.0~dfsg-0+deb11u4, PROGRESS_TIMEOUT, false",
        "18.21.0, PROGRESS_TIMEOUT, false",
        "18.22.0, PROGRESS_TIMEOUT, true",
        "18.22.0, RELIABLE_PROGRESS_TIMEOUT, false",
        "18.26.1, RELIABLE_PROGRESS_TIMEOUT, true",
        "19.8.1, PROGRESS_TIMEOUT, false",
        "certified-20.7-cert2, PROGRESS_TIMEOUT, true",
        "20.16.0, SIP_CODES, false",
        "20.17.0, SIP_CODES, true",
        "21.12.2, SIP_CODES, false",
        "22.6.0, SIP_CODES, false",
        "22.10.1+dfsg+~cs6.17, SIP_CODES, true",
        "23.0.0, SIP_CODES, false",
        "24.0.0, SIP_CODES, true",
        "22.0.0, FILTERS_BY_NAME, false",
        "22.1.0, FILTERS_BY_NAME, true",
        "23.0.0, FILTERS_BY_NAME, true",
    })
    void eachBranchHasAFeatureFromAReleaseOfItsOwn(String version, Feature feature, boolean has) {
        assertThat(AsteriskRelease.parse(version).orElseThrow().has(feature)).isEqualTo(has);
    }

    @Test
    void whatIsNoVersionIsNone() {
        assertThat(AsteriskRelease.parse("GIT-master-abc")).isEmpty();
    }
}
